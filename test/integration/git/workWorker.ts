import { randomBytes } from 'node:crypto';
import { systemClock } from '../../../src/adapters/clock.ts';
import { defaultConfig } from '../../../src/adapters/config/resolve.ts';
import { createRepositories } from '../../../src/adapters/git/index.ts';
import { localRunner } from '../../../src/adapters/run.ts';
import { createWorkspace } from '../../../src/adapters/workspace.ts';

/** A process that merges, rebases or removes a worktree, to be killed while it does; says so when it is done. */

const [, , root = '', stateRoot = '', tree = '', what = ''] = process.argv;

const repositories = createRepositories({
  runner: localRunner,
  env: process.env,
  stateRoot,
  clock: systemClock,
  random: { hex: (bytes) => randomBytes(bytes).toString('hex') },
  configSource: { current: () => defaultConfig({}) },
  workspace: createWorkspace(root),
});

const repository = await repositories.find(root);
const agentsBelow = () => [];
process.stdout.write('begin\n');
try {
  if (what === 'merge') await repositories.merge(repository, tree, { dryRun: false });
  else if (what === 'rebase') await repositories.rebase(repository, tree, { dryRun: false, agentsBelow });
  else {
    const wish = { force: true, dryRun: false, deleteMergedBranch: false, agentsBelow };
    await repositories.remove(repository, tree, wish);
  }
  process.stdout.write('done\n');
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : 'failed'}\n`);
  process.exitCode = 1;
}
repositories.dispose();
