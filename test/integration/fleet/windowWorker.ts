import { createInterface } from 'node:readline';
import { createNodeFleet } from '../../../src/adapters/nodeFleet.ts';
import { FleetError } from '../../../src/core/errors.ts';
import { WatchdogTimer } from '../../../src/extension/attention/watchdogTimer.ts';
import { FleetService } from '../../../src/extension/fleet/fleetService.ts';
import { serveWindow } from '../../../src/mcp/window.ts';
import { personHolder } from '../../../src/operations/holder.ts';

/**
 * A window: what an extension host has over the fleet, without the workbench. Prints each change of Agentin `a` and what the
 * watchdog finds as a line of JSON, and does what lines on stdin say: `answer KEY KIND`, `hold`, `end`.
 */
const ignore = (): void => {};
const print = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
/** The window that leads the watchdog says there what it found; the others only show it. */
const info = (text: string): void => {
  if (text.startsWith('Watchdog:')) print({ found: text, atMs: Date.now() });
};
const log = { debug: ignore, info, warn: console.error, error: console.error };

const service = new FleetService({
  build: async () => createNodeFleet({ defaultCwd: process.cwd(), logger: log, clientVersion: '0' }),
  holder: personHolder(process.getuid?.() ?? 0, `window-${process.pid}`),
  log,
});
const fleet = await service.ready();
const supervision = fleet.supervise();
const control = await serveWindow({
  fleet,
  env: process.env,
  version: '0.0.0',
  folders: () => [],
  logger: log,
});
const watchdog = new WatchdogTimer({ service, log, now: Date.now });
const tell = (): void => {
  const { activity, model, terminal, finding } = fleet.peek('a', service.holder);
  print({
    state: activity.state,
    pending: model.pending.map(({ key }) => key),
    held: terminal.state,
    finding: finding?.kind ?? null,
    idleSeconds: finding?.idleSeconds ?? 0,
    atMs: Date.now(),
  });
};
service.onDidChangeAgent(tell);
watchdog.start();
tell();

async function answer(key: string, kind: string): Promise<void> {
  try {
    await fleet.answer('a', key, kind === 'accept' ? { kind } : { kind: 'decline' });
    print({ answered: kind, ok: true });
  } catch (error) {
    print({ answered: kind, ok: false, code: FleetError.is(error) ? error.code : String(error) });
  }
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const [word = '', key = '', kind = ''] = line.split(' ');
  if (word === 'answer') void answer(key, kind);
  if (word === 'hold') {
    const wish = { lastKeyMs: Date.now(), idleSeconds: 600, unsent: false };
    fleet.holdTerminal('a', wish, service.holder).then(() => print({ holds: true }), console.error);
  }
  if (word === 'end') {
    watchdog.dispose();
    control.dispose();
    supervision?.dispose();
    service.dispose();
    process.stdin.destroy();
    // As an extension host ends once everything in it is disposed.
    process.exit();
  }
});
