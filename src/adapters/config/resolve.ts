import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AgentSpec, FleetConfig, RepositoryConfig } from '../../core/config.ts';
import { expandHome } from '../tilde.ts';
import { faultOf, invalidConfig } from './problems.ts';
import { agentEntry, fleetFile, type AgentEntry, type FleetFile } from './schema.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const NAMES: Readonly<Record<string, string>> = { a: 'Mila', b: 'Nora' };

/** The home directory that `~` stands for. */
export function personHome(env: Environment): string {
  return env['HOME'] || homedir();
}

/** The fleet without a fleet file: Agentinnen a and b, by the reference's environment variables (contract §0.1). */
export function defaultConfig(env: Environment): FleetConfig {
  return resolveConfig(fleetFile.parse({}), env);
}

/** A fleet of none: what is in force when there is a fleet file but it cannot be used from the start. */
export function emptyConfig(env: Environment): FleetConfig {
  return { ...resolveConfig(fleetFile.parse({}), { HOME: personHome(env) }), agents: [] };
}

/** The fleet as a checked file says it, paths absolute and defaults filled in. */
export function resolveConfig(file: FleetFile, env: Environment): FleetConfig {
  const { models, launch, tmux, watchdog, limits } = file;
  const entries = file.agents ?? ['a', 'b'].map((id) => agentFromEnvironment(id, env));
  const home = personHome(env);
  return {
    agents: entries.map((entry) => resolveAgent(entry, home)),
    models,
    launch,
    tmux,
    limits,
    watchdog,
    repositories: file.repositories.map((entry) => resolveRepository(entry, home)),
  };
}

function agentFromEnvironment(id: string, env: Environment): AgentEntry {
  const variable = (key: string): string => `CODEX_AGENT_${id.toUpperCase()}_${key.toUpperCase()}`;
  const entry: Record<string, string> = { id };
  for (const key of ['home', 'runner', 'session']) {
    const value = env[variable(key)];
    if (value) entry[key] = key === 'session' ? value : resolve(expandHome(value, personHome(env)));
  }
  const parsed = agentEntry.safeParse(entry);
  if (parsed.success) return parsed.data;
  const { field, message } = faultOf(parsed.error, () => 0);
  throw invalidConfig({ line: null, field: variable(field), message });
}

function resolveAgent(entry: AgentEntry, home: string): AgentSpec {
  const absolute = (path: string): string => resolve(expandHome(path, home));
  return {
    id: entry.id,
    name: entry.name ?? NAMES[entry.id] ?? `Agentin ${entry.id}`,
    home: absolute(entry.home ?? join(home, `.codex-agent-${entry.id}`)),
    runner: entry.runner === undefined ? null : absolute(entry.runner),
    session: entry.session ?? `codex_agent_${entry.id}_mcp`,
    cwd: entry.cwd === undefined ? null : absolute(entry.cwd),
  };
}

function resolveRepository(entry: FleetFile['repositories'][number], home: string): RepositoryConfig {
  return { ...entry, path: resolve(expandHome(entry.path, home)), setup: entry.setup ?? null };
}

/** Two Agentinnen that would get into each other's way; null when there are none. */
export async function findClash(agents: readonly AgentSpec[]): Promise<Clash | null> {
  const homes = await Promise.all(agents.map(({ home }) => realpath(home).catch(() => home)));
  const values = {
    id: agents.map(({ id }) => id),
    session: agents.map(({ session }) => session),
    home: homes,
  };
  for (const key of ['id', 'session', 'home'] as const) {
    const index = values[key].findIndex((value, at) => values[key].indexOf(value) < at);
    if (index !== -1) return { index, key, other: values[key].indexOf(values[key][index] ?? '') };
  }
  return null;
}

export interface Clash {
  readonly index: number;
  readonly key: 'id' | 'session' | 'home';
  readonly other: number;
}
