import { l10n } from 'vscode';
import type { FileChange, PendingItem } from '../../../core/agent/pending.ts';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import { COMMANDS } from '../../commands.ts';
import { pathForAgent } from '../../text/paths.ts';
import { ageText, durationText } from '../../text/time.ts';
import { rowName } from '../../text/words.ts';
import { folderOf } from '../agents/agentTexts.ts';
import { COLORS } from '../rows/colors.ts';
import { inboxFacts } from './inboxFacts.ts';
import { scopeFit } from './inboxScope.ts';
import { oneLine } from '../rows/row.ts';
import type { Row, RowIcon } from '../rows/row.ts';
import { moreNode } from '../rows/rowNode.ts';
import { withoutShell } from './withoutShell.ts';
import type { RowNode } from '../rows/rowNode.ts';

const LABEL_CHARS = 100;
const MOST_FILES = 50;

/** The row of something that Codex asks; a file approval has its files below. */
export function itemNode(snapshot: AgentSnapshot, item: PendingItem, nowMs: number): RowNode {
  const agentId = snapshot.spec.id;
  const title = itemTitle(item);
  const label = oneLine(`${rowName(snapshot.spec)}: ${title}`, LABEL_CHARS);
  const beyond = scopeFit(snapshot, item) === 'outside' ? l10n.t('outside of her assignment') : null;
  const parts = [itemWish(item), beyond, waitText(item, nowMs)];
  const description = parts.filter((part) => part !== null).join(' · ');
  const id = `inbox/${agentId}/${item.key}`;
  const target = { agentId, itemKey: item.key, path: null };
  const row: Row = {
    label,
    description,
    icon: ITEM_ICONS[item.kind],
    contextValue: `pending ${item.kind}${item.kind === 'question' ? '' : ' decision'}`,
    spoken: `${oneLine(`${snapshot.spec.name}: ${title}`, LABEL_CHARS)}, ${description}`,
    command: itemCommand(item, { id, target }),
  };
  const children = item.kind === 'file' ? fileNodes(id, target, item.changes, folderOf(snapshot)) : [];
  return { id, target, row, children, isOpen: true, facts: () => inboxFacts(snapshot, item, nowMs) };
}

/** How long it waits, and of how long where she goes on without an answer then. */
function waitText(item: PendingItem, nowMs: number): string {
  const age = ageText(item.openedAtMs, nowMs);
  const waitsMs = item.kind === 'question' ? item.waitsMs : undefined;
  return waitsMs === undefined ? age : l10n.t('{0} of {1}', age, durationText(waitsMs));
}

/** What it is about, in the words of the model. */
export function itemTitle(item: PendingItem): string {
  switch (item.kind) {
    case 'command':
      return withoutShell(item.command);
    case 'file':
      return item.changes.length === 1
        ? (item.changes[0]?.path ?? l10n.t('files'))
        : l10n.t('{0} files', item.changes.length);
    case 'question':
      return item.questions[0]?.question ?? l10n.t('a question');
    case 'mcpTool':
      return item.message;
    case 'permissions':
      return item.reason ?? l10n.t('more permissions');
  }
}

/** What it wants of the person. */
export function itemWish(item: PendingItem): string {
  switch (item.kind) {
    case 'command':
      return l10n.t('wants to run');
    case 'file':
      return l10n.t('wants to change');
    case 'question':
      return l10n.t('asks');
    case 'mcpTool':
      return l10n.t('wants to use {0}', item.server);
    case 'permissions':
      return l10n.t('wants permissions');
  }
}

/** Files and questions open on a click; a decision is never taken by one. */
function itemCommand(item: PendingItem, handle: unknown): Row['command'] {
  if (item.kind === 'file')
    return { id: COMMANDS.showChanges, title: l10n.t('Show Changes'), args: [handle] };
  if (item.kind === 'question')
    return { id: COMMANDS.answerQuestion, title: l10n.t('Answer'), args: [handle] };
  return null;
}

function fileNodes(
  parent: string,
  target: RowNode['target'],
  changes: readonly FileChange[],
  folder: string | null,
): RowNode[] {
  const nodes = changes.slice(0, MOST_FILES).map((change): RowNode => {
    const own = { ...target, path: change.path };
    const id = `${parent}/${change.path}`;
    const label = change.path.split('/').at(-1) ?? change.path;
    const description = `${changeWord(change.kind)} · ${pathForAgent(folder, change.path)}`;
    const row: Row = {
      label,
      description,
      icon: CHANGE_ICONS[change.kind],
      contextValue: 'change',
      spoken: `${label}, ${description}`,
      command: { id: COMMANDS.showChanges, title: l10n.t('Show Changes'), args: [{ id, target: own }] },
    };
    return { id, target: own, row, children: [], isOpen: false, facts: () => [] };
  });
  const left = changes.length - nodes.length;
  return left > 0 ? [...nodes, moreNode(parent, left)] : nodes;
}

function changeWord(kind: FileChange['kind']): string {
  switch (kind) {
    case 'add':
      return l10n.t('new');
    case 'delete':
      return l10n.t('deleted');
    case 'update':
      return l10n.t('changed');
  }
}

export const ITEM_ICONS: Readonly<Record<PendingItem['kind'], RowIcon>> = {
  command: { id: 'terminal', color: COLORS.attention },
  file: { id: 'diff', color: COLORS.attention },
  question: { id: 'question', color: COLORS.attention },
  mcpTool: { id: 'tools', color: COLORS.attention },
  permissions: { id: 'shield', color: COLORS.attention },
};

const CHANGE_ICONS: Readonly<Record<FileChange['kind'], RowIcon>> = {
  add: { id: 'diff-added', color: 'gitDecoration.addedResourceForeground' },
  delete: { id: 'diff-removed', color: 'gitDecoration.deletedResourceForeground' },
  update: { id: 'diff-modified', color: 'gitDecoration.modifiedResourceForeground' },
};
