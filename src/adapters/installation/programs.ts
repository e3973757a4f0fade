import type { CommandRunner, RunResult } from '../run.ts';
import type { Environment } from './places.ts';

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

export function known(env: Environment): Record<string, string> {
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

/** Variables with which git answers what it is asked and runs nothing that a repository names. */
const GIT_ENVIRONMENT = {
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'core.fsmonitor',
  GIT_CONFIG_VALUE_0: 'false',
  GIT_CONFIG_KEY_1: 'core.hooksPath',
  GIT_CONFIG_VALUE_1: '/dev/null',
} as const;

/** A question to git about a directory. The caller's own `GIT_*` would answer for another repository: they stay out. */
export async function askGit(
  programs: Programs,
  directory: string,
  args: readonly string[],
): Promise<RunResult> {
  const env = Object.fromEntries(Object.entries(programs.env).filter(([name]) => !name.startsWith('GIT_')));
  const call = { cwd: directory, env: GIT_ENVIRONMENT };
  return runProgram({ ...programs, env }, ['git', '--no-pager', ...args], call);
}
