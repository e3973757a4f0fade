import { lstat, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { failed, passed, passedIf, warned, type Check } from '../../../core/diagnostics/check.ts';
import { FleetError } from '../../../core/errors.ts';
import type { FleetStore } from '../../../core/ports.ts';
import type { WatchdogSettings } from '../../../core/watchdog/watchdogTimers.ts';
import { MAX_LOG_BYTES } from '../../tmux/logPipe.ts';
import { returnCode, runProgram, type Programs } from './programs.ts';
import type { RunResult } from '../../run.ts';

/** What the whole fleet needs of this machine. */

/** The hooks and options that we use; older ones refuse the configuration. */
const LEAST_TMUX = [3, 2] as const;
/** The first with `node:sqlite` without a flag. */
const LEAST_NODE = [22, 13] as const;
/** The first whose `merge-tree` merges without a working tree. */
const LEAST_GIT = [2, 38] as const;

export async function tmuxChecks(
  programs: Programs,
): Promise<{ readonly available: Check; readonly version: Check }> {
  const result = await runProgram(programs, ['tmux', '-V'], { timeoutMs: 5000 });
  const isThere = answered(result);
  const version = isThere ? (/\d+\.\d+\S*/.exec(result.stdout)?.[0] ?? null) : null;
  const hint = 'Install tmux (for example: sudo apt-get install tmux); Agentinnen live in it.';
  const install = { hint, fix: 'install_tmux' } as const;
  const update = { hint: `Update tmux to ${LEAST_TMUX.join('.')} or newer.`, fix: 'update_tmux' } as const;
  // A development build has no number (`tmux master`).
  const isNew = isThere && (version === null || isAtLeast(version, LEAST_TMUX));
  const facts = { returncode: returnCode(result) };
  return {
    available: passedIf(isThere, 'tmux_available', install, facts),
    version: passedIf(isNew, 'tmux_version', isThere ? update : install, { version }),
  };
}

export async function codexCheck(programs: Programs): Promise<Check> {
  const result = await runProgram(programs, ['codex', '--version']);
  const version = answered(result) ? (/\d+\.\d+\.\d+\S*/.exec(result.stdout)?.[0] ?? null) : null;
  const facts = { version, returncode: returnCode(result) };
  const hint =
    result.kind === 'ended'
      ? 'Codex from PATH does not tell its version in time. Run "codex --version" to see why.'
      : 'Install Codex (npm install -g @openai/codex): a lead, and Agentinnen without a launcher of their own, need it on PATH.';
  return passedIf(answered(result), 'codex_available', { hint, fix: 'install_codex' }, facts);
}

/** Agentinnen work without git; worktrees, reviews and checks do not. */
export async function gitCheck(programs: Programs): Promise<Check> {
  const result = await runProgram(programs, ['git', '--version'], { timeoutMs: 5000 });
  const version = answered(result) ? (/\d+\.\d+\S*/.exec(result.stdout)?.[0] ?? null) : null;
  const facts = { version, returncode: returnCode(result) };
  if (!answered(result)) {
    const hint =
      'Install git (for example: sudo apt-get install git); worktrees, reviews and checks need it.';
    return warned('git_available', { hint, fix: 'install_git' }, facts);
  }
  if (version === null || isAtLeast(version, LEAST_GIT)) return passed('git_available', facts);
  const hint = `Update git to ${LEAST_GIT.join('.')} or newer: what would conflict cannot be found out before a merge.`;
  return warned('git_available', { hint, fix: 'update_git' }, facts);
}

function answered(result: RunResult): result is RunResult & { readonly kind: 'ended' } {
  return result.kind === 'ended' && result.exitCode === 0 && !result.timedOut;
}

export function nodeCheck(versions: NodeJS.ProcessVersions): Check {
  const { node, electron } = versions as NodeJS.ProcessVersions & { readonly electron?: string };
  const facts = { version: node, runtime: electron === undefined ? 'node' : 'electron' };
  const hint = `Use Node ${LEAST_NODE.join('.')} or newer for the command line and the Masterjet.`;
  return passedIf(isAtLeast(node, LEAST_NODE), 'node_version', { hint, fix: 'update_node' }, facts);
}

/** Without it terminals of the panel fall back to a plain attach. */
export async function nodePtyCheck(programsFolder: string): Promise<Check> {
  const platform = `${process.platform}-${process.arch}`;
  const file = path.join(programsFolder, 'node-pty', 'prebuilds', platform, 'pty.node');
  const isThere = await stat(file).then(
    (stats) => stats.isFile(),
    () => false,
  );
  if (isThere) return passed('node_pty_native', { platform });
  const hint =
    'This package has no terminal part for this platform: the panel attaches with tmux instead. Install the package made for it.';
  return warned('node_pty_native', { hint, fix: 'reinstall_extension' }, { platform });
}

export async function stateDirectoryCheck(store: Pick<FleetStore, 'ensure'>): Promise<Check> {
  try {
    await store.ensure();
    return passed('state_directory_safe');
  } catch (error) {
    const { message, code } = FleetError.from(error, 'The state directory cannot be used.');
    return failed(
      'state_directory_safe',
      { hint: message, fix: 'repair_state_directory' },
      { error_code: code },
    );
  }
}

export function fleetFileCheck(problem: FleetError | null, agentCount: number): Check {
  const facts = { agent_count: agentCount };
  if (problem === null) return passed('fleet_file', facts);
  const advice = { hint: problem.message, fix: 'correct_fleet_file' } as const;
  return failed('fleet_file', advice, { ...facts, error_code: problem.code });
}

/** What the fleet file sets for the windows' watchdog; whether one of them runs it is not known here. */
export function watchdogCheck(settings: WatchdogSettings): Check {
  const { enabled, action, idleSeconds, graceSeconds, manageUnclaimed } = settings;
  return passed('watchdog_settings', {
    enabled,
    action,
    idle_seconds: idleSeconds,
    report_grace_seconds: graceSeconds,
    manage_unclaimed: manageUnclaimed,
  });
}

/** Counts logs by their names and sizes alone; a log's older part belongs to it. */
export async function rawLogCheck(stateRoot: string, maxFiles: number): Promise<Check> {
  const folder = path.join(stateRoot, 'raw');
  const sizes = new Map<string, number>();
  for (const name of await readdir(folder).catch(() => [])) {
    const stats = await lstat(path.join(folder, name)).catch(() => null);
    if (stats?.isFile() !== true || !/\.log(?:\.1)?$/.test(name)) continue;
    const log = name.replace(/\.1$/, '');
    sizes.set(log, (sizes.get(log) ?? 0) + stats.size);
  }
  const oversized = [...sizes.values()].filter((size) => size > MAX_LOG_BYTES).length;
  const facts = {
    file_count: sizes.size,
    total_bytes: [...sizes.values()].reduce((sum, size) => sum + size, 0),
    oversized_count: oversized,
    max_files: maxFiles,
    max_bytes: MAX_LOG_BYTES,
  };
  const hint = 'Some raw logs are larger than they may be. The next agent_start tidies up.';
  return passedIf(oversized === 0, 'raw_log_retention_configured', { hint }, facts);
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ours = 0, ourMinor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return ours > major || (ours === major && ourMinor >= minor);
}
