import { localRepositories } from './localRepositories.ts';

/**
 * A process that works on worktrees, to be killed while it does; says when it begins and when it is done:
 * `worker.ts ROOT STATE create` makes `p/wt`, `worker.ts ROOT STATE merge|rebase|remove TREE` does that to a worktree.
 */

const [, , root = '', stateRoot = '', what = '', tree = ''] = process.argv;

const repositories = localRepositories({ env: process.env, stateRoot, home: root });
const repository = await repositories.find(root);
const agentsBelow = () => [];

const works: Readonly<Record<string, () => Promise<unknown>>> = {
  create: async () =>
    repositories.createWorktree(repository, { agentId: 'a', path: 'p/wt', baseRef: null, branch: null }),
  merge: async () => repositories.merge(repository, tree, { dryRun: false }),
  rebase: async () => repositories.rebase(repository, tree, { dryRun: false, agentsBelow }),
  remove: async () => {
    const wish = { force: true, dryRun: false, deleteMergedBranch: false, agentsBelow };
    await repositories.remove(repository, tree, wish);
  },
};

process.stdout.write('begin\n');
try {
  await works[what]?.();
  process.stdout.write('done\n');
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : 'failed'}\n`);
  process.exitCode = 1;
}
repositories.dispose();
