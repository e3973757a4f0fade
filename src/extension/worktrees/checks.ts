import { l10n, window } from 'vscode';
import type { CommandDeps } from '../commands/deps.ts';
import { waitPatiently } from '../progress.ts';
import type { WorktreeModel } from './model.ts';
import type { WorktreePicture } from './pictures.ts';

/** Runs what git can tell and what fleet.json declares for the repository, in the worktree. */
export async function runChecks(
  { service, log }: Pick<CommandDeps, 'service' | 'log'>,
  model: Pick<WorktreeModel, 'setCheck'>,
  { repository, worktree, name }: WorktreePicture,
): Promise<void> {
  const { repositories } = await service.ready();
  model.setCheck(worktree.path, { kind: 'running' });
  try {
    const work = repositories.check({ ...repository, here: worktree.path }, { runDeclared: true }, {});
    const { checks, declared } = await waitPatiently(l10n.t('Checking {0}…', name), work, log);
    const failed = checks.filter(({ program }) => !program.ok);
    model.setCheck(
      worktree.path,
      failed.length === 0 ? { kind: 'ok' } : { kind: 'failed', names: failed.map((check) => check.name) },
    );
    const [first] = failed;
    if (first !== undefined)
      void window.showWarningMessage(
        l10n.t('{0} failed for {1}: {2}', first.name, name, first.program.output.slice(-400)),
      );
    else if (declared === 0)
      void window.showInformationMessage(
        l10n.t('Nothing is wrong for git. fleet.json declares no checks for this repository.'),
      );
  } catch (error) {
    model.setCheck(worktree.path, { kind: 'failed', names: [] });
    throw error;
  }
}
