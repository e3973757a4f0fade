import { beforeEach, expect, it } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import type { SetupResult } from '../../../../src/core/worktrees/repositories.ts';
import { ErrorReporter } from '../../../../src/extension/messages/errorReporter.ts';
import { createWorktree, setUpAgain } from '../../../../src/extension/worktrees/creation.ts';
import { fakeRepositories } from '../../fakes/fleet/fakeRepositories.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { depsOver, noticesFor, runningFleet, serviceOver, silent } from '../support.ts';
import { pictureOf } from './support.ts';

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

it.each([
  ['done', 'info: The worktree of Mila is set up.'],
  ['none', 'info: This project has no set-up script.'],
  [
    'unusable',
    'warning: The set-up script .codex-master/setup cannot run: it has to be an executable file, and no link.',
  ],
] as const)('a set-up script that is run again and comes to "%s" says so', async (state, told) => {
  const fleet = await runningFleet('a');
  const result: SetupResult =
    state === 'done' ? { state, sha256: 'x', program: { ok: true, returncode: 0, output: '' } } : { state };
  Object.assign(fleet, { repositories: fakeRepositories({ setUp: async () => Promise.resolve(result) }) });
  const deps = depsOver(fleet, await serviceOver(fleet));
  await setUpAgain(deps, pictureOf('/shop/wt/a'));
  expect(ui.shown.filter((text) => !text.startsWith('progress'))).toEqual([told]);
});
