import { beforeEach, expect, it, vi } from 'vitest';
import { createdWorktree, fakeRepositories } from '../../fakes/fleet/fakeRepositories.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { person, runningFleet } from '../support.ts';
import { openForm, written } from './support.ts';

beforeEach(() => ui.reset());

it('an assignment with a worktree is not given where somebody else started her meanwhile', async () => {
  const fleet = await runningFleet('a');
  fleet.repositories = fakeRepositories({
    find: async () => Promise.resolve({ here: '/repo', root: '/repo', commonDir: '/repo/.git' }),
    createWorktree: async () =>
      Promise.resolve(createdWorktree('/repo/.codex-master-worktrees/agent-a', 'codex-master/a')),
    setUp: async () => Promise.resolve({ state: 'none' }),
  });
  const form = await openForm(fleet);
  const stop = fleet.stop.bind(fleet);
  fleet.stop = async (...wish) => {
    const stopped = await stop(...wish);
    await fleet.start('a', { cwd: '/elsewhere', prompt: null }, person);
    return stopped;
  };
  ui.buttons.push('Start Again There');
  form.says('submit', { draft: { ...written, agentId: 'a', worktree: true } });
  await vi.waitFor(() => expect(form.heard('refused')?.problems[0]?.text).toContain('another folder'));
  expect([fleet.ledger, fleet.calls.filter((call) => call === 'assign a')]).toEqual([[], []]);
});
