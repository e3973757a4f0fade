import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';

/** A command line as data. No shell is ever involved. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment; the process' own when left out. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What the program reads; empty input when left out. */
  readonly stdin?: string;
  readonly timeoutMs: number;
  /** What is kept of stdout and of stderr, each; the rest is read and dropped. */
  readonly maxOutputBytes: number;
  /** How stdout and stderr are read; `latin1` keeps every byte as one character. UTF-8 unless said. */
  readonly encoding?: 'utf8' | 'latin1';
  /** Which part of too long an output is kept; the start unless said. */
  readonly keep?: 'start' | 'end';
  /** Hears stdout and stderr as they come, all of it, whole characters. */
  readonly onOutput?: (text: string) => void;
  /** Ends the program early, with its whole process group. */
  readonly signal?: AbortSignal;
}

export interface EndedRun {
  readonly kind: 'ended';
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly truncated: boolean;
}

/** The program never ran: it is not there, may not be executed, or its working directory is gone. */
export interface UnstartedRun {
  readonly kind: 'unstarted';
  readonly reason: 'missing' | 'not_executable' | 'cwd_missing' | 'other';
  readonly cause: unknown;
}

export type RunResult = EndedRun | UnstartedRun;

/** Runs command lines. Interchangeable: the local machine, a remote one, a fake. Never rejects. */
export interface CommandRunner {
  run(command: Command): Promise<RunResult>;
}

/** How long to wait for the pipes to close once the program has ended: a grandchild may hold them open. */
const PIPE_GRACE_MS = 250;

/** Keeps the first or the last `limit` bytes of a stream. */
class BoundedOutput {
  readonly #chunks: Buffer[] = [];
  readonly #limit: number;
  readonly #keep: 'start' | 'end';
  readonly #encoding: 'utf8' | 'latin1';
  #bytes = 0;
  truncated = false;

  constructor({ maxOutputBytes, keep = 'start', encoding = 'utf8' }: Command) {
    this.#limit = maxOutputBytes;
    this.#keep = keep;
    this.#encoding = encoding;
  }

  push(chunk: Buffer): void {
    if (this.#keep === 'start') this.#pushStart(chunk);
    else this.#pushEnd(chunk);
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString(this.#encoding);
  }

  #pushEnd(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    for (let over = this.#bytes - this.#limit; over > 0; over = this.#bytes - this.#limit) {
      this.truncated = true;
      const first = this.#chunks.shift() ?? chunk;
      this.#bytes -= Math.min(over, first.length);
      if (first.length > over) this.#chunks.unshift(first.subarray(over));
    }
  }

  #pushStart(chunk: Buffer): void {
    const room = this.#limit - this.#bytes;
    if (chunk.length > room) this.truncated = true;
    const kept = chunk.subarray(0, Math.max(0, room));
    this.#bytes += kept.length;
    if (kept.length > 0) this.#chunks.push(kept);
  }
}

/** Ends a program together with everything in its process group. */
function killGroup(child: ChildProcessWithoutNullStreams): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Why a program could not be started. Node says ENOENT for a missing directory, too. */
async function unstarted(error: unknown, cwd: string | undefined): Promise<UnstartedRun> {
  const code = errorCode(error);
  if (code === 'EACCES') return { kind: 'unstarted', reason: 'not_executable', cause: error };
  if (code !== 'ENOENT' && code !== 'ENOTDIR') return { kind: 'unstarted', reason: 'other', cause: error };
  const cwdGone = cwd !== undefined && !(await isDirectory(cwd));
  return { kind: 'unstarted', reason: cwdGone ? 'cwd_missing' : 'missing', cause: error };
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

function start(command: Command): ChildProcessWithoutNullStreams {
  return spawn(command.file, command.args, {
    env: command.env,
    cwd: command.cwd,
    shell: false,
    // A group of its own, so that a time-out ends its children as well.
    detached: true,
    stdio: 'pipe',
  });
}

/** Resolves when the program has ended and its output was read; rejects when it could not be started. */
async function finish(child: ChildProcessWithoutNullStreams, command: Command): Promise<EndedRun> {
  const failure = new Promise<never>((_resolve, reject) => child.once('error', reject));
  failure.catch(() => {});
  // Where no descriptor is left for pipes (EMFILE) there are none, whatever the types say; why comes a moment later.
  if ((child.stdin as unknown) === undefined) return failure;
  const stdout = new BoundedOutput(command);
  const stderr = new BoundedOutput(command);
  for (const [stream, kept] of [
    [child.stdout, stdout],
    [child.stderr, stderr],
  ] as const) {
    const tell = listenerOf(command);
    stream.on('data', (chunk: Buffer) => {
      kept.push(chunk);
      tell(chunk);
    });
  }
  // A program that does not read its input closes the pipe: not our failure.
  child.stdin.on('error', () => {});
  child.stdin.end(command.stdin ?? '');
  let timedOut = false;
  const deadline = setTimeout(() => {
    timedOut = true;
    killGroup(child);
  }, command.timeoutMs);
  const abort = (): void => killGroup(child);
  command.signal?.addEventListener('abort', abort, { once: true });
  try {
    const exitCode = await ended(child);
    const truncated = stdout.truncated || stderr.truncated;
    return { kind: 'ended', exitCode, stdout: stdout.text(), stderr: stderr.text(), timedOut, truncated };
  } finally {
    clearTimeout(deadline);
    command.signal?.removeEventListener('abort', abort);
  }
}

/** Tells what a stream brings, a character that comes in two chunks once it is whole. */
function listenerOf({ onOutput }: Command): (chunk: Buffer) => void {
  if (onOutput === undefined) return () => {};
  const decoder = new StringDecoder('utf8');
  return (chunk) => onOutput(decoder.write(chunk));
}

function ended(child: ChildProcessWithoutNullStreams): Promise<number | null> {
  return new Promise((resolve, reject) => {
    let grace: NodeJS.Timeout | undefined;
    child.once('error', reject);
    child.once('exit', () => {
      grace = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, PIPE_GRACE_MS);
    });
    child.once('close', (exitCode) => {
      clearTimeout(grace);
      resolve(exitCode);
    });
  });
}

/** Runs programs on this machine. */
export const localRunner: CommandRunner = {
  async run(command) {
    if (command.signal?.aborted === true) {
      return { kind: 'unstarted', reason: 'other', cause: command.signal.reason };
    }
    try {
      return await finish(start(command), command);
    } catch (error) {
      return unstarted(error, command.cwd);
    }
  },
};
