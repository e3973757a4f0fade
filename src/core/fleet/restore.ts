import { isSettled, turnIdOf } from '../delivery.ts';
import type { AssignmentRecord } from '../assignment.ts';
import { advance } from '../agentReducer.ts';
import type { AgentSession } from './session.ts';
import { baseTuple } from './tuples.ts';

/** How long the app-server may take to answer before a restoration is left for later. */
const REACH_MS = 3000;

/**
 * Puts the base tuple back in force after an assignment's turn and takes its permission profile out of the home.
 * Safe to repeat: any process may do it, and one that crashed in between is made up for by the next.
 * Runs under the Agentin's lock. `stopping` does it even for a turn that still runs, which ends with her programs.
 */
export async function restoreBase(session: AgentSession, when: 'turnOver' | 'stopping'): Promise<void> {
  const assignment = await settled(session);
  if (assignment === null || assignment.restored) return;
  if (when === 'turnOver' && !isSettled(assignment.delivery)) return;
  if (assignment.enforcement === 'os_sandbox') await takeBack(session, assignment, when);
  await session.deps.workspace.removeIfEmpty(assignment.preparedPaths);
  await session.recordAssignment({ ...assignment, restored: true });
}

async function takeBack(
  session: AgentSession,
  assignment: AssignmentRecord,
  when: 'turnOver' | 'stopping',
): Promise<void> {
  const link = await session.agent.connected(REACH_MS);
  const turnId = turnIdOf(assignment.delivery);
  if (when === 'stopping' && turnId !== null && !isSettled(assignment.delivery))
    await link.interruptTurn(turnId);
  await link.applyTuple(baseTuple(session.deps.configSource.current()));
  if (assignment.profileName !== null) await link.removeProfile(assignment.profileName);
}

/** The assignment with its delivery as far as Codex knows it; one that an earlier process left open is looked up. */
async function settled(session: AgentSession): Promise<AssignmentRecord | null> {
  const { agent } = session;
  const assignment = agent.model.assignment;
  if (assignment === null || assignment.restored || isSettled(assignment.delivery)) return assignment;
  const turnId = turnIdOf(assignment.delivery);
  if (turnId === null || assignment.enforcement !== 'os_sandbox') return assignment;
  const link = await agent.connected(REACH_MS);
  const turn = await link.turn(turnId);
  if (turn === null || turn.outcome === 'running') return assignment;
  const delivery =
    turn.outcome === 'failed'
      ? ({ state: 'failed', turnId, reason: turn.failure?.kind ?? 'other' } as const)
      : ({ state: turn.outcome, turnId } as const);
  return advance(assignment, turnId, delivery);
}
