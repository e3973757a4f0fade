import { readFileSync } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import type { Session } from '../../../core/agent/agent.ts';
import type { AgentSpec } from '../../../core/config.ts';
import { failed, passed, passedIf, warned, type Check, type FixId } from '../../../core/diagnostics/check.ts';
import { FleetError, type ErrorCode } from '../../../core/errors.ts';
import type { LeaseOnDisk } from '../../../core/lease.ts';
import type { CheckedLauncher, CodexHost, FleetStore } from '../../../core/ports.ts';
import type { CodexProcess } from '../../codex/host/processes.ts';
import { parseStat } from '../../proc.ts';
import { parseToml } from '../../toml.ts';
import { readRegularFile } from '../regularFile.ts';

const MAX_LISTED = 10;
const LAUNCHER_TIMEOUT_MS = 10_000;
const MAX_CONFIG_BYTES = 1024 * 1024;

/** What was found out once for all Agentinnen. */
export interface FleetFacts {
  /** Null where tmux does not say. */
  readonly sessions: ReadonlyMap<string, Session> | null;
  /** Null where there is no /proc. */
  readonly processes: readonly CodexProcess[] | null;
  readonly procRoot: string;
}

export interface AgentPorts {
  readonly codexHost: Pick<CodexHost, 'checkLauncher' | 'socketPath'>;
  readonly store: Pick<FleetStore, 'readLease' | 'readMeta'>;
}

type Launcher = CheckedLauncher | FleetError;

/** The checks of one Agentin: those of the contract in its order, then ours. Never rejects. */
export async function agentChecks(
  agent: AgentSpec,
  ports: AgentPorts,
  facts: FleetFacts,
): Promise<readonly Check[]> {
  const name = (what: string): string => `agent_${agent.id}_${what}`;
  const home = await stat(agent.home).catch(() => null);
  const [launcher, control, signIn, lease] = await Promise.all([
    inTime(ports.codexHost.checkLauncher(agent)),
    startedControl(agent, ports.store),
    home === null ? ('unknown' as const) : signInState(agent),
    ports.store.readLease(agent.id).catch(() => 'unreadable' as const),
  ]);
  const missing = {
    hint: `The home of Agentin ${agent.id} is not there. Make the directory, or correct the fleet file.`,
    fix: 'create_home',
  } as const;
  const session = facts.sessions?.get(agent.session);
  const state = {
    session: agent.session,
    running: facts.sessions === null ? null : session?.kind === 'present',
  };
  return [
    passedIf(home?.isDirectory() === true, name('home_exists'), missing),
    runnerCheck(name('runner_executable'), launcher),
    passed(name('tmux_session_state'), state),
    externalCheck(name('home_not_used_externally'), agent, home, facts),
    controlCheck(name('control'), launcher, control),
    signInCheck(name('signed_in'), agent, signIn),
    socketCheck(name('socket_path'), agent, ports.codexHost),
    leaseCheck(name('lease_readable'), agent, lease),
  ];
}

/** A start waits for a slow launcher with patience; whoever asks for a diagnosis wants to hear that it is slow. */
async function inTime(looking: Promise<CheckedLauncher>): Promise<Launcher> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<FleetError>((resolve) => {
    const sentence =
      'The launcher does not answer. Run it with --version in a terminal to see what it waits for.';
    timer = setTimeout(() => resolve(new FleetError('timeout', sentence)), LAUNCHER_TIMEOUT_MS);
  });
  try {
    return await Promise.race([looking, late]);
  } catch (error) {
    return FleetError.from(error, 'The launcher could not be looked at.');
  } finally {
    clearTimeout(timer);
  }
}

const LAUNCHER_FIXES: Partial<Record<ErrorCode, FixId>> = {
  home_missing: 'create_home',
  codex_missing: 'install_codex',
};

function runnerCheck(name: string, launcher: Launcher): Check {
  const facts = { symlink_allowed: false };
  if (!FleetError.is(launcher)) return passed(name, { ...facts, version: launcher.version });
  const fix = LAUNCHER_FIXES[launcher.code] ?? 'correct_launcher';
  return failed(name, { hint: launcher.message, fix }, { ...facts, error_code: launcher.code });
}

