import { l10n } from 'vscode';
import type { Fleet } from '../../core/fleetApi.ts';
import type { Consent, Repository, SetupResult } from '../../core/worktrees/repositories.ts';
import { waitOrStop } from '../messages/progress.ts';
import { offer, showWarning } from '../messages/say.ts';
import type { Watcher } from '../messages/say.ts';
import { runInTree } from './ownPrograms.ts';

/** A worktree that is to be made ready for work. */
export interface SetUpPlace {
  readonly fleet: Pick<Fleet, 'repositories'>;
  readonly repository: Repository;
  readonly tree: string;
  /** Whose worktree it is, as she is called. */
  readonly name: string;
}

/** Of what a script printed: what fits into a notification. */
const MOST_CHARS = 300;

/** Runs the set-up script, seen while it lasts. Rejects with `cancelled` when the person stopped it. */
export async function setUpWorktree(place: SetUpPlace, consent: Consent | null): Promise<SetupResult> {
  const { fleet, repository, tree } = place;
  return waitOrStop(settingUpText(place), async (signal) =>
    runInTree({ tree, kind: 'setup', signal }, async (either) =>
      fleet.repositories.setUp(repository, tree, consent, { signal: either }),
    ),
  );
}

export function settingUpText({ name }: Pick<SetUpPlace, 'name'>): string {
  return l10n.t('Setting up the worktree of {0}…', name);
}

/** Says that it failed, and runs it again when the person wants that: what it lacked may be there then. */
export function tellSetUpFailed(place: SetUpPlace, output: string, errors: Watcher): void {
  const text = l10n.t(
    'The set-up script failed in the worktree of {0}: {1}',
    place.name,
    output.slice(-MOST_CHARS),
  );
  const runAgain = async (): Promise<void> => {
    // What was allowed before is allowed.
    const result = await setUpWorktree(place, null);
    if (result.state === 'failed') tellSetUpFailed(place, result.program.output, errors);
  };
  offer(errors, showWarning, text, [{ label: l10n.t('Run It Again'), go: runAgain }]);
}
