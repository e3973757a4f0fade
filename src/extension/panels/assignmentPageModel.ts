import { l10n } from 'vscode';
import { isSettled } from '../../core/delivery.ts';
import type { DeliveryState } from '../../core/delivery.ts';
import type { ReportRecord } from '../../core/report.ts';
import type { AssignmentActionId, AssignmentPage, AssignmentSectionId } from '../../shared/assignmentPage.ts';
import type { PageAction, PageFact, PageSection } from '../../shared/page.ts';
import type { KnownAssignment } from '../assignments/history.ts';
import { momentText } from '../time.ts';
import { isRunning } from '../views/agentRows.ts';
import { contextText } from '../views/agentTexts.ts';
import { phaseOf, stateWords, subjectOf } from '../views/assignmentRows.ts';
import { agentTitle, deliveryWord, phrase, roleMeaning, roleTitle } from '../words.ts';

/** The page of an assignment; `task` is what this window sent, null when it did not or has forgotten it. Pure. */
export function assignmentPage(known: KnownAssignment, task: string | null, nowMs: number): AssignmentPage {
  const { entry } = known;
  return {
    assignmentId: entry.assignmentId,
    title: `${roleTitle(entry.role)}: ${subjectOf(entry)}`,
    stateText: stateWords(known, nowMs),
    state: framePhase(known),
    actions: actionsFor(known),
    sections: [
      section('about', l10n.t('Assignment'), aboutFacts(known)),
      section('receipts', l10n.t('Receipts'), receiptFacts(known, nowMs)),
      section(
        'task',
        l10n.t('Task as sent'),
        task === null ? [] : [{ label: l10n.t('Task'), value: task, isCode: true }],
        l10n.t('Tasks are stored nowhere. Only the window that sent one shows it, until it is reloaded.'),
      ),
      section(
        'result',
        l10n.t('Result'),
        resultFacts(known),
        l10n.t(
          'What she changed and said is in her terminal and in Source Control; nothing of it is kept here.',
        ),
      ),
      section('report', l10n.t('Report'), reportFacts(known, nowMs), l10n.t('No report was asked for.')),
    ],
  };
}

function section(
  id: AssignmentSectionId,
  heading: string,
  facts: readonly PageFact[],
  empty = '',
): PageSection<AssignmentSectionId> {
  return { id, heading, facts, bars: [], charts: [], empty };
}

function fact(label: string, value: string | null): PageFact[] {
  return value === null || value === '' ? [] : [{ label, value, isCode: false }];
}

function framePhase(known: KnownAssignment): AssignmentPage['state'] {
  const phase = phaseOf(known);
  if (phase !== 'over') return phase;
  const state = known.entry.delivery?.state;
  return state === 'completed' || state === 'failed' ? state : 'over';
}

function aboutFacts({ entry, agent }: KnownAssignment): PageFact[] {
  const { facts } = entry;
  const skill = facts.skill.requested;
  const isMissing = facts.skill.available === false;
  return [
    ...fact(l10n.t('Agentin'), agent === null ? entry.agentId : agentTitle(agent.spec)),
    ...fact(l10n.t('Role'), `${roleTitle(entry.role)}: ${roleMeaning(entry.role)}`),
    ...fact(l10n.t('Name'), entry.name),
    ...fact(l10n.t('Scope'), entry.scope.join(', ')),
    ...fact(l10n.t('May write'), entry.writePaths.join(', ')),
    ...(entry.enforcement === null ? [] : fact(l10n.t('Enforced'), enforcedText(entry.enforcement))),
    ...fact(
      l10n.t('Skill'),
      skill !== null && isMissing ? l10n.t('{0} (she does not have it)', skill) : skill,
    ),
    ...fact(l10n.t('Model'), entry.model),
    ...fact(l10n.t('Subagents'), facts.allowSubagents ? l10n.t('allowed') : l10n.t('not allowed')),
  ];
}

function enforcedText(enforcement: 'os_sandbox' | 'told_only'): string {
  return enforcement === 'told_only'
    ? l10n.t('no: the scope is only told to her')
    : l10n.t('by the operating system sandbox');
}

/** What became of it, in the order in which it happens; a state that this window did not see has no time. */
function receiptFacts({ entry, receipts }: KnownAssignment, nowMs: number): PageFact[] {
  const { delivery } = entry;
  const reached = delivery === null ? [] : pathTo(delivery.state);
  const times = reached.flatMap((state) => {
    const at = receipts[state];
    return fact(
      deliveryWord(state),
      at === undefined ? l10n.t('yes; this window did not see when') : momentText(at, nowMs),
    );
  });
  const reason = delivery?.state === 'failed' ? fact(l10n.t('Why'), phrase(delivery.reason)) : [];
  return [...fact(l10n.t('Assigned'), momentText(entry.createdAtMs, nowMs)), ...times, ...reason];
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

/** Figures are of her whole conversation, so they are told only while this is her newest assignment. */
function resultFacts({ agent, isCurrent }: KnownAssignment): PageFact[] {
  return agent === null || !isCurrent ? [] : fact(l10n.t('Context'), contextText(agent));
}

function reportFacts({ agent, entry }: KnownAssignment, nowMs: number): PageFact[] {
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

function actionsFor(known: KnownAssignment): PageAction<AssignmentActionId>[] {
  const { agent } = known;
  const isOver = phaseOf(known) === 'over';
  const again: PageAction<AssignmentActionId> = {
    id: 'assignAgain',
    title: l10n.t('Assign Again…'),
    isPrimary: isOver,
  };
  if (agent === null) return [again];
  const show: PageAction<AssignmentActionId> = {
    id: 'showAgent',
    title: l10n.t('Show the Agentin'),
    isPrimary: !isOver,
  };
  const report: PageAction<AssignmentActionId> = {
    id: 'requestReport',
    title: l10n.t('Request a Report'),
    isPrimary: false,
  };
  const attach: PageAction<AssignmentActionId> = { id: 'attach', title: l10n.t('Attach'), isPrimary: false };
  return isRunning(agent) ? [show, again, report, attach] : [show, again];
}
