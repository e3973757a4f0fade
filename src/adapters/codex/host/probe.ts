import type { CommandRunner, RunResult } from '../../run.ts';

/** A slow disk or a wrapper that updates itself first; usually it is 50 ms. Reference contract §0.2. */
const PROBE_TIMEOUT_MS = 120_000;
const MAX_HELP_BYTES = 256 * 1024;

/** What a launcher can do, found out by asking it. */
export interface Features {
  readonly version: string | null;
  readonly appServer: boolean;
  readonly why: string | null;
  readonly noDaemon: boolean;
}

export interface ProbedFeatures extends Features {
  /** False when it did not answer: the next start asks again. */
  readonly certain: boolean;
}

interface ProbeContext {
  readonly runner: CommandRunner;
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** Asks a launcher for its version and for what its help knows, side by side. Never rejects. */
export async function probeFeatures(context: ProbeContext): Promise<ProbedFeatures> {
  const [version, help, serverHelp] = await Promise.all([
    ask(context, ['--version']),
    ask(context, ['--help']),
    ask(context, ['app-server', '--help']),
  ]);
  return { ...readFeatures(version, help, serverHelp), certain: answered(help) && answered(serverHelp) };
}

/** The version alone; null when it does not say. */
export async function probeVersion(context: ProbeContext): Promise<string | null> {
  return readVersion(await ask(context, ['--version']));
}

function ask(context: ProbeContext, args: readonly string[]): Promise<RunResult> {
  const { runner, file, env, cwd } = context;
  return runner.run({ file, args, env, cwd, timeoutMs: PROBE_TIMEOUT_MS, maxOutputBytes: MAX_HELP_BYTES });
}

/** What three answers say together. */
export function readFeatures(version: RunResult, help: RunResult, serverHelp: RunResult): Features {
  const why = missing(help, serverHelp);
  return {
    version: readVersion(version),
    appServer: why === null,
    why,
    noDaemon: /(?:^|\s)--no-daemon\b/m.test(output(help)),
  };
}

function missing(help: RunResult, serverHelp: RunResult): string | null {
  for (const result of [help, serverHelp]) {
    if (result.kind === 'unstarted') return 'the launcher could not be run';
    if (result.timedOut) return 'the launcher did not answer in time';
  }
  // An unknown subcommand of an older Codex shows the general help, or fails.
  if (!/--listen\b/.test(output(serverHelp))) return 'this Codex has no app-server that listens';
  if (!/unix:\/\//.test(output(serverHelp))) return 'its app-server cannot listen on a Unix socket';
  return /--remote\b/.test(output(help)) ? null : 'its terminal program cannot attach to an app-server';
}

function readVersion(result: RunResult): string | null {
  return /\b\d+\.\d+\.\d+[\w.+-]*/.exec(output(result))?.[0] ?? null;
}

function answered(result: RunResult): boolean {
  return result.kind === 'ended' && !result.timedOut && result.exitCode !== null;
}

function output(result: RunResult): string {
  return result.kind === 'ended' && result.exitCode === 0 ? result.stdout : '';
}
