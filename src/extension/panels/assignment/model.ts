import { l10n } from 'vscode';
import type { AssignmentActionId, AssignmentPage } from '../../../shared/assignmentPage.ts';
import type { PageAction, PageFact } from '../../../shared/page.ts';
import type { KnownAssignment } from '../../assignments/history.ts';
import type { CheckResult } from '../../checks/results.ts';
import { isRunning } from '../../views/agents/agentRows.ts';
import {
  assignmentTitle,
  holderText,
  phaseOf,
  scopeBeside,
  stateWords,
} from '../../views/assignments/assignmentRows.ts';
import { roleMeaning, roleTitle } from '../../text/words.ts';
import { checksShown } from './checks.ts';
import { fact, section } from './section.ts';
import { receiptFacts, reportFacts } from './receipts.ts';
import { resultSection, sentText, taskFacts, workSections } from './work.ts';
import type { Work } from './work.ts';

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