/** Which rung of control she has, or would have. */
function controlCheck(name: string, launcher: Launcher, started: 'app-server' | 'terminal' | null): Check {
  if (FleetError.is(launcher)) {
    return passed(name, { control: started, app_server_possible: null, why: 'the launcher cannot be used' });
  }
  const { appServer, why, version } = launcher;
  const control = started ?? (appServer ? 'app-server' : 'terminal');
  const facts = { control, app_server_possible: appServer, why, version };
  if (control === 'app-server') return passed(name, facts);
  const hint = appServer
    ? 'She was started when her Codex had no app-server. Stop and start her: then states are exact and scopes enforced.'
    : 'Her Codex has no app-server: states are read from the terminal and scopes only told, not enforced. Update Codex.';
  return warned(name, appServer ? { hint } : { hint, fix: 'update_codex' }, facts);
}

async function startedControl(
  agent: AgentSpec,
  store: AgentPorts['store'],
): Promise<'app-server' | 'terminal' | null> {
  const meta = await store.readMeta(agent.id).catch(() => null);
  return meta !== null && meta !== 'unreadable' && meta.expectedUp ? meta.control : null;
}

function externalCheck(
  name: string,
  agent: AgentSpec,
  home: { readonly dev: number; readonly ino: number } | null,
  { processes, procRoot }: FleetFacts,
): Check {
  const external = (processes ?? []).filter(
    (one) => !one.managed && home !== null && one.home.dev === home.dev && one.home.ino === home.ino,
  );
  const facts = {
    external_process_count: processes === null ? null : external.length,
    external_processes: external.slice(0, MAX_LISTED).map(({ pid }) => describeProcess(procRoot, pid)),
    external_processes_truncated: external.length > MAX_LISTED,
  };
  const hint = `Another Codex uses the home of Agentin ${agent.id}. End it before you start her: two of them would disturb each other.`;
  return passedIf(external.length === 0, name, { hint, fix: 'close_external_codex' }, facts);
}

/** What `ps` shows anyone of a process; no argument and no variable. */
function describeProcess(procRoot: string, pid: number): Readonly<Record<string, unknown>> {
  const gone = { pid, ppid: null, name: null, state: null, managed_by_masterjet: false };
  try {
    const stat = parseStat(readFileSync(path.join(procRoot, String(pid), 'stat'), 'utf8'));
    if (stat === null) return gone;
    const { name, state, parent } = stat;
    return { ...gone, ppid: parent, name: name.replaceAll(/[^\w .:+-]/g, '?'), state };
  } catch {
    return gone;
  }
}

type SignIn = 'signed_in' | 'not_needed' | 'unknown' | 'not_signed_in';

const home = z.looseObject({
  model_provider: z.string().optional(),
  cli_auth_credentials_store: z.string().optional(),
});

/** By her home's files, so that no Codex is started for it; what the files say is not read. */
async function signInState(agent: AgentSpec): Promise<SignIn> {
  const auth = await lstat(path.join(agent.home, 'auth.json')).catch(() => null);
  if (auth !== null) return 'signed_in';
  const config = await readRegularFile(path.join(agent.home, 'config.toml'), MAX_CONFIG_BYTES);
  if (config.kind === 'missing') return 'not_signed_in';
  const read = config.kind === 'text' ? home.safeParse(parseToml(config.text)).data : undefined;
  // A link, or keys that only Codex understands.
  if (read === undefined) return 'unknown';
  if ((read.model_provider ?? 'openai') !== 'openai') return 'not_needed';
  return (read.cli_auth_credentials_store ?? 'file') === 'file' ? 'not_signed_in' : 'unknown';
}

function signInCheck(name: string, agent: AgentSpec, state: SignIn): Check {
  const hint = `Agentin ${agent.id} is not signed in. Run "codex login" with her home as CODEX_HOME, or in her terminal.`;
  const facts = { sign_in: state };
  return state === 'not_signed_in' ? warned(name, { hint, fix: 'log_in' }, facts) : passed(name, facts);
}

/** A lease that nobody can read is nobody's, and stands in everybody's way. */
function leaseCheck(name: string, { id }: AgentSpec, lease: LeaseOnDisk): Check {
  const hint = `The lease of Agentin ${id} cannot be read, so that nobody can lead her. Run "codex-master-mcp release ${id} --force".`;
  return passedIf(lease !== 'unreadable', name, { hint, fix: 'repair_lease' });
}

function socketCheck(name: string, agent: AgentSpec, codexHost: AgentPorts['codexHost']): Check {
  try {
    return passed(name, { bytes: Buffer.byteLength(codexHost.socketPath(agent)) });
  } catch (error) {
    const { message, code } = FleetError.from(error, 'The place for her socket cannot be used.');
    const fix = code === 'socket_path_too_long' ? 'shorten_socket_path' : 'repair_state_directory';
    return failed(name, { hint: message, fix }, { error_code: code });
  }
}
