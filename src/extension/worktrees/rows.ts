import path from 'node:path';
import { l10n } from 'vscode';
import { isDirty } from '../../core/worktrees/repositories.ts';
import type { SetUpState } from '../../core/worktrees/repositories.ts';
import type { ChangedFile, WorktreeReview } from '../../core/worktrees/worktreeWork.ts';
import { overallState } from '../checks/words.ts';
import { COMMANDS } from '../commands.ts';
import { momentText } from '../text/time.ts';
import { COLORS } from '../views/rows/colors.ts';
import type { Fact, Row, RowIcon } from '../views/rows/row.ts';
import { moreNode, NO_TARGET } from '../views/rows/rowNode.ts';
import type { RowNode, RowTarget } from '../views/rows/rowNode.ts';
import { branchText, MOST_COMPARED } from './pictures.ts';
import { checkNodes, overallText } from './checkRows.ts';
import type { Meeting, WorktreePicture } from './pictures.ts';

/** Files below one worktree. */
export const MOST_FILES = 100;

/** The tree "Worktrees": one row each, below it what conflicts, the checks and the changed files. `left`: not among them. */
export function worktreeNodes(pictures: readonly WorktreePicture[], nowMs: number, left = 0): RowNode[] {
  const nodes = pictures.map((picture) => worktreeNode(picture, nowMs));
  const beyond = pictures.filter(({ isCompared }) => !isCompared).length;
  return [
    ...nodes,
    ...(left > 0 ? [moreNode('worktrees', left)] : []),
    ...(beyond > 0 ? [notComparedNode(beyond)] : []),
  ];
}

/** Whose row shows no conflict may have one all the same: that has to be said. */
function notComparedNode(count: number): RowNode {
  const label =
    count === 1
      ? l10n.t('1 is not looked at for conflicts')
      : l10n.t('{0} are not looked at for conflicts', count);
  const description = l10n.t('only {0} that changed something are: merge or remove some', MOST_COMPARED);
  const row: Row = {
    label,
    description,
    icon: { id: 'info', color: null },
    contextValue: 'more',
    spoken: `${label}, ${description}`,
    command: null,
  };
  return {
    id: 'worktrees/notCompared',
    target: NO_TARGET,
    row,
    children: [],
    isOpen: false,
    facts: () => [],
  };
}

function worktreeNode(picture: WorktreePicture, nowMs: number): RowNode {
  const { worktree, agentId, name } = picture;
  const id = `worktree/${worktree.path}`;
  const target: RowTarget = { ...NO_TARGET, agentId, worktree: worktree.path };
  const parts = describe(picture, nowMs);
  const row: Row = {
    label: name,
    description: shownText(parts),
    icon: iconOf(picture),
    contextValue: contextOf(picture),
    spoken: spokenText([name, ...parts]),
    command: null,
  };
  const children = [
    ...picture.meetings.map((meeting) => meetingNode(id, target, meeting)),
    ...checkNodes(id, target, picture.checks, nowMs),
    ...fileNodes(id, target, picture),
  ];
  return { id, target, row, children, isOpen: false, facts: () => factsOf(picture, nowMs) };
}

/** What is short for the eye and has its own words for the ear. */
interface Sign {
  readonly shown: string;
  readonly spoken: string;
}

function shownText(parts: readonly (string | Sign)[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.shown)).join(' · ');
}

function spokenText(parts: readonly (string | Sign)[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.spoken)).join(', ');
}

function lineCount(added: number, removed: number): Sign {
  return {
    shown: `+${added} −${removed}`,
    spoken: l10n.t('lines added: {0}, removed: {1}', added, removed),
  };
}

function describe(picture: WorktreePicture, nowMs: number): (string | Sign)[] {
  const { worktree, review, checks, drafts } = picture;
  // Git's own mark while it makes one, which is on no commit then.
  if (worktree.locked === 'initializing') return [l10n.t('is being made')];
  const branch = branchText(picture, (atMs) => momentText(atMs, nowMs));
  const isNamed = branch === '' || branch === picture.name;
  const parts: (string | Sign)[] = isNamed ? [] : [{ shown: branch, spoken: spokenBranch(picture, branch) }];
  if (worktree.prunable !== null) return [...parts, l10n.t('its folder is gone')];
  if (worktree.setUp !== null) parts.push(setUpText(worktree.setUp));
  if (review === null) return parts;
  parts.push(...contentTexts(review, picture));
  parts.push(...distance(review.againstMain));
  const checked = overallState(checks);
  if (checked !== null) parts.push(overallText(checked));
  if (drafts > 0)
    parts.push(drafts === 1 ? l10n.t('1 comment to send') : l10n.t('{0} comments to send', drafts));
  if (worktree.locked !== null) parts.push(l10n.t('locked'));
  return parts;
}

