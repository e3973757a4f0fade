import { randomBytes } from 'node:crypto';
import { systemClock } from '../../../src/adapters/clock.ts';
import { defaultConfig } from '../../../src/adapters/config/resolve.ts';
import { createRepositories } from '../../../src/adapters/git/index.ts';
import { localRunner, type CommandRunner } from '../../../src/adapters/run.ts';
import { ProcessWitnesses } from '../../../src/adapters/witness.ts';
import { createWorkspace } from '../../../src/adapters/workspace.ts';
import type { RepositoryConfig } from '../../../src/core/config.ts';

export interface LocalWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stateRoot: string;
  /** The person's home, for the workspace. */
  readonly home: string;
  /** What the fleet file says of repositories; nothing unless given. */
  readonly declared?: readonly RepositoryConfig[];
  readonly runner?: CommandRunner;
}

/** Repositories by the git of this machine, as one process of ours has them. */
export function localRepositories({ env, stateRoot, home, declared = [], runner = localRunner }: LocalWorld) {
  const witnesses = new ProcessWitnesses();
  return createRepositories({
    isGone: witnesses.isGone,
    ownProcess: () => witnesses.own(),
    runner,
    env,
    stateRoot,
    clock: systemClock,
    random: { hex: (bytes) => randomBytes(bytes).toString('hex') },
    configSource: { current: () => ({ ...defaultConfig({}), repositories: declared }) },
    workspace: createWorkspace(home),
  });
}
