import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { processTree } from '../host/processes.ts';

/** Linux tells CPU times in hundredths of a second. */
const TICK_MS = 10;

/** Long enough that a tick of the clock counts for little. */
export const IDLE_MS = 10_000;

/** How much of one core the process with all its threads uses during `ms`, in percent. */
export async function coreShare(pid: number, ms: number): Promise<number> {
  const [beforeNs, startedMs] = [cpuNs(pid), performance.now()];
  await delay(ms);
  return ((cpuNs(pid) - beforeNs) / 1e6 / (performance.now() - startedMs)) * 100;
}

/** Shares of a core that two processes used in the same seconds, in percent. */
export interface SharesBeside {
  readonly ours: number;
  readonly bare: number;
}

/** Looks `times` times, for `ms` each, at what both use in the same seconds. */
export async function sharesBeside(
  pids: { readonly ours: number; readonly bare: number },
  times: number,
  ms: number,
): Promise<SharesBeside[]> {
  const shares: SharesBeside[] = [];
  for (let look = 0; look < times; look += 1) {
    const [ours, bare] = await Promise.all([allCpuShare(pids.ours, ms), allCpuShare(pids.bare, ms)]);
    shares.push({ ours, bare });
  }
  return shares;
}

/** As `coreShare`, threads that ended included: user and system time of proc(5), `stat`. */
async function allCpuShare(pid: number, ms: number): Promise<number> {
  const [beforeMs, startedMs] = [cpuMs(pid), performance.now()];
  await delay(ms);
  return ((cpuMs(pid) - beforeMs) / (performance.now() - startedMs)) * 100;
}

function cpuMs(pid: number): number {
  const text = read(`/proc/${pid}/stat`);
  // From the third field on: state, parent, …
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
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
