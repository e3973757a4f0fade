import { l10n, window } from 'vscode';
import { agentsBelow } from '../../core/worktreeUsers.ts';
import { isForceable } from '../../core/worktreeWork.ts';
import type { Obstacle, RemovalResult } from '../../core/worktreeWork.ts';
import { COMMANDS } from '../commands.ts';
import type { CommandDeps } from '../commands/deps.ts';
import { runCommand } from './runCommand.ts';
import type { WorktreePicture } from './pictures.ts';

/** Asks, removes, and says what was kept. Resolves with whether it is gone. */
export async function removeWorktree(
  { service }: Pick<CommandDeps, 'service'>,
  picture: WorktreePicture,
): Promise<boolean> {
  const { repositories } = await service.ready();
  const remove = async (force: boolean, dryRun: boolean): Promise<RemovalResult> => {
    const fleet = await service.ready();
    return repositories.remove(picture.repository, picture.worktree.path, {
      force,
      dryRun,
      deleteMergedBranch: true,
      agentsBelow: (tree) => agentsBelow(fleet, service.holder, tree),
    });
  };
  const found = await remove(false, true);
  const hard = found.obstacles.filter((one) => !isForceable(one));
  if (hard.length > 0) {
    await sayWhyNot(picture, hard);
    return false;
  }
  const force = found.obstacles.length > 0;
  if (!(await confirm(picture, found))) return false;
  const done = await remove(force, false);
  if (done.state !== 'removed') {
    await sayWhyNot(picture, done.obstacles);
    return false;
  }
  sayWhatIsKept(picture, done);
  return true;
}

async function sayWhyNot(picture: WorktreePicture, obstacles: readonly Obstacle[]): Promise<void> {
  const { name, agentId } = picture;
  const reasons = obstacles.map(obstacleText).join(' ');
  const canStop =
    agentId !== null &&
    obstacles.some(({ kind, examples }) => kind === 'in_use' && examples.includes(agentId));
  const stop = l10n.t('Stop Her…');
  const text = l10n.t('The worktree {0} is not removed. {1}', name, reasons);
  const chosen = await window.showWarningMessage(text, ...(canStop ? [stop] : []));
  if (chosen === stop && agentId !== null) await runCommand(COMMANDS.stop, agentId);
}

async function confirm({ name }: WorktreePicture, found: RemovalResult): Promise<boolean> {
  const { obstacles, discardedFolders, branch } = found;
  const isForced = obstacles.length > 0;
  const folders = discardedFolders.slice(0, 5).join(', ');
  const detail = [
    ...obstacles.map(keptText),
    ...(branch === null
      ? []
      : [
          isForced
            ? l10n.t('The branch {0} stays.', branch)
            : l10n.t('The main branch has all commits of {0}; this branch goes, too.', branch),
        ]),
    ...(folders === '' ? [] : [l10n.t('Ignored folders go with it: {0}', folders)]),
  ].join('\n');
  const button = isForced ? l10n.t('Keep All That and Remove') : l10n.t('Remove');
  const question = l10n.t('Remove the worktree {0}?', name);
  return (await window.showWarningMessage(question, { modal: true, detail }, button)) === button;
}

function keptText({ kind, count }: Obstacle): string {
  switch (kind) {
    case 'uncommitted':
      return l10n.t('{0} changed files are in no commit: they are kept on a new branch.', count);
    case 'unmerged':
      return l10n.t('{0} commits are not in the main branch: they stay on theirs.', count);
    case 'detached':
      return l10n.t('{0} commits are on no branch: they are kept on a new one.', count);
    default:
      return l10n.t('{0} ignored files are only here: they are copied into our state folder.', count);
  }
}

function obstacleText({ kind, examples }: Obstacle): string {
  const names = examples.slice(0, 3).join(', ');
  switch (kind) {
    case 'main':
      return l10n.t('It is the main working tree.');
    case 'locked':
      return l10n.t('It is locked: unlock it first (git worktree unlock).');
    case 'in_use':
      return l10n.t('Somebody works there: {0}.', names);
    case 'operation_in_progress':
      return l10n.t('A merge or rebase is half done there.');
    case 'nested':
      return l10n.t('Another worktree or repository lies in it: {0}.', names);
    case 'submodule':
      return l10n.t('A submodule holds work of its own: {0}.', names);
    default:
      return l10n.t('Something changed there just now.');
  }
}

function sayWhatIsKept({ name }: WorktreePicture, { keptBranch, keptFiles }: RemovalResult): void {
  const parts = [
    l10n.t('The worktree {0} is removed.', name),
    ...(keptBranch === null ? [] : [l10n.t('What was in no commit is on the branch {0}.', keptBranch)]),
    ...(keptFiles === 0 ? [] : [l10n.t('{0} ignored files are kept in the state folder.', keptFiles)]),
  ];
  void window.showInformationMessage(parts.join(' '));
}
