import { FleetError } from '../../errors.ts';
import type { AgentSession } from '../session.ts';

/**
 * Codex asks a person about every folder it does not know, by its very path. A worktree that we made holds the same
 * repository: what the person told the Codex of this home of its main working tree (or the fleet file says) holds there
 * too, while her programs run. Nothing is written for it, so nothing is left when the worktree goes.
 * @param cwd absolute and real
 * @returns `cwd` when Codex is to be told that it is trusted; null leaves the question to Codex
 */
export async function inheritedTrust({ deps, agent, id }: AgentSession, cwd: string): Promise<string | null> {
  try {
    const origin = await deps.repositories.origin(cwd);
    if (origin === null) return null;
    const told = await deps.codexHost.projectTrust(agent.spec.home);
    // What was said of the worktree itself is between the person and Codex.
    if (told.has(cwd)) return null;
    const there = `${origin.root}${cwd.slice(origin.tree.length)}`;
    const level = told.get(there) ?? told.get(origin.root) ?? origin.trusted;
    return level ? cwd : null;
  } catch (error) {
    if (!FleetError.is(error)) throw error;
    deps.logger.warn(`Agentin ${id}: where her folder comes from cannot be seen. ${error.message}`);
    return null;
  }
}
