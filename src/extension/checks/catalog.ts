import path from 'node:path';
import { l10n } from 'vscode';
import { ACCEPTANCE_TIMEOUT_SECONDS } from '../../core/assignment/acceptance.ts';
import type { AgentSnapshot, Fleet } from '../../core/fleetApi.ts';
import { commandLineOf } from '../../core/text/commandLine.ts';
import type { CheckCommand } from '../../core/worktrees/checks.ts';
import type { Repositories, Repository } from '../../core/worktrees/repositories.ts';
import { isInnermost } from '../../core/worktrees/worktreeUsers.ts';
import { folderOf } from '../views/agents/agentTexts.ts';

/** One thing that can be checked in a working tree. */
export interface CheckItem {
  readonly key: string;
  readonly name: string;
  readonly detail: string;
  /** Null: what git itself can tell. */
  readonly command: CheckCommand | null;
  readonly assignmentId: string | null;
}

/** A working tree with what can be checked in it. `repository.here` is its top folder. */
export interface CheckedTree {
  readonly repository: Repository;
  readonly name: string;
  readonly detail: string;
  /** Who works there. */
  readonly agentIds: readonly string[];
  readonly items: readonly CheckItem[];
}

/** Every working tree that an Agentin works in, and those that are asked for. What is no repository is left out. */
export async function checkedTrees(
  fleet: Pick<Fleet, 'repositories'>,
  agents: readonly AgentSnapshot[],
  asked: readonly string[],
): Promise<readonly CheckedTree[]> {
  const { repositories } = fleet;
  const found = new Map<string, Repository>();
  const folders = agents.map(folderOf).filter((folder) => folder !== null);
  for (const folder of new Set([...folders, ...asked])) {
    const repository = await repositories.find(folder).catch(() => null);
    if (repository !== null) found.set(repository.here, repository);
  }
  const trees = [...found.values()];
  return Promise.all(trees.map(async (one) => checkedTree(repositories, one, workingIn(one, trees, agents))));
}

/** A worktree may lie within the main one: whoever works there does not work in both. */
function workingIn(
  { here }: Repository,
  trees: readonly Repository[],
  agents: readonly AgentSnapshot[],
): readonly AgentSnapshot[] {
  const all = trees.map((tree) => tree.here);
  return agents.filter((agent) => isInnermost(folderOf(agent), here, all));
}

async function checkedTree(
  repositories: Pick<Repositories, 'declaredChecks'>,
  repository: Repository,
  agents: readonly AgentSnapshot[],
): Promise<CheckedTree> {
  const declared = await repositories.declaredChecks(repository);
  const base = path.basename(repository.root);
  const place = repository.here === repository.root ? base : l10n.t('{0}, a worktree', base);
  const names = agents.map(({ spec }) => spec.name).join(', ');
  return {
    repository,
    name: names === '' ? path.basename(repository.here) : names,
    detail: place,
    agentIds: agents.map(({ spec }) => spec.id),
    items: [gitItem(), ...declared.map(declaredItem), ...agents.flatMap(acceptanceItems)],
  };
}

function gitItem(): CheckItem {
  return {
    key: 'git',
    name: l10n.t('Whitespace and conflict markers'),
    detail: 'git',
    command: null,
    assignmentId: null,
  };
}

function declaredItem(command: CheckCommand, index: number): CheckItem {
  return {
    key: `declared/${index}/${command.name}`,
    name: command.name,
    detail: commandLineOf(command.argv),
    command,
    assignmentId: null,
  };
}

export function acceptanceKey(assignmentId: string, index: number): string {
  return `acceptance/${assignmentId}/${index}`;
}

/** What must succeed for her assignment; relative to her folder, as its paths are. */
function acceptanceItems({ model, spec, meta }: AgentSnapshot): CheckItem[] {
  const { assignment } = model;
  const { commands = [], by = 'lead' } = assignment?.acceptance ?? {};
  return commands.map((argv, index) => {
    const name = commandLineOf(argv);
    return {
      key: acceptanceKey(assignment?.assignmentId ?? '', index),
      name,
      detail: l10n.t('acceptance of {0}', spec.name),
      assignmentId: assignment?.assignmentId ?? null,
      command: {
        name,
        argv,
        timeoutSeconds: ACCEPTANCE_TIMEOUT_SECONDS,
        folder: meta?.cwd ?? spec.cwd,
        origin: by,
      },
    };
  });
}
