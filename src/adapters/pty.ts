import type * as NodePty from 'node-pty';

import { FleetError } from '../core/errors.ts';
import type { Disposable, Event } from '../core/lifecycle.ts';

export interface PtyOptions {
  /** Program and arguments; never a shell string. */
  readonly argv: readonly string[];
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly cols: number;
  readonly rows: number;
}

export interface PtyExit {
  readonly exitCode: number;
  /** Number of the signal that ended it, null when it ended by itself. */
  readonly signal: number | null;
}

/** A program in a terminal of its own. `dispose` hangs up: the program gets SIGHUP. */
export interface Pty extends Disposable {
  readonly onData: Event<string>;
  readonly onExit: Event<PtyExit>;
  write(text: string): void;
  resize(cols: number, rows: number): void;
}

/**
 * Starts a program in a pseudo-terminal. The native part is loaded on first use only.
 * Rejects with `control_not_available` where it cannot be loaded or the program cannot be started.
 */
export async function openPty(options: PtyOptions): Promise<Pty> {
  const spawn = await loadSpawn();
  const [file = '', ...args] = options.argv;
  try {
    const { env, cwd, cols, rows } = options;
    return wrap(spawn(file, args, { name: 'xterm-256color', env: { ...env }, cwd, cols, rows }));
  } catch (error) {
    throw new FleetError(
      'control_not_available',
      'The terminal program could not be started. Look whether tmux is still installed.',
      {
        cause: error,
      },
    );
  }
}

async function loadSpawn(): Promise<typeof NodePty.spawn> {
  try {
    return (await import('node-pty')).spawn;
  } catch (error) {
    throw new FleetError(
      'control_not_available',
      'Terminals need the native part of node-pty, which could not be loaded. Install the package of Codex Master for this system.',
      { cause: error },
    );
  }
}

function wrap(pty: NodePty.IPty): Pty {
  let ended = false;
  pty.onExit(() => {
    ended = true;
  });
  return {
    onData: (listener) => pty.onData(listener),
    onExit: (listener) =>
      pty.onExit(({ exitCode, signal }) =>
        listener({ exitCode, signal: signal === 0 ? null : (signal ?? null) }),
      ),
    write: (text) => {
      if (!ended) pty.write(text);
    },
    resize: (cols, rows) => {
      if (!ended) resize(pty, Math.max(1, Math.trunc(cols)), Math.max(1, Math.trunc(rows)));
    },
    dispose: () => {
      if (!ended) pty.kill();
    },
  };
}

function resize(pty: NodePty.IPty, cols: number, rows: number): void {
  try {
    pty.resize(cols, rows);
  } catch {
    // It ended and has not said so yet: there is nothing left to resize.
  }
}
