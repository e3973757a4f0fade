import { l10n } from 'vscode';
import { FleetError } from '../../core/errors.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { personsConsent } from '../../core/worktrees/repositories.ts';
import type { SetupResult } from '../../core/worktrees/repositories.ts';
import { COMMANDS } from '../commands.ts';
import { startAt } from '../commands/startAt.ts';
import type { CommandDeps } from '../commands/deps.ts';
import { attempt } from '../commands/lifecycle.ts';
import { pickAgent } from '../commands/ask/pickAgent.ts';
import { workFolder } from '../commands/ask/startFolder.ts';
import { waitPatiently } from '../messages/progress.ts';
import { isRunning } from '../views/agents/agentRows.ts';
import { folderOf } from '../views/agents/agentTexts.ts';
import { agentTitle } from '../text/words.ts';
import { setUpWorktree, tellSetUpFailed } from './setUp.ts';
import type { SetUpPlace } from './setUp.ts';
import { MadeRoom } from './ownPrograms.ts';
import type { WorktreePicture } from './pictures.ts';
import { runCommand } from '../runCommand.ts';
import { choose, offer, showInfo, showWarning, wayTo } from '../messages/say.ts';

/** Makes a worktree for an Agentin and offers to start her there, with an assignment or without. */
export async function createWorktree(deps: CommandDeps, argument: unknown, seen: () => void): Promise<void> {
  const agent = await pickAgent(deps, argument, {
    title: l10n.t('A worktree for which Agentin?'),
    fits: () => true,
    none: l10n.t('fleet.json names no Agentin.'),
  });
  if (agent === undefined) return;
  const { repositories } = await deps.service.ready();
  const repository = await repositories.find(workFolder(agent) ?? '~');
  const title = l10n.t('Making a worktree for {0}…', agentTitle(agent.spec));
  const wish = { agentId: agent.spec.id, path: null, baseRef: null, branch: null };
  const made = await waitPatiently(title, repositories.createWorktree(repository, wish), deps.log);
  seen();
  const place = { fleet: { repositories }, repository, tree: made.path, name: agentTitle(agent.spec) };
  // Who stops it has the worktree all the same, unless it was in the way of its removal.
  const goes = await setUp(deps, place).then(() => false, isMadeRoom);
  // The script may have left something there.
  seen();
  if (!goes) await offerStart(deps, agent, made.path);
}

/** Runs the set-up script in a worktree that is there: one that was cut off, or failed for what it lacked. */
export async function setUpAgain(deps: CommandDeps, picture: WorktreePicture): Promise<void> {
  const { repositories } = await deps.service.ready();
  const { repository, worktree, title } = picture;
  const state = await setUp(deps, { fleet: { repositories }, repository, tree: worktree.path, name: title });
  if (state === 'done') void showInfo(l10n.t('The worktree of {0} is set up.', title));
  else if (state === 'none') void showInfo(l10n.t('This project has no set-up script.'));
  else if (state === 'unusable')
    void showWarning(
      l10n.t(
        'The set-up script .codex-master/setup cannot run: it has to be an executable file, and no link.',
      ),
    );
}

/**
 * The set-up script runs when the person allowed just this script before, or does so now. Resolves with what came of it;
 * null when the person did not allow it.
 */
async function setUp(deps: CommandDeps, place: SetUpPlace): Promise<SetupResult['state'] | null> {
  let result = await setUpWorktree(place, null);
  if (result.state === 'needs_consent') {
    const allow = l10n.t('Allow and Run');
    const question = l10n.t('Run the set-up script of this project?');
    const detail = l10n.t(
      'It runs with all that you may do, now and in every later worktree, until it changes. Read it first (.codex-master/setup). SHA-256: {0}',
      result.sha256,
    );
    if ((await showWarning(question, { modal: true, detail }, allow)) !== allow) return null;
    result = await setUpWorktree(place, personsConsent(deps.service.holder, result.sha256));
  }
  if (result.state === 'failed') tellSetUpFailed(place, result.program.output, deps.errors);
  return result.state;
}

/** @throws what was no cancelling */
function isMadeRoom(error: unknown): boolean {
  if (FleetError.is(error, 'cancelled')) return error instanceof MadeRoom;
  throw error;
}

async function offerStart(deps: CommandDeps, agent: AgentSnapshot, tree: string): Promise<void> {
  const name = agentTitle(agent.spec);
  const now = deps.service.snapshot(agent.spec.id) ?? agent;
  if (isRunning(now)) {
    void showInfo(
      l10n.t(
        'The worktree is ready. {0} works elsewhere: stop her, then start her there from the tree.',
        name,
      ),
    );
    return;
  }
  const start = async (): Promise<boolean> => startThere(deps, agent, tree);
  const assign = async (): Promise<void> => {
    if (await start()) await runCommand(COMMANDS.newAssignment, agent.spec.id);
  };
  await choose<unknown>(showInfo, l10n.t('The worktree for {0} is ready.', name), [
    { label: l10n.t('Start Her There'), go: start },
    { label: l10n.t('Start and Assign…'), go: assign },
  ]);
}

/** Resolves with whether she runs there now. */
export async function startThere(deps: CommandDeps, agent: AgentSnapshot, tree: string): Promise<boolean> {
  const name = agentTitle(agent.spec);
  const now = deps.service.snapshot(agent.spec.id) ?? agent;
  if (isRunning(now)) {
    const stop = wayTo(l10n.t('Stop Agentin'), COMMANDS.stop, agent.spec.id);
    if (folderOf(now) === tree) offer(deps.errors, showInfo, l10n.t('{0} runs here already.', name));
    else
      offer(
        deps.errors,
        showInfo,
        l10n.t('{0} works in another folder. Stop her, then start her here.', name),
        [stop],
      );
    return false;
  }
  const title = l10n.t('Starting {0}…', name);
  return attempt(deps, agent, title, async (fleet) => startAt(fleet, agent, tree, deps.service.holder));
}
