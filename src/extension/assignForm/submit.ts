import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { l10n, workspace } from 'vscode';
import type { AgentSnapshot, AssignResult, Fleet } from '../../core/fleetApi.ts';
import { FleetError } from '../../core/errors.ts';
import { personsConsent } from '../../core/worktrees/repositories.ts';
import type { AssignDraft } from '../../shared/assignForm.ts';
import { startAt } from '../commands/startAt.ts';
import { workFolder } from '../commands/ask/startFolder.ts';
import { untilFree } from '../commands/assign/untilFree.ts';
import { panelError } from '../messages/errorWords.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { isRunning } from '../views/agents/agentRows.ts';
import { agentTitle } from '../text/words.ts';
import { settingUpText, setUpWorktree, tellSetUpFailed } from '../worktrees/setUp.ts';
import { requestOf } from './draft.ts';
import { showWarning } from '../messages/say.ts';
import type { Watcher } from '../messages/say.ts';

/** A worktree that was made for an assignment which then could not be given. */
export interface MadePlace {
  readonly agentId: string;
  readonly cwd: string;
  /** Its top folder. */
  readonly tree: string;
  /** Whether its set-up script was run, however that ended. */
  readonly isSetUp: boolean;
}

/** What an Agentin has now. */
export interface Submitted extends AssignResult {
  /** The set-up script of the worktree that was made for it failed. */
  readonly isSetUpFailed: boolean;
}

export interface Submission {
  readonly service: FleetService;
  readonly agent: AgentSnapshot;
  readonly draft: AssignDraft;
  /** The same again returns the first delivery instead of sending twice. */
  readonly key: string;
  /** Where she is started, when she does not run and fleet.json gives her no folder; null for where this window is. */
  readonly folder: string | null;
  /** Made at an earlier try; it is used instead of another one. */
  readonly made: MadePlace | null;
  readonly tell: (progress: string) => void;
  readonly onMade: (place: MadePlace) => void;
  readonly errors: Watcher;
}

/** Gives the assignment to one Agentin, as the Quick Pick flow and MCP do. */
export async function submitDraft(submission: Submission): Promise<Submitted> {
  const { service, agent, draft, key, tell } = submission;
  const fleet = await service.ready();
  const agentId = agent.spec.id;
  const name = agentTitle(agent.spec);
  const isSetUpFailed = draft.worktree && (await moveToWorktree(fleet, submission));
  if (!draft.worktree && !isRunning(agent)) await startHere(fleet, submission);
  tell(l10n.t('Assigning {0}…', name));
  await untilFree(service, agentId);
  const result = await fleet.assign(agentId, requestOf(draft), key, service.holder);
  return { ...result, isSetUpFailed };
}

async function startHere(fleet: Fleet, { service, agent, folder, tell }: Submission): Promise<void> {
  const cwd = agent.spec.cwd === null ? folder : null;
  tell(l10n.t('Starting {0}…', agentTitle(agent.spec)));
  await startAt(fleet, agent, cwd, service.holder);
}

/** Resolves with whether the set-up script failed. */
async function moveToWorktree(fleet: Fleet, submission: Submission): Promise<boolean> {
  const { service, agent, made, tell, onMade } = submission;
  const agentId = agent.spec.id;
  const name = agentTitle(agent.spec);
  const place = made?.agentId === agentId ? made : await makeWorktree(fleet, submission);
  // An earlier try may have ended in between.
  const isFailed = !place.isSetUp && (await setUp(fleet, submission, place.tree));
  onMade({ ...place, isSetUp: true });
  if (isRunning(agent)) {
    tell(l10n.t('Stopping {0}…', name));
    await fleet.stop(agentId, { force: false }, service.holder);
  }
  tell(l10n.t('Starting {0}…', name));
  await startAt(fleet, agent, place.cwd, service.holder);
  return isFailed;
}

/** Makes the worktree. She is to work in the folder in it that stands for hers. */
async function makeWorktree(fleet: Fleet, submission: Submission): Promise<MadePlace> {
  const { agent, tell, onMade } = submission;
  const folder = await repositoryFolder(agent);
  if (folder === null) {
    throw panelError('not_a_repository', l10n.t('There is no folder to make a worktree of. Open one.'));
  }
  tell(l10n.t('Making a worktree for {0}…', agentTitle(agent.spec)));
  const repository = await fleet.repositories.find(folder);
  const wish = { agentId: agent.spec.id, path: null, baseRef: null, branch: null };
  const { path: tree } = await fleet.repositories.createWorktree(repository, wish);
  const below = path.relative(repository.here, await realpath(folder).catch(() => folder));
  const isInside = below !== '' && !below.startsWith('..') && !path.isAbsolute(below);
  const cwd = isInside ? path.join(tree, below) : tree;
  const place = { agentId: agent.spec.id, cwd, tree, isSetUp: false };
  onMade(place);
  return place;
}

/**
 * The set-up script runs when it is the one that the person allowed in the form, or did before. Resolves with whether it
 * failed. @throws FleetError `cancelled`: the person stopped it
 */
async function setUp(fleet: Fleet, submission: Submission, tree: string): Promise<boolean> {
  const { draft, service, agent, tell, errors } = submission;
  const consent = draft.allowSetup === '' ? null : personsConsent(service.holder, draft.allowSetup);
  const repository = await fleet.repositories.find(tree);
  const place = { fleet, repository, tree, name: agentTitle(agent.spec) };
  tell(settingUpText(place));
  const result = await setUpWorktree(place, consent).catch((error: unknown) => {
    throw FleetError.is(error, 'cancelled') ? stopped(place.name) : error;
  });
  if (result.state === 'failed') tellSetUpFailed(place, result.program.output, errors);
  if (result.state === 'needs_consent' && consent !== null)
    void showWarning(
      l10n.t('The set-up script did not run: the one in the worktree is not the one that you allowed.'),
    );
  return result.state === 'failed';
}

function stopped(name: string): FleetError {
  const sentence = l10n.t('You stopped the set-up of the worktree of {0}. She has no task.', name);
  return panelError('cancelled', sentence);
}

/** Her folder, unless it is gone, as a removed worktree is: then what the window shows. */
export async function repositoryFolder(agent: AgentSnapshot): Promise<string | null> {
  const folder = workFolder(agent);
  const isThere = folder !== null && (await realpath(folder).catch(() => null)) !== null;
  return isThere ? folder : (workspace.workspaceFolders?.[0]?.uri.fsPath ?? folder);
}
