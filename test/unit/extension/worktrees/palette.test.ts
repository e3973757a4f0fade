import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CheckResults } from '../../../../src/extension/checks/results.ts';
import { ErrorReporter } from '../../../../src/extension/errorReporter.ts';
import { createWorktreeParts } from '../../../../src/extension/worktrees/parts.ts';
import type { WorktreeCommand, WorktreeHandlers } from '../../../../src/extension/worktrees/worktreesView.ts';
import { FakeFleet } from '../../fakes/fakeFleet.ts';
import { ui } from '../../fakes/vscode.ts';
import { noticesFor, serviceOver, silent } from '../support.ts';
import { FakeWorktrees } from './support.ts';

/** Commands of worktrees as a person calls them from the palette: with no row selected, or one that is gone. */

beforeEach(() => {
  ui.reset();
  ui.folders = [{ uri: { fsPath: '/shop' } }];
});

async function commands(): Promise<(name: WorktreeCommand, argument?: unknown) => Promise<void>> {
  const fleet = new FakeFleet();
  fleet.repositories = new FakeWorktrees().repositories;
  const service = await serviceOver(fleet);
  const errors = new ErrorReporter(silent);
  const parts = createWorktreeParts({
    service,
    errors,
    notices: noticesFor(service),
    log: silent,
    now: () => fleet.nowMs,
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
      'error: There is no such worktree any more. Look at the worktrees again. [Look at Worktrees Again]',
    ]);
  });
});

it('looking again says what was looked at', async () => {
  const run = await commands();
  await run('refreshWorktrees');
  expect(ui.shown).toEqual(['status: Looked at 0 worktrees.']);
});
