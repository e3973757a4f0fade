import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { AgentSpec } from '../../core/config.ts';
import { judgeHome, type CodexHomeContext } from '../../core/diagnostics/codexHome.ts';
import type { Environment } from './places.ts';

type HomeOf = Pick<AgentSpec, 'id' | 'home'>;

/** The Codex home that a Codex started from this environment would use. Absolute; need not exist. */
function activeCodexHome(env: Environment): string {
  return path.resolve(env['CODEX_HOME'] || defaultCodexHome(env));
}

export function defaultCodexHome(env: Environment): string {
  return path.join(env['HOME'] || homedir(), '.codex');
}

/** Whose the active home is (reference contract §7, codex_home_context). Never throws. */
export function homeContext(env: Environment, agents: readonly HomeOf[]): CodexHomeContext {
  const home = activeCodexHome(env);
  return judgeHome({
    isSet: Boolean(env['CODEX_HOME']),
    isDefault: isSamePlace(home, defaultCodexHome(env)),
    matchedAgent: agents.find((agent) => isSamePlace(home, agent.home))?.id ?? null,
  });
}

/** Two names of one directory, however they are spelled; a directory that is not there is known by its spelling. */
export function isSamePlace(one: string, other: string): boolean {
  if (path.resolve(one) === path.resolve(other)) return true;
  const [first, second] = [identity(one), identity(other)];
  return first !== null && first === second;
}

function identity(directory: string): string | null {
  try {
    const { dev, ino } = statSync(directory, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}
