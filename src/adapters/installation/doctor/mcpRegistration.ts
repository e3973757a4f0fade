import type { RegistrationAnswer } from '../../../core/diagnostics/registration.ts';
import { redact } from '../../../core/redaction/redact.ts';
import {
  parseRegistration,
  parseRegistrations,
  type RegistrationTarget,
} from '../../codex/registration/registration.ts';
import type { CommandRunner, RunResult } from '../../run.ts';

const TIMEOUT_MS = 15_000;
const MAX_OUTPUT_BYTES = 1024 * 1024;
const MAX_EXCERPT_CHARS = 1200;

/**
 * What Codex itself says about the server of this name (`codex mcp get NAME --json`; reference contract §7,
 * mcp_registration). `get` fails for an unknown name as for everything else; only then the list is asked for, which
 * also goes to the servers that are reached by a URL. Its stdout is never returned: it holds the server's variables.
 * Never rejects.
 */
export async function askRegistration(
  runner: CommandRunner,
  target: RegistrationTarget,
  name: string,
  signal?: AbortSignal,
): Promise<RegistrationAnswer> {
  const got = await codexMcp(runner, target, ['get', name, '--json'], signal);
  if (got.kind === 'unstarted') return failed('codex_missing', got);
  if (got.timedOut) return failed('codex_timed_out', got);
  if (got.exitCode === 0) {
    const server = parseRegistration(got.stdout);
    return server === null ? failed('codex_output_not_understood', got) : { kind: 'answered', server };
  }
  return askList(runner, target, name, signal);
}

async function askList(
  runner: CommandRunner,
  target: RegistrationTarget,
  name: string,
  signal: AbortSignal | undefined,
): Promise<RegistrationAnswer> {
  const listed = await codexMcp(runner, target, ['list', '--json'], signal);
  if (listed.kind === 'unstarted') return failed('codex_missing', listed);
  if (listed.timedOut) return failed('codex_timed_out', listed);
  if (listed.exitCode !== 0) return failed('codex_failed', listed);
  const all = parseRegistrations(listed.stdout);
  if (all === null) return failed('codex_output_not_understood', listed);
  return { kind: 'answered', server: all.find((server) => server.name === name) ?? null };
}

function codexMcp(
  runner: CommandRunner,
  { home, launcher, env }: RegistrationTarget,
  args: readonly string[],
  signal: AbortSignal | undefined,
): Promise<RunResult> {
  const [file = '', ...first] = launcher;
  return runner.run({
    file,
    args: [...first, 'mcp', ...args],
    env: { ...env, CODEX_HOME: home },
    timeoutMs: TIMEOUT_MS,
    maxOutputBytes: MAX_OUTPUT_BYTES,
    ...(signal !== undefined && { signal }),
  });
}

function failed(
  reason: Extract<RegistrationAnswer, { kind: 'failed' }>['reason'],
  result: RunResult,
): RegistrationAnswer {
  if (result.kind === 'unstarted') return { kind: 'failed', reason, returncode: null, outputExcerpt: null };
  // The first line alone: for a broken config.toml the next ones show a piece of it.
  const [firstLine = ''] = result.stderr.trim().split('\n');
  const excerpt = redact(firstLine).slice(0, MAX_EXCERPT_CHARS);
  return {
    kind: 'failed',
    reason,
    returncode: result.timedOut ? 124 : result.exitCode,
    outputExcerpt: excerpt === '' ? null : excerpt,
  };
}
