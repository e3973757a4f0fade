import { commands, l10n, Uri } from 'vscode';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { agentsBelow } from '../../core/worktrees/worktreeUsers.ts';
import { isForceable } from '../../core/worktrees/worktreeWork.ts';
import type { Obstacle, RemovalResult } from '../../core/worktrees/worktreeWork.ts';
import { COMMANDS } from '../commands.ts';
import { startAt } from '../commands/startAt.ts';
import type { CommandDeps } from '../commands/deps.ts';
import { attempt } from '../commands/lifecycle.ts';
import { waitPatiently } from '../progress.ts';
import { isRunning } from '../views/agentRows.ts';
import { runCommand } from './runCommand.ts';
import type { WorktreePicture } from './pictures.ts';
import { showInfo, showWarning } from '../say.ts';

const MOST_LOOKS = 10;
const LOOK_MS = 300;

/** Asks, removes, and says what was kept. Resolves with whether it is gone. */
export async function removeWorktree(deps: CommandDeps, picture: WorktreePicture): Promise<boolean> {
  const { service } = deps;
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
  if (hard.length > 0) return sayWhyNot(deps, picture, hard);
  const force = found.obstacles.length > 0;
  if (!(await confirm(picture, found))) return false;
  const done = await waitPatiently(l10n.t('Removing the worktree…'), remove(force, false), deps.log);
  if (done.state !== 'removed') return sayWhyNot(deps, picture, done.obstacles);
  sayWhatIsKept(deps, picture, done);
  return true;
}

/** Says why it is not removed, with what can be done about it; resolves with whether it is gone after all. */
async function sayWhyNot(
  deps: CommandDeps,
  picture: WorktreePicture,
  obstacles: readonly Obstacle[],
): Promise<boolean> {
  const agents = agentsThere(deps, obstacles);
  const reasons = obstacles.map((one) => obstacleText(one, agents, picture)).join(' ');
  const text = l10n.t('The worktree {0} is not removed. {1}', picture.name, reasons);
  const ways = obstacles.length === 1 ? waysOut(deps, picture, agents) : [];
  const chosen = await showWarning(text, ...ways.map(({ label }) => label));
  const way = ways.find(({ label }) => label === chosen);
  if (way === undefined || !(await way.go())) return false;
  await programsEnd(deps, picture);
  return removeWorktree(deps, picture);
}

/** What an Agentin had started ends a moment after her. */
async function programsEnd(
  { service }: CommandDeps,
  { repository, worktree }: WorktreePicture,
): Promise<void> {
  const { repositories } = await service.ready();
  const wish = { force: false, dryRun: true, deleteMergedBranch: false, agentsBelow: () => [] };
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const { obstacles } = await repositories.remove(repository, worktree.path, wish);
    if (!obstacles.some(({ kind }) => kind === 'in_use')) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** The Agentinnen among those who work there. */
function agentsThere({ service }: CommandDeps, obstacles: readonly Obstacle[]): readonly AgentSnapshot[] {
  const inUse = obstacles.filter(({ kind }) => kind === 'in_use');
  const names = new Set(inUse.flatMap(({ examples }) => examples));
  return service.snapshots().filter(({ spec }) => names.has(spec.id));
}

interface Way {
  readonly label: string;
  /** Resolves with whether nobody is in the way any more. */
  readonly go: () => Promise<boolean>;
}

function waysOut(
  deps: CommandDeps,
  { repository }: WorktreePicture,
  agents: readonly AgentSnapshot[],
): readonly Way[] {
  const [agent] = agents;
  if (agent === undefined || agents.length > 1) return [];
  const stop: Way = {
    label: l10n.t('Stop Her and Remove…'),
    go: async () => {
      await runCommand(COMMANDS.stop, agent.spec.id);
      return !isRunning(deps.service.snapshot(agent.spec.id) ?? agent);
    },
  };
  // Work is not cut off for that.
  if (agent.model.turn !== null) return [stop];
  const move = { label: l10n.t('Move Her to the Main Folder and Remove…') };
  return [{ ...move, go: async () => moveTo(deps, agent, repository.root) }, stop];
}

/** Starts her anew in another folder, on the conversation that she had: a running Codex cannot leave its folder. */
async function moveTo(deps: CommandDeps, agent: AgentSnapshot, folder: string): Promise<boolean> {
  const { service } = deps;
  const { id, name } = agent.spec;
  return attempt(deps, agent, l10n.t('{0} moves to the main folder…', name), async (fleet) => {
    await fleet.stop(id, { force: false }, service.holder);
    return startAt(fleet, agent, folder, service.holder);
  });
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
  return (await showWarning(question, { modal: true, detail }, button)) === button;
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

function obstacleText(
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
        ? l10n.t('It is locked: unlock it first (git worktree unlock).')
        : l10n.t('It is locked ({0}): unlock it first (git worktree unlock).', worktree.locked ?? '');
    case 'in_use':
      return agents.length > 0
        ? l10n.t('{0} runs there.', agents.map(({ spec }) => spec.name).join(', '))
        : l10n.t('Programs work there: {0}. End them or close their terminals first.', names);
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

function sayWhatIsKept({ errors }: CommandDeps, { name }: WorktreePicture, result: RemovalResult): void {
  const { keptBranch, keptFiles, keptFolder } = result;
  const parts = [
    l10n.t('The worktree {0} is removed.', name),
    ...(keptBranch === null ? [] : [l10n.t('What was in no commit is on the branch {0}.', keptBranch)]),
    ...(keptFolder === null
      ? []
      : [keptFiles === 0 ? l10n.t('What was left of its folder was put aside.') : keptFilesText(keptFiles)]),
  ];
  // Not awaited: a notification may stay for hours.
  errors.watch(offerFolder(parts.join(' '), keptFolder));
}

async function offerFolder(text: string, folder: string | null): Promise<void> {
  const show = l10n.t('Show the Folder');
  const chosen = await showInfo(text, ...(folder === null ? [] : [show]));
  if (chosen === show && folder !== null) await commands.executeCommand('revealFileInOS', Uri.file(folder));
}

function keptFilesText(count: number): string {
  return count === 1
    ? l10n.t('1 ignored file is kept in the state folder.')
    : l10n.t('{0} ignored files are kept in the state folder.', count);
}
