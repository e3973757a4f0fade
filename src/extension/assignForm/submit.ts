import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { l10n, workspace } from 'vscode';
import type { AgentSnapshot, AssignResult, Fleet } from '../../core/fleetApi.ts';
import { personsConsent } from '../../core/worktrees/repositories.ts';
import type { Repository } from '../../core/worktrees/repositories.ts';
import type { AssignDraft } from '../../shared/assignForm.ts';
import { startAt } from '../commands/startAt.ts';
import { workFolder } from '../commands/startFolder.ts';
import { untilFree } from '../commands/untilFree.ts';
import { panelError } from '../errorWords.ts';
import type { FleetService } from '../fleetService.ts';
import { isRunning } from '../views/agentRows.ts';
import { agentTitle } from '../words.ts';
import { requestOf } from './draft.ts';
import { showWarning } from '../say.ts';

/** A worktree that was made for an assignment which then could not be given. */
export interface MadePlace {
  readonly agentId: string;
  readonly cwd: string;
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
}

/** Gives the assignment to one Agentin, as the Quick Pick flow and MCP do. */
export async function submitDraft(submission: Submission): Promise<AssignResult> {
  const { service, agent, draft, key, tell } = submission;
  const fleet = await service.ready();
  const agentId = agent.spec.id;
  const name = agentTitle(agent.spec);
  if (draft.worktree) await moveToWorktree(fleet, submission);
  else if (!isRunning(agent)) await startHere(fleet, submission);
  tell(l10n.t('Assigning {0}…', name));
  await untilFree(service, agentId);
  return fleet.assign(agentId, requestOf(draft), key, service.holder);
}

async function startHere(fleet: Fleet, { service, agent, folder, tell }: Submission): Promise<void> {
  const cwd = agent.spec.cwd === null ? folder : null;
  tell(l10n.t('Starting {0}…', agentTitle(agent.spec)));
  await startAt(fleet, agent, cwd, service.holder);
}

async function moveToWorktree(fleet: Fleet, submission: Submission): Promise<void> {
  const { service, agent, made, tell } = submission;
  const agentId = agent.spec.id;
  const name = agentTitle(agent.spec);
  const cwd = made?.agentId === agentId ? made.cwd : await makeWorktree(fleet, submission);
  if (isRunning(agent)) {
    tell(l10n.t('Stopping {0}…', name));
    await fleet.stop(agentId, { force: false }, service.holder);
  }
  tell(l10n.t('Starting {0}…', name));
  await startAt(fleet, agent, cwd, service.holder);
}

/** Makes the worktree and returns the folder in it that she is to work in: the one that stands for hers. */
async function makeWorktree(fleet: Fleet, submission: Submission): Promise<string> {
  const { agent, tell, onMade } = submission;
  const folder = await repositoryFolder(agent);
  if (folder === null) {
    throw panelError('not_a_repository', l10n.t('There is no folder to make a worktree of. Open one.'));
  }
  tell(l10n.t('Making a worktree for {0}…', agentTitle(agent.spec)));
  const repository = await fleet.repositories.find(folder);
  const wish = { agentId: agent.spec.id, path: null, baseRef: null, branch: null };
  const created = await fleet.repositories.createWorktree(repository, wish);
  const below = path.relative(repository.here, await realpath(folder).catch(() => folder));
  const isInside = below !== '' && !below.startsWith('..') && !path.isAbsolute(below);
  const cwd = isInside ? path.join(created.path, below) : created.path;
  onMade({ agentId: agent.spec.id, cwd });
  await setUp(fleet, submission, repository, created.path);
  return cwd;
}

/** The set-up script runs when it is the one that the person allowed in the form, or did before. */
async function setUp(
  fleet: Fleet,
  { draft, service, tell }: Submission,
  repository: Repository,
  tree: string,
): Promise<void> {
  const { allowSetup } = draft;
  const consent = allowSetup === '' ? null : personsConsent(service.holder, allowSetup);
  tell(l10n.t('Setting up the worktree…'));
  const result = await fleet.repositories.setUp(repository, tree, consent, {});
  if (result.state === 'failed')
    void showWarning(l10n.t('The set-up script failed: {0}', result.program.output.slice(-300)));
  if (result.state === 'needs_consent' && consent !== null)
    void showWarning(
      l10n.t('The set-up script did not run: the one in the worktree is not the one that you allowed.'),
    );
}

/** Her folder, unless it is gone, as a removed worktree is: then what the window shows. */
export async function repositoryFolder(agent: AgentSnapshot): Promise<string | null> {
  const folder = workFolder(agent);
  const isThere = folder !== null && (await realpath(folder).catch(() => null)) !== null;
  return isThere ? folder : (workspace.workspaceFolders?.[0]?.uri.fsPath ?? folder);
}
