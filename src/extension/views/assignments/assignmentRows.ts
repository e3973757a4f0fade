import { l10n } from 'vscode';
import { needsPerson } from '../../../core/agent/activity.ts';
import type { LedgerEntry } from '../../../core/assignment/assignment.ts';
import { isSettled } from '../../../core/assignment/delivery.ts';
import type { DeliveryState } from '../../../core/assignment/delivery.ts';
import type { KnownAssignment } from '../../assignments/history.ts';
import { COMMANDS } from '../../commands.ts';
import { ageText, momentText, nextAgeChangeMs } from '../../text/time.ts';
import { agentTitle, deliveryWord, roleMeaning, roleTitle, roleWord, rowName } from '../../text/words.ts';
import { stateText } from '../agents/agentRows.ts';
import { COLORS } from '../rows/colors.ts';
import { oneLine } from '../rows/row.ts';
import type { Fact, Row, RowIcon } from '../rows/row.ts';
import { NO_TARGET } from '../rows/rowNode.ts';

/** Where an assignment stands: `over` is its end, seen or not. */
export type AssignmentPhase = 'running' | 'waiting' | 'over';

const PATHS_CHARS = 60;

/** Running means that she works on it; waiting, that a person, a limit or a restart stands in between. */
export function phaseOf({ entry, agent, isCurrent }: KnownAssignment): AssignmentPhase {
  const isOver = entry.delivery === null || isSettled(entry.delivery);
  if (isOver || agent === null || !isCurrent) return 'over';
  const { state } = agent.activity;
  if (state === 'stopped') return 'over';
  const isStuck = needsPerson(state) || state === 'limited' || state === 'lost' || state === 'error';
  const isUnsent = entry.delivery.state === 'typed' || entry.delivery.state === 'unconfirmed';
  return isStuck || isUnsent ? 'waiting' : 'running';
}

/** `Mila: src/login  started · 2 min · worker`: in the order of her own row. */
export function assignmentRow(known: KnownAssignment, nowMs: number): Row {
  const { entry, agent } = known;
  const phase = phaseOf(known);
  return rowOf({
    ...entry,
    name: agentName(known),
    subject: subjectOf(entry),
    words: stateWords(known, nowMs),
    age: whenText(known, nowMs),
    icon: phaseIcon(phase) ?? endIcon(entry.delivery?.state ?? null),
    context: [phase, agent === null ? 'gone' : 'known'],
  });
}

/** What a row is made of. */
interface Face extends Pick<LedgerEntry, 'agentId' | 'assignmentId' | 'role'> {
  readonly name: string;
  readonly subject: string;
  readonly words: string;
  readonly age: string;
  readonly icon: RowIcon;
  readonly context: readonly string[];
}

export function rowOf({ agentId, assignmentId, role, name, subject, words, age, icon, context }: Face): Row {
  const target = { ...NO_TARGET, agentId, assignmentId };
  const description = [words, age, roleWord(role)].join(' · ');
  return {
    label: `${rowName({ name })}: ${subject}`,
    description,
    icon,
    contextValue: ['assignment', ...context].join(' '),
    spoken: `${name}: ${subject}, ${description}`,
    command: { id: COMMANDS.showAssignment, title: l10n.t('Show'), args: [{ target }] },
  };
}

/** Everything that is kept of an assignment; the task is not. */
export function assignmentTooltip(known: KnownAssignment, nowMs: number): Fact[] {
  const { entry } = known;
  const paths = (label: string, list: readonly string[]): Fact[] =>
    list.length === 0 ? [] : [{ label, value: list.join(', ') }];
  return [
    { label: l10n.t('Agentin'), value: holderText(known) },
    { label: l10n.t('Role'), value: `${roleTitle(entry.role)}: ${roleMeaning(entry.role)}` },
    { label: l10n.t('State'), value: stateWords(known, nowMs) },
    { label: l10n.t('Assigned'), value: momentText(entry.createdAtMs, nowMs) },
    ...paths(l10n.t('Scope'), scopeBeside(entry)),
    ...paths(l10n.t('May write'), entry.writePaths),
  ];
}

/** Whose it is or was. */
export function holderText({ agent, entry }: KnownAssignment): string {
  return agent === null ? l10n.t('{0} (not in fleet.json any more)', entry.agentId) : agentTitle(agent.spec);
}

/** What it is about beyond what it may write; what is said of both is said once. */
export function scopeBeside({
  scope,
  writePaths,
}: Pick<LedgerEntry, 'scope' | 'writePaths'>): readonly string[] {
  return JSON.stringify(scope) === JSON.stringify(writePaths) ? [] : scope;
}

/** `Mila: docs`: whose it is says more than her role. */
export function assignmentTitle(known: KnownAssignment): string {
  return `${agentName(known)}: ${subjectOf(known.entry)}`;
}

/** What it is about, for a narrow place: its name, else its paths. */
export function subjectOf(entry: Pick<LedgerEntry, 'role' | 'name' | 'scope' | 'writePaths'>): string {
  const paths = entry.role === 'worker' && entry.writePaths.length > 0 ? entry.writePaths : entry.scope;
  const text = entry.name ?? (paths.length === 0 ? l10n.t('the whole folder') : paths.join(', '));
  return oneLine(text, PATHS_CHARS);
}

/** How far it got; of one that waits, what for. */
export function stateWords(known: KnownAssignment, nowMs: number): string {
  const { entry, agent } = known;
  if (entry.delivery === null) return l10n.t('end not known');
  const word = deliveryWord(entry.delivery.state);
  const phase = phaseOf(known);
  if (phase === 'over' && !isSettled(entry.delivery)) return l10n.t('{0}, end not known', word);
  const { state } = entry.delivery;
  const isAsked = phase === 'waiting' && agent !== null && state !== 'typed' && state !== 'unconfirmed';
  return isAsked ? stateText(agent, nowMs) : word;
}

/** When the row reads differently without any event; null for one that tells its day. */
export function nextAssignmentChangeMs(known: KnownAssignment, nowMs: number): number | null {
  return phaseOf(known) === 'over' ? null : nextAgeChangeMs(known.entry.createdAtMs, nowMs);
}

/** When it ended, as far as this window saw it; else when it was given. */
export function lastMomentMs({ entry, receipts }: KnownAssignment): number {
  return receipts.completed ?? receipts.failed ?? receipts.interrupted ?? entry.createdAtMs;
}

function agentName({ agent, entry }: KnownAssignment): string {
  return agent?.spec.name ?? entry.agentId;
}

function whenText(known: KnownAssignment, nowMs: number): string {
  return phaseOf(known) === 'over'
    ? momentText(lastMomentMs(known), nowMs)
    : ageText(known.entry.createdAtMs, nowMs);
}

function phaseIcon(phase: AssignmentPhase): RowIcon | null {
  if (phase === 'running') return { id: 'pulse', color: 'charts.blue' };
  return phase === 'waiting' ? { id: 'bell-dot', color: COLORS.attention } : null;
}

/** Of one that is over, or of which nobody knows. */
export function endIcon(state: DeliveryState | null): RowIcon {
  switch (state) {
    case 'completed':
      return { id: 'pass', color: 'charts.green' };
    case 'failed':
      return { id: 'error', color: 'charts.red' };
    case 'interrupted':
      return { id: 'debug-pause', color: null };
    case null:
    case 'accepted':
    case 'started':
    case 'typed':
    case 'submitted':
    case 'unconfirmed':
      return { id: 'circle-outline', color: COLORS.quiet };
  }
}
