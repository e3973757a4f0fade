import type { FinishedTurn } from '../agent/agent.ts';
import { deliveryOfTurn, isSettled, turnIdOf } from './delivery.ts';
import type { Delivery } from './delivery.ts';

/** A report that an Agentin was asked for, as kept in her metadata. What she answers is kept nowhere. */
export interface ReportRecord {
  readonly requestedAtMs: number;
  readonly assignmentId: string | null;
  /** How far the request got, and what became of the turn that it went into. */
  readonly delivery: Delivery;
  /** When the turn that holds the request came to its good end; null until then, and for one that was cut off. */
  readonly answeredAtMs: number | null;
}

/** `YYYYMMDDTHHMMSSffffffZ-<agent>` (reference contract §1.1). */
const ASSIGNMENT_ID = /^\d{8}T\d{12}Z-[a-z][a-z0-9_-]{0,31}$/;

/** Is it the id of an assignment and nothing more? Only such a text may stand in a request of ours. */
export function isAssignmentId(text: string): boolean {
  return ASSIGNMENT_ID.test(text);
}

/**
 * The request for a short report (reference contract §1.6): one line of fixed words. One that is at work is told to go
 * on; one at rest is not, for what she may do now is not what her last assignment allowed.
 */
export function reportRequestText(assignmentId: string | null, isAtWork: boolean): string {
  const which = assignmentId === null ? '' : ` zum Auftrag ${assignmentId}`;
  const after = isAtWork
    ? 'Arbeite danach weiter wie bisher.'
    : 'Antworte nur mit dem Bericht und ändere nichts.';
  return (
    `Bitte gib einen kurzen Bericht${which}: Was ist erledigt, woran arbeitest du, was hindert dich, ` +
    `was kommt als Nächstes? Höchstens fünf Zeilen. ${after}`
  );
}

/** The record once its turn is over; the same object while it is not, or when it is another's end. */
export function withTurnEnd(report: ReportRecord, turn: FinishedTurn): ReportRecord {
  if (isSettled(report.delivery) || turnIdOf(report.delivery) !== turn.turnId) return report;
  const answeredAtMs = turn.outcome === 'completed' ? turn.endedAtMs : null;
  return { ...report, delivery: deliveryOfTurn(turn), answeredAtMs };
}
