import type { AssignmentRecord } from '../../assignment/assignment.ts';
import { isSettled } from '../../assignment/delivery.ts';
import { FleetError } from '../../errors.ts';
import type { AgentSession } from '../session.ts';

/**
 * Notes an assignment that was given, in the ledger and in the Agentin's metadata. Runs under her lock. What the ledger
 * cannot take now is returned, not thrown, for the assignment is given all the same; `catchUpLedger` tries again.
 */
export async function recordAssignment(
  session: AgentSession,
  assignment: AssignmentRecord,
): Promise<FleetError | null> {
  const problem = await tellLedger(session, assignment);
  const ledgerState = problem === null ? assignment.delivery.state : assignment.ledgerState;
  await session.updateMeta({ assignment: { ...assignment, ledgerState } });
  return problem;
}

/**
 * Tells the ledger what it misses of the Agentin's assignment: all of it, when a process ended between delivery and
 * ledger, or how it ended. Runs under her lock; never fails.
 */
export async function catchUpLedger(session: AgentSession): Promise<void> {
  const { assignment } = session.agent.model;
  if (assignment === null || !isBehind(assignment)) return;
  try {
    await recordAssignment(session, assignment);
  } catch (error) {
    session.deps.logger.error('The course of an assignment could not be noted.', error);
  }
}

/** An assignment that is being sent, or whose process ended while it was: nobody knows yet whether it was given. */
export function isDraft({ enforcement, delivery }: AssignmentRecord): boolean {
  return enforcement === 'os_sandbox' && delivery.state === 'unconfirmed';
}

function isBehind(assignment: AssignmentRecord): boolean {
  const { delivery, ledgerState } = assignment;
  if (isDraft(assignment)) return false;
  return ledgerState === null || (isSettled(delivery) && ledgerState !== delivery.state);
}

async function tellLedger(session: AgentSession, assignment: AssignmentRecord): Promise<FleetError | null> {
  const { store, logger } = session.deps;
  try {
    await store.noteAssignment(session.id, assignment);
    return null;
  } catch (error) {
    logger.error('The assignment could not be noted in the ledger.', error);
    return FleetError.from(error, 'The assignment could not be noted in the ledger.');
  }
}
