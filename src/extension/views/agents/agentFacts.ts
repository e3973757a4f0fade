import { l10n } from 'vscode';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import { holdWords } from '../../terminals/holdWords.ts';
import { ageText, momentText } from '../../text/time.ts';
import {
  agentTitle,
  approvalsWord,
  deliveryWord,
  effortWord,
  permissionsWord,
  phrase,
  roleMeaning,
  roleTitle,
  rowName,
  sourceWord,
} from '../../text/words.ts';
import { modelOf, stateText } from './agentRows.ts';
import type { RowContext } from './agentRows.ts';
import { alsoSeen } from './alsoSeen.ts';
import {
  contextText,
  controlText,
  folderOf,
  leaseText,
  limitText,
  limitTitle,
  scopeText,
} from './agentTexts.ts';
import type { Fact } from '../rows/row.ts';

/**
 * What is worth knowing of an Agentin in lines of `label: value`, for a tooltip: what is asked most often stands first, and no
 * more than fits on a screen. Her page has the rest: home, conversation, effort, approvals.
 */
export function agentFacts(snapshot: AgentSnapshot, context: RowContext): Fact[] {
  const [state, why, evidence, source, since, ...others] = whyFacts(snapshot, context.nowMs);
  const title = agentTitle(snapshot.spec);
  const facts = [
    ...[state, why, since],
    ...assignmentFacts(snapshot, context.nowMs),
    ...usageFacts(snapshot, context.nowMs),
    fact(l10n.t('Terminal'), holdWords(snapshot.terminal)),
    fact(l10n.t('Lease'), leaseText(snapshot, context.nowMs)),
    fact(l10n.t('Folder'), folderOf(snapshot)),
    ...codexFacts(snapshot, context),
    ...[evidence, source],
    ...others,
    title === rowName(snapshot.spec) ? null : fact(l10n.t('Agentin'), title),
  ];
  return facts.filter((entry) => entry !== null).filter(({ isForPage }) => isForPage !== true);
}

/** Why the state is what it is: since when, from which source, on what evidence. */
export function whyFacts(
  snapshot: AgentSnapshot,
  nowMs: number,
): [state: Fact, why: Fact, evidence: Fact, source: Fact, since: Fact, others: Fact] {
  const { activity } = snapshot;
  const since = l10n.t('{0} ({1})', momentText(activity.sinceMs, nowMs), ageText(activity.sinceMs, nowMs));
  return [
    { label: l10n.t('State'), value: stateText(snapshot, nowMs) },
    { label: l10n.t('Why'), value: phrase(activity.why) },
    { label: l10n.t('Evidence'), value: phrase(activity.evidence) },
    { label: l10n.t('Source'), value: sourceWord(activity.source) },
    { label: l10n.t('Since'), value: since },
    { label: l10n.t('Also considered'), value: alsoSeen(snapshot, nowMs).join('; ') },
  ];
}

/** The assignment it has; empty when it has none. */
export function assignmentFacts(snapshot: AgentSnapshot, nowMs: number): Fact[] {
  const { assignment } = snapshot.model;
  if (assignment === null) return [];
  const isTold = assignment.enforcement === 'told_only';
  return [
    fact(l10n.t('Assignment'), `${roleTitle(assignment.role)}: ${roleMeaning(assignment.role)}`),
    fact(l10n.t('Name'), assignment.name),
    fact(assignment.role === 'worker' ? l10n.t('May write') : l10n.t('Scope'), scopeText(assignment)),
    isTold
      ? fact(l10n.t('Enforced'), l10n.t('no: the scope is only told to her'))
      : forPage(l10n.t('Enforced'), l10n.t('by the operating system sandbox')),
    fact(l10n.t('Delivery'), deliveryWord(assignment.delivery.state)),
    forPage(l10n.t('Assigned'), momentText(assignment.createdAtMs, nowMs)),
  ].filter((entry) => entry !== null);
}

/** How its Codex is set up and led. */
export function codexFacts(snapshot: AgentSnapshot, context: RowContext): Fact[] {
  const { model } = snapshot;
  const effort = model.settings?.effort ?? context.defaultModel.effort;
  const policy = model.settings?.approvalPolicy ?? null;
  return [
    fact(l10n.t('Model'), modelOf(snapshot, context)),
    forPage(l10n.t('Effort'), effort === null ? null : effortWord(effort)),
    fact(l10n.t('Sandbox'), permissionsOf(snapshot)),
    forPage(l10n.t('Approvals'), policy === null ? null : approvalsWord(policy)),
    fact(l10n.t('Control'), controlText(snapshot)),
    forPage(l10n.t('Thread'), model.threadId),
    forPage(l10n.t('Home'), snapshot.spec.home),
    context.policy === 'yolo'
      ? fact(l10n.t('Warning'), l10n.t('no sandbox: she may write anywhere and asks nobody'))
      : null,
  ].filter((entry) => entry !== null);
}

function permissionsOf({ model }: AgentSnapshot): string | null {
  const profile = model.settings?.permissions ?? null;
  return profile === null ? null : permissionsWord(profile);
}

function usageFacts(snapshot: AgentSnapshot, nowMs: number): (Fact | null)[] {
  const limits = snapshot.model.rateLimits;
  const windows = (['primary', 'secondary'] as const).map((key) => {
    const window = limits?.[key] ?? null;
    return window === null ? null : fact(limitTitle(key, window), limitText(window, nowMs));
  });
  return [fact(l10n.t('Context'), contextText(snapshot)), ...windows];
}

function fact(label: string, value: string | null | undefined): Fact | null {
  return value === null || value === undefined ? null : { label, value };
}

function forPage(label: string, value: string | null): Fact | null {
  return value === null ? null : { label, value, isForPage: true };
}
