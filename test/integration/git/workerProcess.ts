import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { node24 } from '../../host/paths.ts';
import type { GitRig } from './rig.ts';

export const WORKER = path.join(import.meta.dirname, 'worker.ts');

/** Starts `worker.ts` in the rig; the words are what to do, and the worktree. */
export function startWorker(rig: GitRig, ...words: readonly string[]) {
  return spawn(node24, [WORKER, rig.root, rig.stateRoot, ...words], {
    env: rig.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Kills it (by -9) so long after its first step; with `git`, the git processes that it started as well. */
export async function killAfter(
  child: ReturnType<typeof startWorker>,
  ms: number,
  { git }: { readonly git: boolean },
): Promise<void> {
  await new Promise((resolve) => {
    child.stdout.once('data', resolve);
  });
  const ended = new Promise((resolve) => {
    child.once('close', resolve);
  });
  await new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
  const below = git ? childrenOf(child.pid ?? -1) : [];
  child.kill('SIGKILL');
  // Each leads a group of its own, in which rebase starts others.
  for (const pid of below) killGroup(pid);
  await ended;
}

function childrenOf(pid: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => parentOf(one) === pid);
}

function parentOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It had ended.
  }
}
