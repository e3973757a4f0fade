import { readdirSync, readFileSync } from 'node:fs';
import type { DemoWorld } from '../demo/world.ts';

/** Ends the extension hosts of the world's windows as a crash does. VS Code starts new ones by itself. */
export function killExtensionHosts({ fleetFile }: Pick<DemoWorld, 'fleetFile'>): void {
  const isOurs = (pid: string): boolean =>
    read(`/proc/${pid}/cmdline`).includes('--type=extensionHost') &&
    read(`/proc/${pid}/environ`).split('\0').includes(`CODEX_MASTER_FLEET=${fleetFile}`);
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isOurs(name));
  if (pids.length === 0) throw new Error('There is no extension host of this world.');
  for (const pid of pids) process.kill(Number(pid), 'SIGKILL');
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // It ended meanwhile.
    return '';
  }
}
