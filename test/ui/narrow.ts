import { expect } from 'vitest';
import { eventually } from './driver.ts';
import type { Workbench } from './driver.ts';

/** Makes the window so narrow that the page in front has some 320 pixels; nothing of it may then lie beside them. */
export async function expectNarrowFit(bench: Workbench): Promise<void> {
  await bench.runCommand('View: Toggle Primary Side Bar Visibility');
  await bench.page.setViewportSize({ width: 380, height: 800 });
  const root = bench.webview().locator('html');
  const width = async (): Promise<number> =>
    root.evaluate((html: { clientWidth: number }) => html.clientWidth);
  await eventually('a narrow page', width, (pixels) => pixels <= 330);
  const beside = async (): Promise<number> =>
    root.evaluate(
      (html: { scrollWidth: number; clientWidth: number }) => html.scrollWidth - html.clientWidth,
    );
  // What is drawn by script follows a moment later.
  await expect.poll(beside).toBeLessThanOrEqual(0);
}
