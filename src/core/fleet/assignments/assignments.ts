import { ledgerEntry } from '../../assignment/assignment.ts';
import type { AssignmentRecord, LedgerEntry, LedgerPage } from '../../assignment/assignment.ts';
import { isSettled } from '../../assignment/delivery.ts';
import { FleetError } from '../../errors.ts';
import type { AssignmentsPage } from '../../fleetApi.ts';
import type { AgentSession } from '../session.ts';
import { isDraft } from './record.ts';
import { asFarAsCodexKnows } from './restore.ts';

export interface AssignmentsQuery {
  /** The Agentinnen of the fleet that are asked about. */
  readonly sessions: readonly AgentSession[];
  /** Null: everybody, those that are no longer in the fleet as well. */
  readonly agentId: string | null;
  readonly limit: number;
  /** Looks at an Agentin whose picture may be old, so that she can be asked; null: nobody is asked. */
  readonly refresh: ((session: AgentSession) => Promise<void>) | null;
  /** What the disk says of them is known, and followed. */
  readonly isRead: boolean;
}

/**
 * The newest assignments as the ledger has them, each Agentin's newest with what is known of it now: its end may not
 * have been noted yet, or the ledger may have missed it. Changes nothing.
 */
export async function queryAssignments(
  query: AssignmentsQuery,
): Promise<Omit<AssignmentsPage, 'retentionLimit'>> {
  const { sessions, agentId, limit } = query;
  const latest = (await Promise.all(sessions.map((session) => latestOf(session, query)))).flat();
  const page = await readLedger(sessions, agentId, limit);
  return { ...merged(page ?? NOTHING, latest, limit, page === null), isReadable: page !== null };
}

const NOTHING: LedgerPage = { entries: [], retainedCount: 0 };

interface Latest {
  readonly entry: LedgerEntry;
  readonly isInLedger: boolean;
}

async function readLedger(
  sessions: readonly AgentSession[],
  agentId: string | null,
  limit: number,
): Promise<LedgerPage | null> {
  const deps = sessions[0]?.deps;
  if (deps === undefined) return null;
  try {
    return await deps.store.readAssignments(limit, agentId);
  } catch (error) {
    if (!FleetError.is(error)) throw error;
    deps.logger.warn(`The ledger cannot be read: ${error.message}`);
    return null;
  }
}

async function latestOf(
  session: AgentSession,
  { refresh, isRead }: Pick<AssignmentsQuery, 'refresh' | 'isRead'>,
): Promise<readonly Latest[]> {
  const { agent } = session;
  // Of what the disk says of her, the assignment stands in her metadata alone.
  if (!isRead) await agent.disk.meta.read();
  const onDisk = agent.model.assignment;
  if (onDisk === null || isDraft(onDisk)) return [];
  const isKnown = refresh === null || isSettled(onDisk.delivery);
  const assignment = isKnown ? onDisk : await followed(session, onDisk, refresh);
  return [{ entry: ledgerEntry(session.id, assignment), isInLedger: assignment.ledgerState !== null }];
}

/** The assignment with what became of it, as far as that can be heard now. */
async function followed(
  session: AgentSession,
  onDisk: AssignmentRecord,
  refresh: NonNullable<AssignmentsQuery['refresh']>,
): Promise<AssignmentRecord> {
  try {
    await refresh(session);
    const { assignment } = session.agent.model;
    if (assignment === null || isDraft(assignment) || !session.agent.isRunning) return assignment ?? onDisk;
    const known = await asFarAsCodexKnows(session, assignment);
    return known === 'neverSent' ? assignment : known;
  } catch (error) {
    if (!FleetError.is(error)) throw error;
    return session.agent.model.assignment ?? onDisk;
  }
}

function merged(page: LedgerPage, latest: readonly Latest[], limit: number, addAll: boolean): LedgerPage {
  const known = new Map(latest.map(({ entry }) => [entry.assignmentId, entry]));
  const listed = new Set(page.entries.map((entry) => entry.assignmentId));
  const entries = page.entries.map((entry) => withDelivery(entry, known.get(entry.assignmentId)));
  const missed = latest
    .filter(({ entry, isInLedger }) => (addAll || !isInLedger) && !listed.has(entry.assignmentId))
    .map(({ entry }) => entry)
    .sort((a, b) => a.createdAtMs - b.createdAtMs);
  return {
    entries: [...entries, ...missed].slice(-limit),
    retainedCount: page.retainedCount + missed.length,
  };
}

/** Of what is known of the assignment only its course: the ledger's texts are redacted. */
function withDelivery(entry: LedgerEntry, known: LedgerEntry | undefined): LedgerEntry {
  const isOver = entry.delivery !== null && isSettled(entry.delivery);
  return known === undefined || isOver ? entry : { ...entry, delivery: known.delivery };
}
