import { l10n, window } from 'vscode';
import { isDirty } from '../../core/worktrees/repositories.ts';
import type { Repositories } from '../../core/worktrees/repositories.ts';
import { agentsAtWorkBelow } from '../../core/worktrees/worktreeUsers.ts';
import { COMMANDS } from '../commands.ts';
import type { CommandDeps } from '../commands/deps.ts';
import { waitPatiently } from '../messages/progress.ts';
import { argumentOf } from './pictures.ts';
import type { WorktreePicture } from './pictures.ts';
import { withWaysOut } from './refusals.ts';
import { offer, showInfo, wayTo } from '../messages/say.ts';

/** Commits everything, with a message that the person gives. Resolves with whether nothing is left to commit. */
export async function commitWorktree(deps: CommandDeps, picture: WorktreePicture): Promise<boolean> {
  const count = await uncommitted(deps, picture);
  if (count === 0) {
    void showInfo(l10n.t('Everything there is committed.'));
    return true;
  }
  const message = await window.showInputBox({
    title:
      count === 1
        ? l10n.t('Commit 1 changed file of {0}', picture.title)
        : l10n.t('Commit {0} changed files of {1}', count, picture.title),
    prompt: isAtWork(deps, picture)
      ? l10n.t('Message of the commit. She is at work there: it takes what she has written so far.')
      : l10n.t('Message of the commit'),
    value: l10n.t('Work of {0}', picture.title),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? l10n.t('Say what was done.') : undefined),
  });
  if (message === undefined || message.trim() === '') return false;
  const { repositories } = await deps.service.ready();
  const work = repositories.commitAll(picture.repository, picture.worktree.path, message.trim());
  await waitPatiently(l10n.t('Committing…'), work, deps.log);
  return true;
}

function isAtWork({ service }: CommandDeps, { agentId }: WorktreePicture): boolean {
  return agentId !== null && (service.snapshot(agentId)?.model.turn ?? null) !== null;
}

async function uncommitted(deps: CommandDeps, { repository, worktree }: WorktreePicture): Promise<number> {
  const { repositories } = await deps.service.ready();
  const { changes } = await repositories.status(repository, worktree.path);
  return isDirty(changes) ? changes.staged + changes.unstaged + changes.untracked + changes.conflicted : 0;
}

/** `seen` looks at the worktree: its row is to say what was done before anything else does. */
export async function mergeWorktree(
  deps: CommandDeps,
  picture: WorktreePicture,
  seen: () => Promise<void>,
): Promise<void> {
  await withWaysOut(deps, picture, 'merge', async () => mergeOrRefuse(deps, picture, seen));
}

/** What is not committed is committed first; an Agentin cannot do that from her sandbox. */
async function mergeOrRefuse(
  deps: CommandDeps,
  picture: WorktreePicture,
  seen: () => Promise<void>,
): Promise<void> {
  const { repositories } = await deps.service.ready();
  const merge = async (dryRun: boolean): ReturnType<Repositories['merge']> =>
    repositories.merge(picture.repository, picture.worktree.path, { dryRun });
  if ((await uncommitted(deps, picture)) > 0) {
    // Before anything is asked and committed: it may be refused.
    await merge(true);
    if (!(await commitWorktree(deps, picture))) return;
  }
  const { state, branch, into, commits } = await merge(true);
  if (state === 'up_to_date') {
    void showInfo(l10n.t('{0} has all of it already.', into));
    return;
  }
  const button = l10n.t('Merge');
  const question = l10n.t('Merge the work of {0} into {1}?', picture.title, into);
  const inside = picture.review?.submodules ?? [];
  const detail = [
    commits === 1
      ? l10n.t('1 commit of {0}. Nothing is in conflict.', branch)
      : l10n.t('{0} commits of {1}. Nothing is in conflict.', commits, branch),
    ...(inside.length === 0
      ? []
      : [l10n.t('Changes inside of submodules are not part of it: {0}', inside.slice(0, 5).join(', '))]),
  ].join('\n');
  if ((await showInfo(question, { modal: true, detail }, button)) !== button) return;
  const mergeAndLook = async (): Promise<void> => {
    await merge(false);
    await seen();
  };
  await waitPatiently(l10n.t('Merging…'), mergeAndLook(), deps.log);
  const done = l10n.t('The work of {0} is in {1}.', picture.title, into);
  const remove = wayTo(l10n.t('Remove the Worktree…'), COMMANDS.removeWorktree, argumentOf(picture));
  offer(deps.errors, showInfo, done, [remove]);
}

export async function rebaseWorktree(deps: CommandDeps, picture: WorktreePicture): Promise<void> {
  await withWaysOut(deps, picture, 'rebase', async () => rebaseOrRefuse(deps, picture));
}

async function rebaseOrRefuse(deps: CommandDeps, picture: WorktreePicture): Promise<void> {
  const fleet = await deps.service.ready();
  const wish = {
    dryRun: false,
    agentsBelow: (tree: string) => agentsAtWorkBelow(fleet, deps.service.holder, tree),
  };
  const work = fleet.repositories.rebase(picture.repository, picture.worktree.path, wish);
  const { state, onto, commits } = await waitPatiently(l10n.t('Rebasing…'), work, deps.log);
  const text =
    state === 'up_to_date'
      ? l10n.t('It is on top of {0} already.', onto)
      : commits === 0
        ? l10n.t('It stands where {0} stands now.', onto)
        : commits === 1
          ? l10n.t('1 commit is on top of {0} now.', onto)
          : l10n.t('{0} commits are on top of {1} now.', commits, onto);
  void showInfo(text);
}
