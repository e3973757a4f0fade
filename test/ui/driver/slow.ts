import type { Page, WebSocketRoute } from 'playwright-core';

/**
 * A window as on a busy machine, for who looks for tests that hold only where all is quick: `UI_SLOWER=4` gives its page a
 * quarter of the processor, `UI_LATE=150` lets everything between it and the extension host come so many milliseconds
 * late, in order.
 */
export async function beSlow(page: Page): Promise<void> {
  const rate = Number(process.env['UI_SLOWER'] ?? 1);
  const lateMs = Number(process.env['UI_LATE'] ?? 0);
  if (lateMs > 0)
    await page.routeWebSocket(/./, (socket) => {
      const server = socket.connectToServer();
      passOnLate(socket, server, lateMs);
      passOnLate(server, socket, lateMs);
    });
  if (rate === 1) return;
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Emulation.setCPUThrottlingRate', { rate });
}

function passOnLate(from: WebSocketRoute, to: WebSocketRoute, lateMs: number): void {
  // Timers of one length end in the order of their begin.
  from.onMessage((message) => void setTimeout(() => to.send(message), lateMs));
}
