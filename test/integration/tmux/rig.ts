import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { localRunner, type CommandRunner } from '../../../src/adapters/run.ts';
import { createTmux } from '../../../src/adapters/tmux/index.ts';
import type { Disposable } from '../../../src/core/lifecycle.ts';
import type { Logger, Multiplexer, WindowCommand } from '../../../src/core/ports.ts';
import { clearFolder } from '../../tools/clearFolder.ts';

const exec = promisify(execFile);

/** A tmux server of the test's own, in a short temporary folder. */
export interface TmuxRig {
  readonly folder: string;
  readonly socketPath: string;
  readonly tmux: Multiplexer & Disposable;
  /** Everything the adapter logged, `level: message`. */
  readonly logged: readonly string[];
  /** Another adapter on the same server, as another process would have. */
  another(runner?: CommandRunner): Multiplexer & Disposable;
  /** What a person would type: `tmux …` against this server. Empty when it fails. */
  raw(...args: readonly string[]): Promise<string>;
  /** A program for a window, as argv, with the folder as cwd. */
  program(...argv: readonly string[]): WindowCommand;
  /** Process id of the tmux server, null when none runs. */
  serverPid(): Promise<number | null>;
  end(): Promise<void>;
}

export async function startRig(): Promise<TmuxRig> {
  const folder = await mkdtemp('/tmp/cmt-');
  const socketPath = join(folder, 's');
  const logged: string[] = [];
  const logger = recordingLogger(logged);
  const made: Disposable[] = [];
  const another = (runner: CommandRunner = localRunner): Multiplexer & Disposable => {
    const tmux = createTmux({ socket: { path: socketPath }, configDir: folder, runner, logger });
    made.push(tmux);
    return tmux;
  };
  const raw = async (...args: readonly string[]): Promise<string> => {
    const ran = exec('tmux', ['-u', '-N', '-S', socketPath, ...args]);
    return (await ran.catch(() => ({ stdout: '' }))).stdout.trimEnd();
  };
  const serverPid = async (): Promise<number | null> => {
    const pid = await raw('display-message', '-p', '#{pid}');
    return pid === '' ? null : Number(pid);
  };
  return {
    folder,
    socketPath,
    tmux: another(),
    logged,
    another,
    raw,
    serverPid,
    program: (...argv) => ({ argv, env: {}, cwd: folder }),
    async end() {
      for (const tmux of made) tmux.dispose();
      await until(async () => {
        const pid = await serverPid();
        if (pid !== null) process.kill(pid, 'SIGKILL');
        return pid === null;
      });
      await clearFolder(folder);
    },
  };
}

function recordingLogger(logged: string[]): Logger {
  const at = (level: string) => (message: string) => void logged.push(`${level}: ${message}`);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Waits for what has no event: the screen of a program, a file. Fails after a minute. */
export async function until<T>(
  look: () => T | Promise<T>,
  timeoutMs = 60_000,
): Promise<Exclude<T, false | null | undefined>> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (isThere(seen)) return seen;
    if (Date.now() > end) throw new Error('It did not happen in time.');
    await sleep(20);
  }
}

function isThere<T>(value: T): value is Exclude<T, false | null | undefined> {
  return value !== false && value !== null && value !== undefined;
}
