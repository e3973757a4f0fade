import * as z from 'zod';
import { isForceable, type Obstacle } from '../../core/worktrees/worktreeWork.ts';
import { agentsAtWorkBelow, agentsBelow } from '../../core/worktrees/worktreeUsers.ts';
import type { FlagSpec } from '../cliSpec.ts';
import type { OperationContext } from '../context.ts';
import { directory } from '../input.ts';
import { defineOperation } from '../operation.ts';
import { cwdFlag, repositoryCwd, repositoryOf } from './repository.ts';
import { changesSchema, pathShape, viewOfPath } from '../views/repository.ts';

/**
 * Bringing the work of a worktree into the main branch, and taking worktrees away. For persons: what comes into the main
 * branch, and what goes, a model shall not decide.
 */

const dryRun = z.boolean().default(false).describe('Only says what would be done.');
const dryRunFlag: FlagSpec = {
  flag: 'dry-run',
  argument: 'dry_run',
  kind: 'on',
  help: 'only say what would be done',
};

const shape = { path: directory.describe('The top folder of a worktree.'), cwd: repositoryCwd };

/** The worktree that is meant, and Agentinnen looked at just now. */
async function worktreeOf(ctx: OperationContext, path: string, cwd: string | undefined) {
  const { fleet, holder } = ctx;
  const repository = await repositoryOf(ctx, cwd);
  const tree = await fleet.repositories.folderAt(repository, path);
  // One that cannot be looked at is found by the processes that work there.
  await Promise.allSettled(fleet.config.agents.map(async ({ id }) => fleet.status(id, holder)));
  return { repository, tree };
}

export const worktreeCommit = defineOperation({
  name: 'worktree_commit',
  title: 'Commit everything in a worktree',
  description:
    'Commits all changes of a worktree, new files included. An Agentin in her sandbox cannot: git keeps its files outside of it. On "operation_in_progress" finish or abort what is half done there.',
  kind: 'write',
  idempotent: true,
  audience: 'person',
  input: () => z.strictObject({ ...shape, message: z.string().trim().min(1).max(10_000) }),
  output: z.object({
    ...pathShape,
    commit: z.string().nullable().describe('null: there was nothing to commit.'),
    changes: changesSchema,
  }),
  cli: { command: 'worktree-commit', positionals: ['path', 'message'], flags: [cwdFlag] },
  run: async (ctx, { path, cwd, message }) => {
    const { repository, tree } = await worktreeOf(ctx, path, cwd);
    const made = await ctx.fleet.repositories.commitAll(repository, tree, message);
    return { ...viewOfPath(repository, tree), ...made };
  },
});

export const worktreeMerge = defineOperation({
  name: 'worktree_merge',
  title: 'Merge a worktree into the main branch',
  description:
    "Merges the worktree's branch into the branch that the main working tree has checked out. Refused while that has uncommitted changes (main_dirty) " +
    'or when both sides changed the same places (merge_conflicts); then nothing was changed.',
  kind: 'write',
  idempotent: true,
  audience: 'person',
  input: () => z.strictObject({ ...shape, dry_run: dryRun }),
  output: z.object({
    ...pathShape,
    state: z.enum(['merged', 'would_merge', 'up_to_date']),
    branch: z.string(),
    into: z.string(),
    commits: z.number().int(),
    commit: z.string(),
    left_out: changesSchema.describe('What is not committed in the worktree.'),
  }),
  cli: { command: 'worktree-merge', positionals: ['path'], flags: [dryRunFlag, cwdFlag] },
  run: async (ctx, { path, cwd, dry_run: isDry }) => {
    const { repository, tree } = await worktreeOf(ctx, path, cwd);
    const { leftOut, ...result } = await ctx.fleet.repositories.merge(repository, tree, { dryRun: isDry });
    return { ...viewOfPath(repository, tree), ...result, left_out: leftOut };
  },
});

