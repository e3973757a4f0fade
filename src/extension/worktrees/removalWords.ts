import { l10n, workspace } from 'vscode';
import { isWithin } from '../../core/assignment/scope.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import type { Obstacle, RemovalResult } from '../../core/worktrees/worktreeWork.ts';
import { runningIn } from './ownPrograms.ts';
import type { WorktreePicture } from './pictures.ts';

/** What the person agrees to: what is kept where, and what goes. */
export function consequences({ worktree }: WorktreePicture, found: RemovalResult): string {
  const { obstacles, discardedFolders, branch } = found;
  const folders = discardedFolders.slice(0, 5).join(', ');
  const isShownHere = (workspace.workspaceFolders ?? []).some(({ uri }) =>
    isWithin(uri.fsPath, worktree.path),
  );
  return [
    ...obstacles.map(keptText),
    ...(branch === null ? [] : [branchText(branch, obstacles.length > 0)]),
    ...(folders === '' ? [] : [l10n.t('Ignored folders go with it: {0}', folders)]),
    ...(isShownHere ? [l10n.t('It is the folder that this window shows.')] : []),
  ].join('\n');
}

function branchText(branch: string, stays: boolean): string {
  return stays
    ? l10n.t('The branch {0} stays.', branch)
    : l10n.t('The main branch has all commits of {0}; this branch goes, too.', branch);
}

function keptText({ kind, count }: Obstacle): string {
  switch (kind) {
    case 'uncommitted':
      return count === 1
        ? l10n.t('1 changed file is in no commit: it is kept on a new branch.')
        : l10n.t('{0} changed files are in no commit: they are kept on a new branch.', count);
    case 'unmerged':
      return count === 1
        ? l10n.t('1 commit is not in the main branch: it stays on its branch.')
        : l10n.t('{0} commits are not in the main branch: they stay on their branch.', count);
    case 'gone':
      return l10n.t(
        'Its folder is not there any more. If you moved it, run git worktree repair in its new place instead.',
      );
    case 'detached':
      return count === 1
        ? l10n.t('1 commit is on no branch: it is kept on a new one.')
        : l10n.t('{0} commits are on no branch: they are kept on a new one.', count);
    default:
      return count === 1
        ? l10n.t('1 ignored file is only here: it is copied into our state folder.')
        : l10n.t('{0} ignored files are only here: they are copied into our state folder.', count);
  }
}

/** Why it is not removed, in a sentence. */
export function obstacleText(
  { kind, examples }: Obstacle,
  agents: readonly AgentSnapshot[],
  { worktree }: WorktreePicture,
): string {
  const names = examples.slice(0, 3).join(', ');
  switch (kind) {
    case 'main':
      return l10n.t('It is the main working tree.');
    case 'locked':
      return (worktree.locked ?? '') === ''
        ? l10n.t('It is locked.')
        : l10n.t('It is locked: {0}.', worktree.locked ?? '');
    case 'in_use':
      return agents.length > 0
        ? l10n.t('{0} runs there.', agents.map(({ spec }) => spec.name).join(', '))
        : programsText(names, worktree.path);
    case 'operation_in_progress':
      return halfDoneText(examples[0]);
    case 'nested':
      return l10n.t('Another worktree or repository lies in it: {0}.', names);
    case 'submodule':
      return l10n.t('A submodule holds work of its own: {0}. Push it or bring it to an end first.', names);
    default:
      return changedText();
  }
}

function programsText(names: string, tree: string): string {
  const own = runningIn(tree);
  if (own.length === 0)
    return l10n.t('Programs work there: {0}. End them or close their terminals first.', names);
  return own.every(({ kind }) => kind === 'setup')
    ? l10n.t('Its set-up script still runs there: {0}.', names)
    : l10n.t('Its checks still run there: {0}.', names);
}

/** Git's own names of what is half done are its commands. */
export function halfDoneText(kind = 'merge'): string {
  return kind === 'bisect'
    ? l10n.t('A git bisect is half done there. Take it back first: git bisect reset.')
    : l10n.t(
        'A git {0} is half done there. Finish it (git {0} --continue) or take it back (git {0} --abort) first.',
        kind,
      );
}

/** It is not what the person was asked about any more. */
export function changedText(): string {
  return l10n.t('Something changed there just now.');
}

/** That it is gone, and where everything is that was in it. */
export function keptSentences(
  { title }: WorktreePicture,
  { keptBranch, keptFiles, keptFolder, branch, obstacles }: RemovalResult,
): string {
  const isDetached = obstacles.some(({ kind }) => kind === 'detached');
  const commitsOn = branch ?? (isDetached ? keptBranch : null);
  const isAllCommitted = isDetached && !obstacles.some(({ kind }) => kind === 'uncommitted');
  return [
    l10n.t('The worktree {0} is removed.', title),
    ...(commitsOn === null ? [] : [l10n.t('Its commits are on the branch {0}.', commitsOn)]),
    ...(keptBranch === null || isAllCommitted
      ? []
      : [l10n.t('What was in no commit is on the branch {0}.', keptBranch)]),
    ...(keptFolder === null
      ? []
      : [keptFiles === 0 ? l10n.t('What was left of its folder was put aside.') : keptFilesText(keptFiles)]),
  ].join(' ');
}

function keptFilesText(count: number): string {
  return count === 1
    ? l10n.t('1 ignored file is kept in the state folder.')
    : l10n.t('{0} ignored files are kept in the state folder.', count);
}
