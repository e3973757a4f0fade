import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { processTree } from '../host/processes.ts';

/** Long enough that a tick of the clock counts for little. */
export const IDLE_MS = 10_000;

/** How much of one core the process with all its threads uses during `ms`, in percent. */
export async function coreShare(pid: number, ms: number): Promise<number> {
  const [beforeNs, startedMs] = [cpuNs(pid), performance.now()];
  await delay(ms);
  return ((cpuNs(pid) - beforeNs) / 1e6 / (performance.now() - startedMs)) * 100;
}

/** CPU time of the process' threads that live, in ns; see proc(5), `schedstat`. */
function cpuNs(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const times = tasks.map((task) => Number(read(`/proc/${pid}/task/${task}/schedstat`).split(' ')[0]));
  return times.reduce((sum, time) => sum + time, 0);
}

/** What of the memory is in use by this process alone, in MB; shared pages count in parts. */
export function memoryMb(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1];
  return Number(kilobytes) / 1024;
}

/** The newest extension host below a VS Code server. */
export function extensionHostPid(serverPid: number): number {
  const hosts = processTree(serverPid)
    .filter(({ pid }) => read(`/proc/${pid}/cmdline`).includes('--type=extensionHost'))
    .sort((one, other) => other.startTicks - one.startTicks);
  const newest = hosts[0];
  if (newest === undefined) throw new Error('VS Code has no extension host.');
  return newest.pid;
}

/** '' for a process that has ended. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
