import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CheckResults } from '../../../../src/extension/checks/results.ts';
import { createWorktreeParts } from '../../../../src/extension/worktrees/parts.ts';
import type { WorktreeCommand, WorktreeHandlers } from '../../../../src/extension/worktrees/worktreesView.ts';
import { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { depsOver, errors, person, serviceOver } from '../support.ts';
import { FakeWorktrees, review, worktree } from './support.ts';

/** Commands of worktrees as a person calls them from the palette: with no row selected, or one that is gone. */

beforeEach(() => {
  ui.reset();
  ui.folders = [{ uri: { fsPath: '/shop' } }];
});

async function commands(
  fleet = new FakeFleet(),
  worktrees = new FakeWorktrees(),
): Promise<(name: WorktreeCommand, argument?: unknown) => Promise<void>> {
  fleet.repositories = worktrees.repositories;
  const service = await serviceOver(fleet);
  const parts = createWorktreeParts({
    ...depsOver(fleet, service),
    checks: { run: async () => Promise.resolve(null) },
    results: new CheckResults(),
    comments: { read: () => [], write: () => {} },
    changed: () => {},
    selected: () => undefined,
  });
  const handlers: WorktreeHandlers = parts.handlers;
  return async (name, argument) =>
    handlers[name](argument).catch(async (error: unknown) => errors.show(error));
}

const ABOUT_ONE = [
  'setUpWorktree',
  'startInWorktree',
  'reviewWorktree',
  'openWorktreeWindow',
  'commitWorktree',
  'mergeWorktree',
  'rebaseWorktree',
  'removeWorktree',
  'checkWorktree',
  'sendCheckResults',
  'sendReview',
] as const satisfies readonly WorktreeCommand[];

describe.each(ABOUT_ONE)('%s', (name) => {
  it('leads to a first worktree where there is none', async () => {
    const run = await commands();
    ui.buttons.push('Create a Worktree…');
    await run(name);
    expect(ui.shown).toEqual(['info: There is no worktree yet. [Create a Worktree…]']);
    await vi.waitFor(() =>
      expect(ui.executed.at(-1)).toEqual({ id: 'codexMaster.createWorktree', args: [] }),
    );
  });

  it('says so when the worktree of the row is gone, and looks again', async () => {
    const run = await commands();
    await run(name, { target: { agentId: null, itemKey: null, path: null, worktree: '/shop/gone' } });
    expect(ui.shown).toEqual([
      'error: There is no such worktree any more. Look at the worktrees again. [Refresh Worktrees]',
    ]);
  });
});

it('looking again says what was looked at', async () => {
  const run = await commands();
  await run('refreshWorktrees');
  expect(ui.shown).toEqual(['status: Looked at 0 worktrees.']);
});

describe('starting her in a worktree while she runs', () => {
  async function startIn(cwd: string): Promise<void> {
    const fleet = new FakeFleet();
    await fleet.start('a', { cwd, prompt: null }, person);
    const made = { agentId: 'a', branch: 'wt', baseCommit: 'base', createdAtMs: 0 };
    const worktrees = [worktree('/shop', { isMain: true }), worktree('/shop/wt', { made })];
    const repositories = new FakeWorktrees({
      listed: async () => Promise.resolve({ worktrees, count: worktrees.length }),
    });
    repositories.trees.set('/shop/wt', review('/shop/wt'));
    const run = await commands(fleet, repositories);
    await run('startInWorktree');
    expect(fleet.calls).toEqual(['start a']);
  }

  it('elsewhere leads to a stop: nobody is moved without being asked', async () => {
    ui.buttons.push('Stop Agentin');
    await startIn('/shop');
    expect(ui.shown).toEqual([
      'info: Mila (a) works in another folder. Stop her, then start her here. [Stop Agentin]',
    ]);
    await vi.waitFor(() => expect(ui.executed.at(-1)).toEqual({ id: 'codexMaster.stop', args: ['a'] }));
  });

  it('there says that she does', async () => {
    await startIn('/shop/wt');
    expect(ui.shown).toEqual(['info: Mila (a) runs here already.']);
  });
});
