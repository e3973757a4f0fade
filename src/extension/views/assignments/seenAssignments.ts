import { l10n } from 'vscode';
import type { Role } from '../../../core/assignment/assignment.ts';
import { isSettled } from '../../../core/assignment/delivery.ts';
import type { DeliveryState } from '../../../core/assignment/delivery.ts';
import type { KnownAssignment } from '../../assignments/history.ts';
import { ageText, momentText } from '../../text/time.ts';
import { deliveryWord } from '../../text/words.ts';
import { CHECKING_ICON } from '../agents/agentRows.ts';
import { isUnlooked } from '../agents/checking.ts';
import type { Row } from '../rows/row.ts';
import { endIcon, rowOf, subjectOf } from './assignmentRows.ts';

/** An assignment as a window of this workspace saw it last: what its row says, and nothing else of it. */
export interface SeenAssignment {
  readonly assignmentId: string;
  readonly agentId: string;
  /** Her name; null when she was no longer in the fleet. */
  readonly name: string | null;
  readonly createdAtMs: number;
  readonly role: Role;
  readonly subject: string;
  /** How far it got; null when nobody knows. */
  readonly state: DeliveryState | null;
}

export interface SeenAssignments {
  /** Newest first. */
  readonly seen: readonly SeenAssignment[];
  /** How many older ones there were. */
  readonly olderCount: number;
}

/** What windows of this workspace saw last: all there is to show before the ledger has been read. */
export interface LastAssignments {
  readonly all: SeenAssignments | null;
}

export const NOTHING_REMEMBERED: LastAssignments = { all: null };

export function seenOf({ entry, agent }: KnownAssignment): SeenAssignment {
  const { assignmentId, agentId, createdAtMs, role, delivery } = entry;
  const name = agent?.spec.name ?? null;
  const state = delivery?.state ?? null;
  return { assignmentId, agentId, name, createdAtMs, role, subject: subjectOf(entry), state };
}

/** Is it over? Nothing that comes can make another one of it then. */
export function hasEnded({ state }: Pick<SeenAssignment, 'state'>): boolean {
  return state === null || state === 'completed' || state === 'failed' || state === 'interrupted';
}

/** Has it not ended as far as is noted, and did nobody look yet at her who has it? */
export function isUnheard({ entry, agent, isCurrent }: KnownAssignment): boolean {
  const isOver = entry.delivery === null || isSettled(entry.delivery);
  return !isOver && isCurrent && agent !== null && isUnlooked(agent);
}

/** Its end is the end; how far it got else is of the past, and nobody knows it yet. */
export function seenAssignmentRow(seen: SeenAssignment, nowMs: number): Row {
  const { name, agentId, state, createdAtMs } = seen;
  const face = { ...seen, name: name ?? agentId };
  const isKnown = name === null ? 'gone' : 'known';
  if (state !== null && !hasEnded(seen)) {
    const words = [l10n.t('checking…'), l10n.t('before: {0}', deliveryWord(state))].join(' · ');
    const age = ageText(createdAtMs, nowMs);
    return rowOf({ ...face, words, age, icon: CHECKING_ICON, context: ['checking', isKnown] });
  }
  const words = state === null ? l10n.t('end not known') : deliveryWord(state);
  const age = momentText(createdAtMs, nowMs);
  return rowOf({ ...face, words, age, icon: endIcon(state), context: ['over', isKnown] });
}
