import { l10n } from 'vscode';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import type { PendingItem, Question } from '../../core/pending.ts';
import { durationText, momentText } from '../time.ts';
import { agentTitle } from '../words.ts';
import { whyFacts } from './agentFacts.ts';
import type { Fact } from './row.ts';

const MOST_PATHS = 20;
const MOST_CODE_CHARS = 4000;

/** What a person should know before they decide: the whole command, where, why, how old. */
export function inboxFacts(snapshot: AgentSnapshot, item: PendingItem, nowMs: number): Fact[] {
  return [
    { label: l10n.t('Agentin'), value: agentTitle(snapshot.spec) },
    ...itemFacts(item),
    { label: l10n.t('Waits'), value: waits(item.openedAtMs, nowMs) },
  ];
}

/** The same for an Agentin that waits without an item. */
export function stateFacts(snapshot: AgentSnapshot, nowMs: number): Fact[] {
  return [{ label: l10n.t('Agentin'), value: agentTitle(snapshot.spec) }, ...whyFacts(snapshot, nowMs)];
}

/** The item's own particulars, in the words of the model. */
export function itemFacts(item: PendingItem): Fact[] {
  switch (item.kind) {
    case 'command':
      return [
        code(l10n.t('Command'), item.command),
        { label: l10n.t('Folder'), value: item.cwd },
        ...reason(item.reason),
      ];
    case 'file':
      return [code(l10n.t('Files'), pathList(item.changes)), ...reason(item.reason)];
    case 'question':
      return item.questions.map(questionFact);
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

function questionFact(question: Question): Fact {
  const options = question.options.map((option) => option.label).join(' / ');
  return {
    label: question.header,
    value: options === '' ? question.question : `${question.question} (${options})`,
  };
}

function reason(text: string | null): Fact[] {
  return text === null ? [] : [{ label: l10n.t('Reason'), value: text }];
}

function code(label: string, text: string): Fact {
  const value = text.length <= MOST_CODE_CHARS ? text : `${text.slice(0, MOST_CODE_CHARS)}\n…`;
  return { label, value, kind: 'code' };
}

function waits(sinceMs: number, nowMs: number): string {
  return l10n.t('{0} ({1})', momentText(sinceMs, nowMs), durationText(nowMs - sinceMs));
}
