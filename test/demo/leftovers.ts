import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { DemoWorld } from './world.ts';

/** Processes of the world that still run and sockets that still lie there, each as a line for a person. */
export function leftovers(world: Pick<DemoWorld, 'fleetFile' | 'runtimeDir'>): readonly string[] {
  // Every process of ours has the fleet file in its environment, and so have its children.
  return [...processesWith(`CODEX_MASTER_FLEET=${world.fleetFile}`), ...socketsBelow(world.runtimeDir)];
}

/** Processes that have `NAME=value` in their environment, each as a line for a person. */
export function processesWith(variable: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => read(`/proc/${pid}/environ`).split('\0').includes(variable))
    .map((pid) => `process ${pid}: ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').slice(0, 120)}`);
}

/**
 * Sockets that somebody has open, as the kernel lists them, and files of the Agentinnen's. A dead socket's file of tmux
 * or of a VS Code that was ended is none of these: both leave it behind and take its place the next time.
 */
function socketsBelow(folder: string): readonly string[] {
  const open = read('/proc/net/unix')
    .split('\n')
    .map((line) => line.split(' ').at(-1) ?? '')
    .filter((name) => name.startsWith(`${folder}/`));
  const agents = path.join(folder, 'codex-master');
  const files = existsSync(agents) ? readdirSync(agents, { withFileTypes: true }) : [];
  const left = files.filter((entry) => !entry.isDirectory()).map((entry) => path.join(agents, entry.name));
  return [...open, ...left].map((name) => `socket ${name}`);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // It ended, or is not ours to read.
    return '';
  }
}
