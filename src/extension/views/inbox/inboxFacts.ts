import { l10n } from 'vscode';
import type { PendingItem, Question } from '../../../core/agent/pending.ts';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import type { WatchdogFinding } from '../../../core/watchdog/watchdogTimers.ts';
import { ageText, durationText, momentText } from '../../text/time.ts';
import { agentTitle } from '../../text/words.ts';
import { assignmentFacts, whyFacts } from '../agents/agentFacts.ts';
import { scopeFit, scopeFitText } from './inboxScope.ts';
import { oneLine } from '../rows/row.ts';
import type { Fact } from '../rows/row.ts';

const MOST_PATHS = 20;
const MOST_CODE_CHARS = 4000;
const LABEL_CHARS = 100;

/** What a person should know before they decide: the whole command, where, why, how old. */
export function inboxFacts(snapshot: AgentSnapshot, item: PendingItem, nowMs: number): Fact[] {
  return [
    ...itemFacts(item),
    ...scopeFacts(snapshot, item),
    { label: l10n.t('Agentin'), value: agentTitle(snapshot.spec) },
    { label: l10n.t('Waits'), value: waits(item.openedAtMs, nowMs) },
    { label: l10n.t('Keys'), value: keysText(item) },
  ];
}

/** The same for an Agentin that waits without an item. */
export function stateFacts(snapshot: AgentSnapshot, nowMs: number): Fact[] {
  return [{ label: l10n.t('Agentin'), value: agentTitle(snapshot.spec) }, ...whyFacts(snapshot, nowMs)];
}

function scopeFacts(snapshot: AgentSnapshot, item: PendingItem): Fact[] {
  const text = scopeFitText(scopeFit(snapshot, item), item);
  return text === null ? [] : [{ label: l10n.t('Scope'), value: text }];
}

/** The keys of package.json that work on the row. */
function keysText(item: PendingItem): string {
  return item.kind === 'question'
    ? l10n.t('Ctrl/Cmd+Enter answers, Shift+Enter opens the terminal')
    : l10n.t(
        'Ctrl/Cmd+Enter approves, Ctrl/Cmd+Backspace declines, with Shift with a note, Shift+Enter opens the terminal',
      );
}

/** What the watchdog found, in half a sentence. */
export function findingText({ kind, action, idleSeconds }: WatchdogFinding): string {
  const span = durationText(idleSeconds * 1000);
  if (kind === 'silent') return l10n.t('no sign of life for {0}', span);
  if (kind === 'unanswered')
    return l10n.t('no sign of life for {0}, and no answer to the request for a report', span);
  switch (action) {
    case 'stop':
      return l10n.t('was stopped: no sign of life for {0}, and no report', span);
    case 'release':
      return l10n.t('was given back: no sign of life for {0}, and no report', span);
    case 'interrupt':
    case 'report':
    case 'none':
      return l10n.t('was interrupted: no sign of life for {0}, and no report', span);
  }
}

export function findingFacts(snapshot: AgentSnapshot, finding: WatchdogFinding, nowMs: number): Fact[] {
  return [
    { label: l10n.t('Agentin'), value: agentTitle(snapshot.spec) },
    { label: l10n.t('Watchdog'), value: findingText(finding) },
    { label: l10n.t('Found'), value: waits(finding.atMs, nowMs) },
    ...whyFacts(snapshot, nowMs),
  ];
}

/** The assignment whose delivery nothing confirms. */
export function deliveryFacts(snapshot: AgentSnapshot, nowMs: number): Fact[] {
  return [
    { label: l10n.t('Agentin'), value: agentTitle(snapshot.spec) },
    ...assignmentFacts(snapshot, nowMs),
  ];
}

/** The item's own particulars, in the words of the model. */
export function itemFacts(item: PendingItem): Fact[] {
  switch (item.kind) {
    case 'command':
      return [
        code(l10n.t('Command'), item.command),
        ...reason(item.reason),
        { label: l10n.t('Folder'), value: item.cwd },
      ];
    case 'file':
      return [code(l10n.t('Files'), pathList(item.changes)), ...reason(item.reason)];
    case 'question':
      return [...item.questions.map(questionFact), ...withoutAnswer(item.waitsMs)];
    case 'mcpTool':
      return [{ label: l10n.t('MCP server'), value: item.server }, code(l10n.t('Request'), item.message)];
    case 'permissions':
      return reason(item.reason);
  }
}

function pathList(changes: readonly { readonly path: string }[]): string {
  const paths = changes.slice(0, MOST_PATHS).map((change) => change.path);
  const left = changes.length - paths.length;
  return (left > 0 ? [...paths, l10n.t('… and {0} more', left)] : paths).join('\n');
}

function withoutAnswer(waitsMs: number | undefined): Fact[] {
  if (waitsMs === undefined) return [];
  const value = l10n.t('After {0} Codex goes on by its own judgement.', durationText(waitsMs));
  return [{ label: l10n.t('Without an answer'), value }];
}

function questionFact(question: Question): Fact {
  const options = question.options.map((option) => option.label).join(' / ');
  return {
    label: oneLine(question.header, LABEL_CHARS),
    value: cut(options === '' ? question.question : `${question.question} (${options})`),
  };
}

function reason(text: string | null): Fact[] {
  return text === null ? [] : [{ label: l10n.t('Reason'), value: cut(text) }];
}

function code(label: string, text: string): Fact {
  return { label, value: cut(text), kind: 'code' };
}

function cut(text: string): string {
  return text.length <= MOST_CODE_CHARS ? text : `${text.slice(0, MOST_CODE_CHARS)}\n…`;
}

/** How much of what the item is about is nowhere to be read but in the terminal; 0 when all of it is shown. */
export function unreadChars(item: PendingItem): number {
  const text = item.kind === 'command' ? item.command : item.kind === 'mcpTool' ? item.message : '';
  return Math.max(0, text.length - MOST_CODE_CHARS);
}

function waits(sinceMs: number, nowMs: number): string {
  return l10n.t('{0} ({1})', momentText(sinceMs, nowMs), ageText(sinceMs, nowMs));
}
