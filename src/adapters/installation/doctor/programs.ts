import { FleetError } from '../../../core/errors.ts';
import { Git, type GitIn } from '../../git/process/git.ts';
import type { CommandRunner, RunResult } from '../../run.ts';
import type { Environment } from '../places.ts';

/** Starts programs of this machine for a diagnosis: time-bounded, little output, no questions asked. */
export interface Programs {
  readonly runner: CommandRunner;
  readonly env: Environment;
  readonly signal?: AbortSignal | undefined;
}

const MAX_OUTPUT_BYTES = 1024 * 1024;
/** Everything that is asked here answers in milliseconds; a slow disk gets a hundred times that, GitHub some more. */
const TIMEOUT_MS = 10_000;

export interface ProgramCall {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** Runs a program with this environment and, on top, `env`. Never rejects. */
export async function runProgram(
  { runner, env, signal }: Programs,
  argv: readonly string[],
  call: ProgramCall = {},
): Promise<RunResult> {
  const [file = '', ...args] = argv;
  return runner.run({
    file,
    args,
    env: { ...known(env), ...call.env },
    timeoutMs: call.timeoutMs ?? TIMEOUT_MS,
    maxOutputBytes: MAX_OUTPUT_BYTES,
    ...(call.cwd !== undefined && { cwd: call.cwd }),
    ...(signal !== undefined && { signal }),
  });
}

function known(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

/** What a program printed when all went well; null otherwise. */
export function outputOf(result: RunResult): string | null {
  return result.kind === 'ended' && result.exitCode === 0 && !result.truncated ? result.stdout : null;
}

/** The exit code as the contract has it: 124 after a time-out, null when it was not started or a signal ended it. */
export function returnCode(result: RunResult): number | null {
  if (result.kind === 'unstarted') return null;
  return result.timedOut ? 124 : result.exitCode;
}

/**
 * Git in a directory for questions of a diagnosis: hardened against what a repository configures (`git/process/hardening.ts`), and
 * answering for that directory alone. Each question resolves with what git printed, null when it refused.
 */
export interface AskedGit {
  ask(...args: readonly string[]): Promise<string | null>;
}

/** Null when git is not installed. Never rejects. */
export async function gitIn(programs: Programs, directory: string): Promise<AskedGit | null> {
  const refused: AskedGit = { ask: async () => Promise.resolve(null) };
  try {
    const git = await new Git(programs).reading(directory, false);
    return { ask: async (...args) => answerOf(git, args) };
  } catch (error) {
    return FleetError.is(error, 'git_missing') ? null : refused;
  }
}

async function answerOf(git: GitIn, args: readonly string[]): Promise<string | null> {
  try {
    const { code, stdout, truncated } = await git.run(args, { timeoutMs: TIMEOUT_MS });
    return code === 0 && !truncated ? stdout : null;
  } catch {
    return null;
  }
}