export const worktreeRebase = defineOperation({
  name: 'worktree_rebase',
  title: 'Rebase a worktree onto the main branch',
  description:
    "Puts the worktree's commits on top of the branch that the main working tree has checked out. Refused while the worktree has uncommitted changes " +
    '(worktree_dirty) or an Agentin is at work there (worktree_in_use); on merge_conflicts everything is as it was.',
  kind: 'write',
  idempotent: true,
  audience: 'person',
  input: () => z.strictObject({ ...shape, dry_run: dryRun }),
  output: z.object({
    ...pathShape,
    state: z.enum(['rebased', 'would_rebase', 'up_to_date']),
    branch: z.string(),
    onto: z.string(),
    commits: z.number().int(),
    before: z.string(),
    commit: z.string(),
  }),
  cli: { command: 'worktree-rebase', positionals: ['path'], flags: [dryRunFlag, cwdFlag] },
  run: async (ctx, { path, cwd, dry_run: isDry }) => {
    const { repository, tree } = await worktreeOf(ctx, path, cwd);
    const result = await ctx.fleet.repositories.rebase(repository, tree, {
      dryRun: isDry,
      agentsBelow: (folder) => agentsAtWorkBelow(ctx.fleet, ctx.holder, folder),
    });
    return { ...viewOfPath(repository, tree), ...result };
  },
});

const obstacleSchema = z.object({
  kind: z.string(),
  count: z.number().int(),
  examples: z.array(z.string()),
  can_force: z.boolean(),
});

function viewOfObstacle(obstacle: Obstacle): z.output<typeof obstacleSchema> {
  return { ...obstacle, examples: [...obstacle.examples], can_force: isForceable(obstacle) };
}

export const worktreeRemove = defineOperation({
  name: 'worktree_remove',
  title: 'Remove a worktree',
  description:
    'Removes a worktree; its branch stays. state "refused": obstacles say what would be lost or who works there. With force, what is not committed goes to a new branch ' +
    '(kept_branch) and ignored files into the state folder before; obstacles with can_force false have to be put right first.',
  kind: 'destructive',
  idempotent: false,
  audience: 'person',
  input: () =>
    z.strictObject({
      ...shape,
      dry_run: dryRun,
      force: z.boolean().default(false),
      delete_merged_branch: z.boolean().default(false),
    }),
  output: z.object({
    ...pathShape,
    state: z.enum(['removed', 'would_remove', 'refused']),
    obstacles: z.array(obstacleSchema),
    discarded_folders: z.array(z.string()).describe('Ignored folders that go with it.'),
    discarded_folder_count: z.number().int(),
    branch: z.string().nullable().describe('The branch that stays.'),
    kept_branch: z.string().nullable().describe('A new branch with what was in no commit.'),
    kept_files: z.number().int().describe('Ignored files that were copied into the state folder.'),
    kept_folder: z.string().nullable().describe('The end of the path of the folder with them.'),
  }),
  cli: {
    command: 'worktree-remove',
    positionals: ['path'],
    flags: [
      { flag: 'force', argument: 'force', kind: 'on', help: 'keep elsewhere what would be lost, and remove' },
      {
        flag: 'delete-branch',
        argument: 'delete_merged_branch',
        kind: 'on',
        help: 'delete its branch if the main branch has all of it',
      },
      dryRunFlag,
      cwdFlag,
    ],
    isRefused: ({ state }) => state === 'refused',
  },
  run: async (ctx, { path, cwd, dry_run: isDry, force, delete_merged_branch: deleteMergedBranch }) => {
    const { repository, tree } = await worktreeOf(ctx, path, cwd);
    const result = await ctx.fleet.repositories.remove(repository, tree, {
      dryRun: isDry,
      force,
      deleteMergedBranch,
      agentsBelow: (folder) => agentsBelow(ctx.fleet, ctx.holder, folder),
    });
    return {
      ...viewOfPath(repository, tree),
      state: result.state,
      obstacles: result.obstacles.map(viewOfObstacle),
      discarded_folders: result.discardedFolders.slice(0, 50),
      discarded_folder_count: result.discardedFolders.length,
      branch: result.branch,
      kept_branch: result.keptBranch,
      kept_files: result.keptFiles,
      kept_folder: result.keptFolder?.split('/').slice(-2).join('/') ?? null,
    };
  },
});
