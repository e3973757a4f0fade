import { l10n, window } from 'vscode';
import { FleetError } from '../../core/errors.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { COMMANDS } from '../commands.ts';
import type { CommandDeps } from '../commands/deps.ts';
import { attempt } from '../commands/lifecycle.ts';
import { agentTitle } from '../text/words.ts';
import { argumentOf } from './pictures.ts';
import type { WorktreePicture } from './pictures.ts';
import { halfDoneText } from './removalWords.ts';
import { mendMessage } from './reviewText.ts';
import { runCommand } from '../runCommand.ts';
import { offer, showWarning, wayTo } from '../messages/say.ts';
import type { Way } from '../messages/say.ts';

/** Files of a conflict that a notification names. */
const MOST_NAMED = 3;

interface Refusal {
  readonly text: string;
  readonly ways: readonly Way[];
}

/** What was refused, and of which worktree. */
interface Refused {
  readonly deps: CommandDeps;
  readonly picture: WorktreePicture;
  readonly deed: 'merge' | 'rebase';
}

/**
 * Merges or rebases; where git refuses what a person can put right, says so with what to do about it. Rejects with all other
 * errors.
 */
export async function withWaysOut(
  deps: CommandDeps,
  picture: WorktreePicture,
  deed: Refused['deed'],
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const refusal = refusalOf({ deps, picture, deed }, FleetError.from(error, 'unknown'));
    if (refusal === null) throw error;
    offer(deps.errors, showWarning, refusal.text, refusal.ways);
  }
}

function refusalOf(refused: Refused, { code, details }: FleetError): Refusal | null {
  switch (code) {
    case 'worktree_dirty':
      return notCommitted(refused);
    case 'worktree_in_use':
      return atWork(refused, namesIn(details['agents']));
    case 'main_dirty':
      return mainNotCommitted();
    case 'operation_in_progress':
      return halfDone(refused, details);
    case 'merge_conflicts':
      return inConflict(refused, namesIn(details['conflicts']));
    default:
      return null;
  }
}

function notCommitted({ picture }: Refused): Refusal {
  const text = l10n.t('{0} has changes that are not committed: they cannot be rebased.', picture.title);
  const commit = async (): Promise<void> => {
    await runCommand(COMMANDS.commitWorktree, argumentOf(picture));
    await runCommand(COMMANDS.rebaseWorktree, argumentOf(picture));
  };
  return { text, ways: [{ label: l10n.t('Commit and Rebase…'), go: commit }] };
}

function atWork({ deps, picture }: Refused, ids: readonly string[]): Refusal {
  const agents = deps.service.snapshots().filter(({ spec }) => ids.includes(spec.id));
  const names = agents.map(({ spec }) => spec.name).join(', ');
  const text = l10n.t('{0} is at work there: a rebase would change the files under her hands.', names);
  const [agent, ...others] = agents;
  if (agent === undefined || others.length > 0) return { text, ways: [] };
  const interrupt = async (): Promise<void> => {
    await runCommand(COMMANDS.interrupt, agent.spec.id);
    await runCommand(COMMANDS.rebaseWorktree, argumentOf(picture));
  };
  return { text, ways: [{ label: l10n.t('Interrupt Her and Rebase'), go: interrupt }] };
}

function mainNotCommitted(): Refusal {
  const text = l10n.t(
    'The main folder has changes that are not committed. Commit or stash them there, then merge again.',
  );
  return { text, ways: [wayTo(l10n.t('Show Source Control'), 'workbench.view.scm')] };
}

function halfDone({ picture }: Refused, details: FleetError['details']): Refusal {
  const { operation, place } = details;
  if (place === 'main') {
    const text = l10n.t(
      'A merge, rebase or the like is half done in the main folder. Finish it or take it back there, then merge again.',
    );
    return { text, ways: [wayTo(l10n.t('Show Source Control'), 'workbench.view.scm')] };
  }
  const text = halfDoneText(typeof operation === 'string' ? operation : undefined);
  return {
    text: l10n.t('{0}: {1}', picture.title, text),
    ways: [wayTo(l10n.t('Open in New Window'), COMMANDS.openWorktreeWindow, argumentOf(picture))],
  };
}

function inConflict({ deps, picture, deed }: Refused, files: readonly string[]): Refusal {
  const shown = files.slice(0, MOST_NAMED).join(', ');
  const left = files.length - MOST_NAMED;
  const places = left > 0 ? l10n.t('{0} and {1} more', shown, left) : shown;
  const what =
    deed === 'merge'
      ? l10n.t(
          'Nothing was merged: {0} and the main branch changed the same places of {1}.',
          picture.title,
          places,
        )
      : l10n.t(
          'Nothing was rebased: {0} and the main branch changed the same places of {1}.',
          picture.title,
          places,
        );
  const agent = picture.agentId === null ? undefined : deps.service.snapshot(picture.agentId);
  const open = wayTo(l10n.t('Open in New Window'), COMMANDS.openWorktreeWindow, argumentOf(picture));
  if (agent === undefined) return { text: what, ways: [open] };
  const ask = { label: l10n.t('Ask Her to Mend It'), go: async () => askToMend(deps, agent, picture, files) };
  return { text: what, ways: [ask, open] };
}

async function askToMend(
  deps: CommandDeps,
  agent: AgentSnapshot,
  { worktree, repository, review }: WorktreePicture,
  files: readonly string[],
): Promise<void> {
  const fleet = await deps.service.ready();
  const { worktrees } = await fleet.repositories.listed(repository);
  const head = worktrees.find(({ isMain }) => isMain)?.head;
  const main = head?.kind === 'branch' ? head.branch : (review?.mainCommit ?? 'main');
  const wish = {
    text: mendMessage(worktree.path, main, files),
    enter: true,
    idempotencyKey: crypto.randomUUID(),
  };
  const title = l10n.t('Sending to {0}…', agentTitle(agent.spec));
  const isSent = await attempt(deps, agent, title, async () =>
    fleet.send(agent.spec.id, wish, deps.service.holder),
  );
  if (isSent) window.setStatusBarMessage(l10n.t('{0} is asked to mend it.', agent.spec.name), 5000);
}

function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
