import path from 'node:path';
import { l10n, Uri, workspace } from 'vscode';
import type { Repository, SettledWorktree } from '../../core/worktrees/repositories.ts';
import { COMMANDS } from '../commands.ts';
import type { CommandDeps } from '../commands/deps.ts';
import { offer, showInfo, showWarning, wayTo } from '../messages/say.ts';
import { agentTitle } from '../text/words.ts';

/** Puts right what a window or program left that was killed while it made a worktree, and tells the person. */
export class Unfinished {
  readonly #deps: CommandDeps;
  /** Repositories in which a worktree is waited for that is being made, or put right. */
  readonly #settling = new Set<string>();

  constructor(deps: CommandDeps) {
    this.#deps = deps;
  }

  /** Resolves with whether there was anything. */
  async settle(repository: Repository): Promise<boolean> {
    const { commonDir } = repository;
    if (!workspace.isTrusted || this.#settling.has(commonDir)) return false;
    this.#settling.add(commonDir);
    try {
      const { repositories } = await this.#deps.service.ready();
      const settled = await repositories.settle(repository);
      if (settled?.isFinished === true) tellFinished(this.#deps, settled);
      else if (settled !== null) tellTakenBack(this.#deps, repository, settled);
      return settled !== null;
    } finally {
      this.#settling.delete(commonDir);
    }
  }
}

function tellFinished(deps: CommandDeps, { agentId, path: worktree }: SettledWorktree): void {
  const text = l10n.t(
    'The worktree for {0} is there after all: what made it had ended in between. Its set-up script did not run.',
    nameOf(deps, agentId),
  );
  const target = { agentId, itemKey: null, path: null, worktree };
  const setUp = wayTo(l10n.t('Run the Set-up Script…'), COMMANDS.setUpWorktree, { target });
  offer(deps.errors, showInfo, text, [setUp]);
}

function tellTakenBack(
  deps: CommandDeps,
  { root }: Repository,
  { agentId, keptFolder }: SettledWorktree,
): void {
  const name = nameOf(deps, agentId);
  const again = wayTo(l10n.t('Create a Worktree…'), COMMANDS.createWorktree, agentId);
  if (keptFolder === null) {
    const text = l10n.t(
      'A worktree for {0} was not finished: what made it had ended. It was taken back.',
      name,
    );
    offer(deps.errors, showWarning, text, [again]);
    return;
  }
  const text = l10n.t(
    'A worktree for {0} was not finished: what made it had ended. It was taken back; the files that stood there are in {1}.',
    name,
    path.relative(root, keptFolder),
  );
  const show = wayTo(l10n.t('Show the Folder'), 'revealFileInOS', Uri.file(keptFolder));
  offer(deps.errors, showWarning, text, [again, show]);
}

function nameOf({ service }: CommandDeps, agentId: string): string {
  const agent = service.snapshot(agentId);
  return agent === undefined ? agentId : agentTitle(agent.spec);
}