function setUpText(state: SetUpState): string {
  switch (state) {
    case 'running':
      return l10n.t('is being set up');
    case 'unfinished':
      return l10n.t('set-up not finished');
    case 'failed':
      return l10n.t('set-up failed');
  }
}

/** Is its set-up to be run again? */
function isUnready({ setUp }: WorktreePicture['worktree']): boolean {
  return setUp === 'unfinished' || setUp === 'failed';
}

/** What it brings, and what stands in the way of bringing it. */
function contentTexts(
  { halfDone, fileCount, added, removed, uncommitted, submodules }: WorktreeReview,
  { meetings, isCompared }: WorktreePicture,
): (string | Sign)[] {
  const conflicts = meetings.filter(({ clash }) => clash.conflicts.length > 0).length;
  const inside = submodules.length;
  return [
    ...(halfDone === null ? [] : [l10n.t('{0} half done', halfDone.kind)]),
    fileCount === 0 ? l10n.t('no changes') : lineCount(added, removed),
    ...(conflicts === 0 ? [] : [conflicts === 1 ? l10n.t('1 conflict') : l10n.t('{0} conflicts', conflicts)]),
    ...(isCompared ? [] : [l10n.t('not compared')]),
    ...(isDirty(uncommitted) ? [l10n.t('not committed')] : []),
    ...(inside === 0
      ? []
      : [inside === 1 ? l10n.t('1 submodule changed') : l10n.t('{0} submodules changed', inside)]),
  ];
}

function spokenBranch({ worktree, review }: WorktreePicture, branch: string): string {
  const isCommit = worktree.head.kind === 'detached' && (review?.halfDone?.branch ?? null) === null;
  return isCommit ? l10n.t('commit {0}, on no branch', branch) : l10n.t('branch {0}', branch);
}

function distance(against: { readonly ahead: number; readonly behind: number } | null): string[] {
  if (against === null) return [];
  return [
    ...(against.ahead > 0 ? [l10n.t('{0} ahead', against.ahead)] : []),
    ...(against.behind > 0 ? [l10n.t('{0} behind', against.behind)] : []),
  ];
}

function iconOf({ meetings, review, checks, worktree }: WorktreePicture): RowIcon {
  if (meetings.some(({ clash }) => clash.conflicts.length > 0))
    return { id: 'git-pull-request-closed', color: COLORS.attention };
  if (isUnready(worktree)) return { id: 'tools', color: COLORS.attention };
  if (overallState(checks) === 'failed') return { id: 'error', color: 'charts.red' };
  return { id: 'git-branch', color: (review?.fileCount ?? 0) > 0 ? 'charts.blue' : COLORS.quiet };
}

/** Words that the menus of package.json look for. */
function contextOf({ review, agentId, drafts, worktree }: WorktreePicture): string {
  const words = ['worktree'];
  if (worktree.prunable !== null) return 'worktree gone';
  if ((review?.fileCount ?? 0) > 0) words.push('changed');
  if (review !== null && isDirty(review.uncommitted)) words.push('dirty');
  if ((review?.againstMain?.behind ?? 0) > 0) words.push('behind');
  if (agentId !== null) words.push('hers');
  if (drafts > 0) words.push('drafts');
  if (isUnready(worktree)) words.push('unready');
  return words.join(' ');
}

function meetingNode(parent: string, worktree: RowTarget, { other, otherName, clash }: Meeting): RowNode {
  const id = `${parent}/with/${other ?? ''}`;
  const target = { ...worktree, itemKey: other ?? '' };
  const label = `× ${otherName}`;
  const files = clash.shared.length;
  const count = clash.conflicts.length;
  const description = [
    ...(files === 0 ? [] : [files === 1 ? l10n.t('1 file') : l10n.t('{0} files', files)]),
    count === 1 ? l10n.t('1 conflict') : l10n.t('{0} conflicts', count),
  ].join(', ');
  const spoken = l10n.t('In common with {0}: {1}', otherName, description);
  const color = count > 0 ? COLORS.attention : null;
  return {
    id,
    target,
    row: {
      label,
      description,
      icon: { id: count > 0 ? 'warning' : 'git-compare', color },
      contextValue: 'meeting',
      spoken,
      command: { id: COMMANDS.showMeeting, title: l10n.t('Show Side by Side'), args: [{ target }] },
    },
    children: [],
    isOpen: false,
    facts: () => meetingFacts(clash),
  };
}

