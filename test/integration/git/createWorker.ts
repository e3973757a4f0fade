import { randomBytes } from 'node:crypto';
import { systemClock } from '../../../src/adapters/clock.ts';
import { defaultConfig } from '../../../src/adapters/config/resolve.ts';
import { createRepositories } from '../../../src/adapters/git/index.ts';
import { localRunner } from '../../../src/adapters/run.ts';
import { createWorkspace } from '../../../src/adapters/workspace.ts';

/** A process that makes a worktree `p/wt`, to be killed while it does. */

const [, , root = '', stateRoot = ''] = process.argv;

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
process.stdout.write('begin\n');
await repositories.createWorktree(repository, { agentId: 'a', path: 'p/wt', baseRef: null, branch: null });
