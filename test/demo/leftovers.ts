import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { DemoWorld } from './world.ts';

/** Processes of the world that still run and sockets that still lie there, each as a line for a person. */
export function leftovers(world: Pick<DemoWorld, 'fleetFile' | 'runtimeDir'>): readonly string[] {
  return [...processesOf(world.fleetFile), ...socketsBelow(world.runtimeDir)];
}

/** Every process of ours has the fleet file in its environment, and so have its children. */
function processesOf(fleetFile: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => read(`/proc/${pid}/environ`).split('\0').includes(`CODEX_MASTER_FLEET=${fleetFile}`))
    .map((pid) => `process ${pid}: ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').slice(0, 120)}`);
}

function socketsBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isSocket() || entry.isSymbolicLink())
    .map((entry) => `socket ${path.join(entry.parentPath, entry.name)}`);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // It ended, or is not ours to read.
    return '';
  }
}
