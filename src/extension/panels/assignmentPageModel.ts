import { l10n } from 'vscode';
import { isSettled } from '../../core/assignment/delivery.ts';
import type { DeliveryState } from '../../core/assignment/delivery.ts';
import type { ReportRecord } from '../../core/assignment/report.ts';
import type { TurnContent } from '../../core/content/content.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { visibleText } from '../../core/text/visibleText.ts';
import type { AssignmentActionId, AssignmentPage, AssignmentSectionId } from '../../shared/assignmentPage.ts';
import type { PageAction, PageFact, PageSection } from '../../shared/page.ts';
import type { KnownAssignment } from '../assignments/history.ts';
import type { CheckResult } from '../checks/results.ts';
import { momentText } from '../time.ts';
import { isRunning } from '../views/agents/agentRows.ts';
import { contextText, folderOf } from '../views/agents/agentTexts.ts';
import { spokenText } from '../views/rows/row.ts';
import {
  assignmentTitle,
  holderText,
  phaseOf,
  scopeBeside,
  stateWords,
} from '../views/assignments/assignmentRows.ts';
import { capital, deliveryWord, phrase, roleMeaning, roleTitle } from '../words.ts';
import { checksShown, lookingText } from './assignmentChecks.ts';
import { filesContent, filesEmptyText } from './content/files.ts';
import { lastMessage } from './content/messages.ts';
import { planContent, planEmptyText } from './content/plan.ts';
import { tokensText, unknownText } from './content/view.ts';
import type { ContentView } from './content/view.ts';

/** What became of an assignment's turn, as far as this window knows. */
export type Work =
  | { readonly kind: 'known'; readonly turn: TurnContent }
  /** Her conversation is being asked. */
  | { readonly kind: 'looking' }
  | { readonly kind: 'unknown' };

export interface AssignmentPageSource {
  readonly known: KnownAssignment;
  /** What this window sent; null when it did not or has forgotten it. */
  readonly task: string | null;
  readonly work: Work;
  /** What was checked where she works. */
  readonly checks: readonly CheckResult[];
  readonly nowMs: number;
}

/** The page of an assignment. Pure. */
export function assignmentPage({ known, task, work, checks, nowMs }: AssignmentPageSource): AssignmentPage {
  const { entry } = known;
  const [plan, changes, message] = workSections(known, work, nowMs);
  return {
    subject: entry.assignmentId,
    title: assignmentTitle(known),
    stateText: stateWords(known, nowMs),
    state: framePhase(known),
    why: '',
    actions: actionsFor(known),
    actionsTitle: l10n.t('What you can do'),
    sections: [
      // What was asked, what came of it, and then what is known beside.
      section(
        'task',
        l10n.t('Task as sent'),
        taskFacts(task, work),
        l10n.t(
          'Tasks are stored nowhere: only the window that sent one shows it, or who can read her conversation.',
        ),
      ),
      message,
      changes,
      {
        ...section('checks', l10n.t('Checks'), []),
        ...checksShown(known, checks, work.kind === 'looking' ? 'looking' : { text: sentText(work) }, nowMs),
      },
      plan,
      section('about', l10n.t('Assignment'), aboutFacts(known)),
      section('receipts', l10n.t('Receipts'), receiptFacts(known, work, nowMs)),
      resultSection(known, work),
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
  return { id, heading, facts, bars: [], charts: [], content: null, empty };
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

function aboutFacts(known: KnownAssignment): PageFact[] {
  const { entry } = known;
  const { facts } = entry;
  const skill = facts.skill.requested;
  const isMissing = facts.skill.available === false;
  return [
    ...fact(l10n.t('Agentin'), holderText(known)),
    ...fact(l10n.t('Role'), `${roleTitle(entry.role)}: ${roleMeaning(entry.role)}`),
    ...fact(l10n.t('Name'), entry.name),
    ...fact(l10n.t('Scope'), scopeBeside(entry).join(', ')),
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

/**
 * What became of it, in the order in which it happens. What this window did not see has the time that her conversation tells,
 * or none.
 */
function receiptFacts({ entry, receipts }: KnownAssignment, work: Work, nowMs: number): PageFact[] {
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

type Section = PageSection<AssignmentSectionId>;

/** What her turn planned, changed and said; the same as on her own page, for this one turn. */
export function workSections(
  { agent, entry }: KnownAssignment,
  work: Work,
  nowMs: number,
): [plan: Section, changes: Section, message: Section] {
  const turn = work.kind === 'known' ? work.turn : null;
  const folder = agent === null ? null : folderOf(agent);
  const view: ContentView = { name: agent?.spec.name ?? entry.agentId, nowMs, folder };
  const unknown = work.kind === 'looking' ? lookingText() : unknownWork(agent);
  const empty = (text: (turn: TurnContent) => string): string => (turn === null ? unknown : text(turn));
  return [
    {
      ...section('plan', l10n.t('Plan'), [], empty(planEmptyText)),
      content: turn === null ? null : planContent(turn, view),
    },
    {
      ...section('changes', l10n.t('Files changed'), [], empty(filesEmptyText)),
      content: turn === null ? null : filesContent(turn, view),
    },
    {
      ...section(
        'message',
        l10n.t('Last message'),
        [],
        empty(() => l10n.t('She has said nothing yet.')),
      ),
      content: turn === null ? null : lastMessage(turn, view),
    },
  ];
}

function unknownWork(agent: AgentSnapshot | null): string {
  if (agent === null)
    return l10n.t('Not known: she is not in fleet.json any more, so nobody can ask her conversation.');
  if (agent?.model.control === 'terminal') return unknownText(true);
  return l10n.t(
    'Not known: her conversation does not have this turn, or cannot be asked now (source: Codex app-server). Source Control has what she changed.',
  );
}

/** Figures of her whole conversation are told only while this is her newest assignment. */
export function resultSection({ agent, isCurrent }: KnownAssignment, work: Work): Section {
  const tokens = work.kind === 'known' ? tokensText(work.turn) : null;
  return section('result', l10n.t('Tokens'), [
    ...fact(
      l10n.t('Tokens'),
      tokens ?? l10n.t('not known: Codex tells them only while the turn runs, to who listens then'),
    ),
    ...(agent === null || !isCurrent ? [] : fact(l10n.t('Context'), spokenText(contextText(agent) ?? ''))),
  ]);
}

/** What this window sent, or else what her conversation has of it. */
function taskFacts(task: string | null, work: Work): PageFact[] {
  if (task !== null) return [{ label: l10n.t('Task'), value: task, isCode: true }];
  const sent = sentText(work);
  return sent === null
    ? []
    : [{ label: l10n.t('From her conversation'), value: visibleText(sent), isCode: true }];
}

/** What her turn began with; null when nobody can tell. */
function sentText(work: Work): string | null {
  const sent = work.kind === 'known' ? work.turn.messages.items.find(({ by }) => by === 'person') : undefined;
  return sent?.text ?? null;
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
  const check: PageAction<AssignmentActionId> = {
    id: 'checkWorktree',
    title: l10n.t('Run Checks'),
    isPrimary: false,
  };
  const checks = known.isCurrent ? [check] : [];
  return isRunning(agent) ? [show, again, ...checks, report, attach] : [show, again, ...checks];
}
