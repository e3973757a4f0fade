import { beforeEach, expect, it } from 'vitest';
import type { SettledWorktree } from '../../../../src/core/worktrees/repositories.ts';
import { Unfinished } from '../../../../src/extension/worktrees/unfinished.ts';
import { fakeRepositories } from '../../fakes/fleet/fakeRepositories.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { depsOver, runningFleet, serviceOver } from '../support.ts';
import { repository } from './support.ts';

beforeEach(() => ui.reset());

const settled: SettledWorktree = {
  agentId: 'a',
  path: '/shop/wt',
  isFinished: false,
  keptFolder: null,
};

async function unfinished(settle: () => Promise<SettledWorktree | null>): Promise<Unfinished> {
  const fleet = await runningFleet('a');
  Object.assign(fleet, { repositories: fakeRepositories({ settle }) });
  return new Unfinished(depsOver(fleet, await serviceOver(fleet)));
}

it.each([
  [
    { ...settled, isFinished: true },
    'info: The worktree for Mila (a) is there after all: what made it had ended in between. Its set-up script did not run. [Run the Set-up Script…]',
  ],
  [
    settled,
    'warning: A worktree for Mila (a) was not finished: what made it had ended. It was taken back. [Create a Worktree…]',
  ],
  [
    { ...settled, keptFolder: '/shop/.codex-master-worktrees/interrupted-1' },
    'warning: A worktree for Mila (a) was not finished: what made it had ended. It was taken back; the files that stood there are in .codex-master-worktrees/interrupted-1. [Create a Worktree…] [Show the Folder]',
  ],
])('what became of a worktree that was cut off is told with what to do (%#)', async (what, told) => {
  const one = await unfinished(async () => Promise.resolve(what));
  expect(await one.settle(repository)).toBe(true);
  expect(ui.shown).toEqual([told]);
});

it('says nothing where nothing was cut off, and waits once for one that is being made', async () => {
  const made = Promise.withResolvers<null>();
  let asked = 0;
  const one = await unfinished(async () => {
    asked += 1;
    return made.promise;
  });
  const first = one.settle(repository);
  await expect.poll(() => asked).toBe(1);
  expect(await one.settle(repository)).toBe(false);
  made.resolve(null);
  expect(await first).toBe(false);
  expect([asked, ui.shown]).toEqual([1, []]);
});
