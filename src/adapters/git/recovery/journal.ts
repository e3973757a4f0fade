import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { ensurePrivateDirectory, ensureStateRoot } from '../../store/directories.ts';
import { readPrivate, removePrivate, writePrivate, type Nonce } from '../../store/files.ts';
import { FileLocks } from '../../store/locks.ts';
import { sweepTemporaries } from '../../store/sweep.ts';
import type { Clock } from '../../../core/ports.ts';
import { FleetError } from '../../../core/errors.ts';

/**
 * What is being made right now, one worktree per repository at a time, so that whoever comes after a process that was
 * killed knows what is half made, and that it was ours.
 */
const MAX_BYTES = 64 * 1024;
/** Longer than git may take for one worktree. */
const LOCK_TIMEOUT_MS = 330_000;

const journalSchema = z.object({
  agent: z.string(),
  target: z.string(),
  branch: z.string(),
  commit: z.string(),
  created_at_ms: z.number(),
  /** Folders above the target that were missing, outermost first. */
  parents: z.array(z.string()),
});

export type Intent = z.output<typeof journalSchema>;

export interface JournalOptions {
  readonly stateRoot: string;
  readonly clock: Clock;
  readonly nonce: Nonce;
}

export class Journal {
  readonly #stateRoot: string;
  readonly #nonce: Nonce;
  readonly #clock: Clock;
  readonly #locks: FileLocks;

  constructor({ stateRoot, clock, nonce }: JournalOptions) {
    this.#stateRoot = stateRoot;
    this.#nonce = nonce;
    this.#clock = clock;
    this.#locks = new FileLocks(clock, LOCK_TIMEOUT_MS);
  }

  /** Runs `work` while no other process makes a worktree in this repository: an intent found there is a dead one's. */
  async exclusively<T>(commonDir: string, work: () => Promise<T>): Promise<T> {
    ensureStateRoot(this.#stateRoot);
    ensurePrivateDirectory(join(this.#stateRoot, 'locks'));
    ensurePrivateDirectory(join(this.#stateRoot, 'worktrees'));
    const lock = join(this.#stateRoot, 'locks', `repository-${nameOf(commonDir)}.lock`);
    let began = false;
    try {
      return await this.#locks.run(lock, async () => {
        began = true;
        await sweepTemporaries(join(this.#stateRoot, 'worktrees'), this.#clock.nowMs());
        return work();
      });
    } catch (error) {
      if (began || !FleetError.is(error, 'agent_lock_timeout')) throw error;
      throw worktreeLockTimeout();
    }
  }

  /** What a process that died was making; null when there is nothing, or nothing that can be read. */
  async read(commonDir: string): Promise<Intent | null> {
    const text = await readPrivate(this.#path(commonDir), MAX_BYTES);
    if (text === null) return null;
    try {
      return journalSchema.parse(JSON.parse(text));
    } catch {
      return null;
    }
  }

  async write(commonDir: string, intent: Intent): Promise<void> {
    await writePrivate(this.#path(commonDir), `${JSON.stringify(intent)}\n`, this.#nonce);
  }

  async clear(commonDir: string): Promise<void> {
    await removePrivate(this.#path(commonDir), this.#nonce);
  }

  #path(commonDir: string): string {
    return join(this.#stateRoot, 'worktrees', `${nameOf(commonDir)}.json`);
  }
}

function nameOf(commonDir: string): string {
  return createHash('sha256').update(commonDir).digest('hex').slice(0, 32);
}

export function worktreeLockTimeout(): FleetError {
  return new FleetError(
    'agent_lock_timeout',
    'Another process is making a worktree in this repository. Try again in a moment.',
    { retryable: true, retryAfterSeconds: 10 },
  );
}