function meetingFacts({ shared, conflicts }: Meeting['clash']): Fact[] {
  const list = (label: string, names: readonly string[]): Fact[] =>
    names.length === 0 ? [] : [{ label, value: names.slice(0, 20).join('\n'), kind: 'code' }];
  return [...list(l10n.t('In conflict'), conflicts), ...list(l10n.t('Changed by both'), shared)];
}

function fileNodes(parent: string, target: RowTarget, { review }: WorktreePicture): RowNode[] {
  if (review === null) return [];
  const nodes = review.files.slice(0, MOST_FILES).map((file) => fileNode(parent, target, file));
  const left = review.fileCount - nodes.length;
  return left > 0 ? [...nodes, moreNode(parent, left)] : nodes;
}

function fileNode(parent: string, worktree: RowTarget, file: ChangedFile): RowNode {
  const target = { ...worktree, path: file.path };
  const label = path.basename(file.path);
  const folder = path.dirname(file.path);
  const parts = [...(folder === '.' ? [] : [folder]), kindText(file), ...natureTexts(file), ...linesOf(file)];
  return {
    id: `${parent}/file/${file.path}`,
    target,
    row: {
      label,
      description: shownText(parts),
      icon: FILE_ICONS[file.kind],
      contextValue: 'worktreeFile',
      spoken: spokenText([label, ...parts]),
      command: { id: COMMANDS.openWorktreeFile, title: l10n.t('Show Changes'), args: [{ target }] },
    },
    children: [],
    isOpen: false,
    facts: () => [],
  };
}

function kindText({ kind, from }: ChangedFile): string {
  switch (kind) {
    case 'added':
      return l10n.t('new');
    case 'deleted':
      return l10n.t('deleted');
    case 'moved':
      return l10n.t('moved from {0}', from ?? '?');
    case 'changed':
      return l10n.t('changed');
  }
}

/** What no count of lines tells. */
function natureTexts({ before, after }: ChangedFile): string[] {
  const now = (after ?? before)?.kind;
  if (now === 'symlink') return [l10n.t('link')];
  if (now === 'submodule') return [l10n.t('submodule')];
  if (before === null || after === null || before.kind === after.kind) return [];
  return [after.kind === 'executable' ? l10n.t('made executable') : l10n.t('no longer executable')];
}

function linesOf({ added, removed, before, after }: ChangedFile): (string | Sign)[] {
  // The same content at another place, or with another mode.
  if (before !== null && before.id === after?.id) return [];
  return [added === null ? l10n.t('no text') : lineCount(added, removed ?? 0)];
}

const FILE_ICONS: Readonly<Record<ChangedFile['kind'], RowIcon>> = {
  added: { id: 'diff-added', color: 'gitDecoration.addedResourceForeground' },
  deleted: { id: 'diff-removed', color: 'gitDecoration.deletedResourceForeground' },
  moved: { id: 'diff-renamed', color: 'gitDecoration.renamedResourceForeground' },
  changed: { id: 'diff-modified', color: 'gitDecoration.modifiedResourceForeground' },
};

function factsOf(picture: WorktreePicture, nowMs: number): Fact[] {
  const { worktree, review } = picture;
  const { head, path: folder, made, locked } = worktree;
  return [
    // All of what a narrow row cuts off.
    { label: l10n.t('State'), value: shownText(describe(picture, nowMs)) },
    ...(head.kind === 'branch' ? [{ label: l10n.t('Branch'), value: head.branch }] : []),
    { label: l10n.t('Folder'), value: folder },
    ...(made === null ? [] : [{ label: l10n.t('Made'), value: momentText(made.createdAtMs, nowMs) }]),
    ...(review === null || review.baseCommit === null
      ? []
      : [{ label: l10n.t('Compared with'), value: review.baseCommit.slice(0, 12) }]),
    ...(review === null || review.submodules.length === 0
      ? []
      : [
          {
            label: l10n.t('Submodules with changes inside'),
            value: review.submodules.join('\n'),
            kind: 'code' as const,
          },
        ]),
    ...(locked === null || locked === '' ? [] : [{ label: l10n.t('Locked because'), value: locked }]),
  ];
}
