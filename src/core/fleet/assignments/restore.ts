import { preparationMarkMs } from '../../assignment/assignment.ts';
import type { AssignmentRecord } from '../../assignment/assignment.ts';
import { isSettled, turnIdOf } from '../../assignment/delivery.ts';
import type { TurnTuple } from '../../ports.ts';
import { lookUp } from '../delivery/deliveries.ts';
import { deliveryAsHeard } from '../delivery/heardEnd.ts';
import type { AgentSession } from '../session.ts';
import { catchUpLedger, recordAssignment } from './record.ts';
import { assignmentTuple, baseTuple } from './tuples.ts';

/** How long the app-server may take to answer before a restoration is left for later. */
const REACH_MS = 3000;

/**
 * Puts the base tuple back in force after an assignment's turn and takes its permission profile out of the home.
 * Safe to repeat: any process may do it, and one that crashed in between is made up for by the next.
 * Runs under the Agentin's lock. `stopping` does it even for a turn that still runs, which ends with her programs.
 * The ledger learns on the way what it misses of the assignment.
 */
export async function restoreBase(session: AgentSession, when: 'turnOver' | 'stopping'): Promise<void> {
  await restore(session, when);
  await catchUpLedger(session);
}

async function restore(session: AgentSession, when: 'turnOver' | 'stopping'): Promise<void> {
  const before = session.agent.model.assignment;
  if (before === null || before.restored || !canLookAfter(session, before)) return;
  const assignment = await asFarAsCodexKnows(session, before);
  if (assignment !== 'neverSent' && !isSettled(assignment.delivery) && when === 'turnOver') {
    if (assignment !== before) await session.updateMeta({ assignment });
    return;
  }
  const last = assignment === 'neverSent' ? before : assignment;
  if (last.enforcement === 'os_sandbox') await takeBack(session, last);
  await session.deps.workspace.removeUntouched(last.preparedPaths, preparationMarkMs(last));
  if (assignment === 'neverSent') await session.updateMeta({ assignment: null });
  else await recordAssignment(session, { ...last, restored: true });
}

/** A word into an assignment's running turn keeps that assignment's sandbox; everything else has the base tuple. */
export function tupleInForce({ agent, deps }: AgentSession): TurnTuple {
  const config = deps.configSource.current();
  const { assignment } = agent.model;
  const runs =
    assignment !== null && !isSettled(assignment.delivery) && assignment.enforcement === 'os_sandbox';
  return runs ? assignmentTuple(assignment, assignment.profileName, config) : baseTuple(config);
}

/**
 * Tells Codex the tuple that holds. Needed where it takes up a conversation again: it goes by its home's own settings
 * then, which may allow more than the fleet's policy (seen with 0.169). Runs under the Agentin's lock.
 */
export async function enforceTuple(session: AgentSession): Promise<void> {
  await restoreBase(session, 'turnOver');
  const link = await session.agent.connected(REACH_MS);
  await link.applyTuple(tupleInForce(session));
}

/** A sandbox can only be taken back through the app-server that keeps it. */
function canLookAfter({ agent }: AgentSession, assignment: AssignmentRecord): boolean {
  return assignment.enforcement === 'told_only' || agent.model.control === 'app-server';
}

async function takeBack(session: AgentSession, assignment: AssignmentRecord): Promise<void> {
  const link = await session.agent.connected(REACH_MS);
  const turnId = turnIdOf(assignment.delivery);
  if (turnId !== null && !isSettled(assignment.delivery)) await link.interruptTurn(turnId);
  await link.applyTuple(baseTuple(session.deps.configSource.current()));
  if (assignment.profileName !== null) await link.removeProfile(assignment.profileName);
}

/** The assignment with its delivery as Codex knows it; one that an earlier process left open is looked up. */
export async function asFarAsCodexKnows(
  session: AgentSession,
  assignment: AssignmentRecord,
): Promise<AssignmentRecord | 'neverSent'> {
  if (assignment.enforcement === 'told_only' || isSettled(assignment.delivery)) return assignment;
  const turnId = turnIdOf(assignment.delivery);
  return turnId === null ? resolveDraft(session, assignment) : resolveTurn(session, assignment, turnId);
}

async function resolveTurn(
  session: AgentSession,
  assignment: AssignmentRecord,
  turnId: string,
): Promise<AssignmentRecord> {
  const { agent } = session;
  const link = await agent.connected(REACH_MS);
  const turn = await link.turn(turnId);
  if (turn !== null)
    return turn.outcome === 'running'
      ? assignment
      : { ...assignment, delivery: deliveryAsHeard(agent, turn) };
  // A conversation at rest that does not know the turn: a person went on in another one (`/new`).
  const isElsewhere = agent.model.turn === null && agent.model.thread.kind === 'idle';
  return isElsewhere ? { ...assignment, delivery: { state: 'interrupted', turnId } } : assignment;
}

/** A draft that a process left behind, which ended before it knew whether the message had arrived. */
async function resolveDraft(
  session: AgentSession,
  draft: AssignmentRecord,
): Promise<AssignmentRecord | 'neverSent'> {
  const { assignmentId: clientKey, createdAtMs: notedAtMs } = draft;
  const delivery = await lookUp(session, { clientKey, notedAtMs });
  // An assignment begins a turn of its own: one that runs and is not marked with it is another's.
  return typeof delivery === 'string' ? 'neverSent' : { ...draft, delivery };
}
