import { afterEach, beforeEach } from 'vitest';
import type { Repository } from '../../../src/core/worktrees/repositories.ts';
import type { GitRig } from './rig.ts';

export interface RigWorld<Rig extends GitRig> {
  readonly rig: Rig;
  readonly repositories: ReturnType<GitRig['repositories']>;
  readonly repository: Repository;
}

/** Makes a rig for each test of the file, with its repositories, and takes it away after it. */
export function freshRig<Rig extends GitRig>(make: () => Rig, use: (world: RigWorld<Rig>) => void): void {
  let end = async (): Promise<void> => {};

  beforeEach(async () => {
    const rig = make();
    const repositories = rig.repositories();
    end = async () => {
      repositories.dispose();
      await rig.dispose();
    };
    use({ rig, repositories, repository: await repositories.find(rig.root) });
  });

  afterEach(() => end());
}
