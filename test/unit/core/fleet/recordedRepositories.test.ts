import { describe, expect, it } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import type { Repositories, Repository } from '../../../../src/core/worktrees/repositories.ts';
import { createdWorktree, fakeRepositories } from '../../fakes/fleet/fakeRepositories.ts';
import { fleetConfig, PERSON, World } from '../../fakes/ports/world.ts';

const repository: Repository = { here: '/repo', root: '/repo', commonDir: '/repo/.git' };
const counts = { staged: 0, unstaged: 0, untracked: 0, conflicted: 0 };

const answers: Partial<Repositories> = {
  createWorktree: async () => Promise.resolve(createdWorktree('/repo/tree', 'topic')),
  commitAll: async () => Promise.resolve({ commit: 'c1', changes: counts }),
  merge: async (_, __, { dryRun }) =>
    Promise.resolve({
      state: dryRun ? 'would_merge' : 'merged',
      branch: 'topic',
      into: 'main',
      commits: 2,
      commit: 'c2',
      leftOut: counts,
    }),
  rebase: async () =>
    Promise.resolve({
      state: 'up_to_date',
      branch: 'topic',
      onto: 'main',
      commits: 2,
      before: 'c1',
      commit: 'c1',
    }),
  remove: async () =>
    Promise.resolve({
      state: 'removed',
      obstacles: [],
      discardedFolders: [],
      branch: 'topic',
      keptBranch: null,
      keptFiles: 0,
      keptFolder: null,
    }),
};

/** A fleet in which Mila works below /repo/tree. */
function worldWith(change: Partial<Repositories> = {}) {
  const world = new World();
  const [mila, nora] = fleetConfig().agents;
  world.config = fleetConfig({ agents: [{ ...mila!, cwd: '/repo/tree/src' }, nora!] });
  world.repositories = fakeRepositories({ ...answers, ...change });
  const fleet = world.fleet();
  const told: string[] = [];
  fleet.onDidChangeAgent(({ agentId }) => told.push(agentId));
  const kinds = (agentId: string): string[] => fleet.peek(agentId, PERSON).deeds.map(({ kind }) => kind);
  return { world, fleet, told, kinds };
}

describe('what is done with worktrees', () => {
  it('is noted for her who works there, and told', async () => {
    const { world, fleet, told, kinds } = worldWith();
    await fleet.repositories.commitAll(repository, '/repo/tree', 'Work');
    await fleet.repositories.merge(repository, '/repo/tree', { dryRun: false });
    expect([kinds('a'), kinds('b'), told]).toEqual([['committed', 'merged'], [], ['a', 'a']]);
    expect(fleet.peek('a', PERSON).deeds[1]).toMatchObject({
      tree: '/repo/tree',
      branch: 'topic',
      onto: 'main',
      commits: 2,
      atMs: world.clock.nowMs(),
    });
  });

  it('is noted for her for whom the worktree was made, even when it is removed', async () => {
    const made = { agentId: 'b', branch: 'topic', baseCommit: 'c0', createdAtMs: 0 };
    const { fleet, kinds } = worldWith({
      listed: async () => Promise.resolve({ worktrees: [{ path: '/else', made } as never], count: 1 }),
    });
    const wish = { agentId: 'b', path: null, baseRef: null, branch: null };
    await fleet.repositories.createWorktree(repository, wish);
    await fleet.repositories.remove(repository, '/else', {
      force: false,
      dryRun: false,
      deleteMergedBranch: true,
      agentsBelow: () => [],
    });
    expect([kinds('a'), kinds('b')]).toEqual([[], ['created', 'removed']]);
  });

  it('is not noted when nothing was done, and when nobody of the fleet is concerned', async () => {
    const { world, fleet } = worldWith();
    await fleet.repositories.merge(repository, '/repo/tree', { dryRun: true });
    await fleet.repositories.rebase(repository, '/repo/tree', { dryRun: false, agentsBelow: () => [] });
    await fleet.repositories.merge(repository, '/nobody', { dryRun: false });
    expect([...world.store.deeds]).toEqual([]);
  });

  it('is done all the same when it cannot be noted', async () => {
    const { world, fleet, kinds } = worldWith();
    world.store.writeProblem = new FleetError('state_unwritable', 'The disk is full.');
    const merged = await fleet.repositories.merge(repository, '/repo/tree', { dryRun: false });
    expect([merged.state, kinds('a')]).toEqual(['merged', []]);
  });

  it('comes to whoever keeps watch from another process', async () => {
    const { world, fleet, kinds } = worldWith();
    const watching = fleet.supervise();
    await fleet.status('a', PERSON);
    await world.fleet().repositories.merge(repository, '/repo/tree', { dryRun: false });
    await expect.poll(() => kinds('a')).toEqual(['merged']);
    watching.dispose();
  });
});
