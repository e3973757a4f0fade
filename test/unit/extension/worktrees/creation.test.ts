import { beforeEach, expect, it } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import type { SetupResult } from '../../../../src/core/worktrees/repositories.ts';
import { ErrorReporter } from '../../../../src/extension/messages/errorReporter.ts';
import { createWorktree } from '../../../../src/extension/worktrees/creation.ts';
import { fakeRepositories } from '../../fakes/fleet/fakeRepositories.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { noticesFor, runningFleet, serviceOver, silent } from '../support.ts';

beforeEach(() => ui.reset());

it.each([
  ['ran', async () => Promise.resolve({ state: 'none' } as SetupResult)],
  ['was stopped', async () => Promise.reject(new FleetError('cancelled', 'Stopped.'))],
])('what a set-up script left is looked at when it %s', async (_how, end) => {
  const seen: string[] = [];
  const fleet = await runningFleet('a');
  const made = { path: '/shop/wt/a' } as Awaited<
    ReturnType<ReturnType<typeof fakeRepositories>['createWorktree']>
  >;
  const repositories = fakeRepositories({
    find: async () => Promise.resolve({ here: '/shop', root: '/shop', commonDir: '/shop/.git' }),
    createWorktree: async () => Promise.resolve(made),
    setUp: async () => {
      seen.push('set up');
      return end();
    },
  });
  Object.assign(fleet, { repositories });
  const service = await serviceOver(fleet);
  const deps = {
    service,
    log: silent,
    errors: new ErrorReporter(silent),
    notices: noticesFor(service),
    now: () => 0,
  };
  await createWorktree(deps, 'a', () => void seen.push('look'));
  expect(seen).toEqual(['look', 'set up', 'look']);
  expect(ui.shown.at(-1)).toContain('The worktree is ready.');
});
