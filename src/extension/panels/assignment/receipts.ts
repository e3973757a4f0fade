import { l10n } from 'vscode';
import { isSettled } from '../../../core/assignment/delivery.ts';
import type { DeliveryState } from '../../../core/assignment/delivery.ts';
import type { ReportRecord } from '../../../core/assignment/report.ts';
import type { PageFact } from '../../../shared/page.ts';
import type { KnownAssignment } from '../../assignments/history.ts';
import { momentText } from '../../text/time.ts';
import { capital, deliveryWord, phrase } from '../../text/words.ts';
import { fact } from './section.ts';
import type { Work } from './work.ts';

/**
 * What became of it, in the order in which it happens. What this window did not see has the time that her conversation tells,
 * or none.
 */
export function receiptFacts({ entry, receipts }: KnownAssignment, work: Work, nowMs: number): PageFact[] {
  const { delivery } = entry;
  const reached = delivery === null ? [] : pathTo(delivery.state);
  const times = reached.flatMap((state) => {
    const at = receipts[state] ?? toldMoment(state, entry, work);
    return fact(
      capital(deliveryWord(state)),
      at === undefined ? l10n.t('yes; this window did not see when') : momentText(at, nowMs),
    );
  });
  const reason = delivery?.state === 'failed' ? fact(l10n.t('Why'), phrase(delivery.reason)) : [];
  return [...fact(l10n.t('Assigned'), momentText(entry.createdAtMs, nowMs)), ...times, ...reason];
}

/** A delivery is accepted as it is made; the rest is its turn's. */
function toldMoment(
  state: DeliveryState,
  { createdAtMs }: KnownAssignment['entry'],
  work: Work,
): number | undefined {
  const times = work.kind === 'known' ? work.turn.times : undefined;
  switch (state) {
    case 'accepted':
      return createdAtMs;
    case 'started':
      return times?.startedAtMs ?? undefined;
    case 'completed':
    case 'failed':
    case 'interrupted':
      return times?.endedAtMs ?? undefined;
    default:
      return undefined;
  }
}

function pathTo(state: DeliveryState): DeliveryState[] {
  switch (state) {
    case 'accepted':
    case 'typed':
    case 'unconfirmed':
      return [state];
    case 'started':
      return ['accepted', 'started'];
    case 'submitted':
      return ['submitted'];
    case 'completed':
    case 'failed':
    case 'interrupted':
      return ['accepted', 'started', state];
  }
}

export function reportFacts({ agent, entry }: KnownAssignment, nowMs: number): PageFact[] {
  const report = agent?.meta?.report ?? null;
  return report === null || report.assignmentId !== entry.assignmentId ? [] : stateOfReport(report, nowMs);
}

function stateOfReport({ requestedAtMs, answeredAtMs, delivery }: ReportRecord, nowMs: number): PageFact[] {
  const isOver = isSettled(delivery);
  return [
    ...fact(l10n.t('Asked for'), momentText(requestedAtMs, nowMs)),
    ...fact(
      l10n.t('Answered'),
      answeredAtMs === null
        ? isOver
          ? l10n.t('no: {0}', deliveryWord(delivery.state))
          : l10n.t('not yet')
        : momentText(answeredAtMs, nowMs),
    ),
  ];
}
