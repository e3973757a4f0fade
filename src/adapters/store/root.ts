import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { expandHome } from '../tilde.ts';
import { canonicalRoot } from './directories.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface StateRoots {
  /** Absolute, in its one spelling: the same for all processes that mean the same directory. */
  readonly root: string;
  /** What a reference of before its renaming left; read where ours has nothing. Only beside the default root. */
  readonly legacyRoot: string | null;
}

/** Where the state is (contract §0.1): `CODEX_MASTER_MCP_STATE`, else `CODEX_AGENT_MCP_STATE`, else `~/.local/state/codex-master-mcp`. */
export function stateRoots(env: Environment): StateRoots {
  const home = env['HOME'] || homedir();
  const named = env['CODEX_MASTER_MCP_STATE'] || env['CODEX_AGENT_MCP_STATE'];
  if (named) return { root: canonicalRoot(resolve(expandHome(named, home))), legacyRoot: null };
  const states = join(home, '.local', 'state');
  return {
    root: canonicalRoot(join(states, 'codex-master-mcp')),
    legacyRoot: canonicalRoot(join(states, 'codex-agent-mcp')),
  };
}
