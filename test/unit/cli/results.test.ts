import { describe, expect, it } from 'vitest';
import { FleetError } from '../../../src/core/errors.ts';
import { personHolder } from '../../../src/operations/holder.ts';
import { FakeFleet, otherLead } from '../fakes/fleet/fakeFleet.ts';
import { fakeRepositories } from '../fakes/fleet/fakeRepositories.ts';
import { runningFleet } from '../operations/support.ts';
import { cli, json } from './support.ts';

describe('what was not done', () => {
  const repository = { here: '/r', root: '/r', commonDir: '/r/.git' };
  const removal = { discardedFolders: [], branch: 'b', keptBranch: null, keptFiles: 0, keptFolder: null };

  it('is a failure for a script, also where the answer says so itself', async () => {
    const fleet = new FakeFleet();
    const remove = async (state: 'refused' | 'removed') => {
      fleet.repositories = fakeRepositories({
        find: async () => Promise.resolve(repository),
        folderAt: async () => Promise.resolve('/r/w'),
        remove: async () => Promise.resolve({ ...removal, state, obstacles: [] }),
      });
      return (await cli(fleet, 'worktree-remove w', { holder: personHolder(1) })).code;
    };
    expect([await remove('removed'), await remove('refused')]).toEqual([0, 1]);
  });

  it('names commands, not the tools of a model', async () => {
    const fleet = new FakeFleet();
    fleet.refusals.set('a', new FleetError('internal', 'Look with agent_scope_check, or set write_paths.'));
    const { err } = await cli(fleet, 'interrupt a');
    expect(err).toContain('Look with "codex-master-mcp scope-check", or set write_paths.');
  });
});

describe('results', () => {
  it('are JSON with sorted keys when asked for', async () => {
    const { code, value } = await json(await runningFleet('a'), ['send', 'a', 'hello there']);
    expect(code).toBe(0);
    expect(Object.keys(value)).toEqual(Object.keys(value).toSorted());
    expect(value).toMatchObject({ status: 'sent', chars: 11 });
  });

  it('shows what the watchdog found as a line for each', async () => {
    const fleet = await runningFleet('a');
    fleet.refusals.set('b', new FleetError('agent_lock_timeout', 'Busy.'));
    const { code, out } = await cli(fleet, 'watchdog --manage-unclaimed');
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'AGENTIN  FOUND                    SILENT  DONE  WHY',
      'a        skipped_nothing_running  -       none  She works on nothing, so there is nothing to report.',
      'b        refused                                Busy.',
    ]);
  });

  it('of status are a table', async () => {
    const fleet = await runningFleet('a');
    expect((await cli(fleet, 'status')).out.split('\n')).toEqual([
      'AGENTIN  STATE    NAME  CONTROL     LEASE      WHY',
      'a        idle     Mila  app-server  unclaimed  She waits for a task.',
      'b        stopped  Nora  app-server  unclaimed  She is not running.',
    ]);
  });

  it('of status say why a newer fleet file is not in use', async () => {
    const fleet = await runningFleet();
    fleet.configProblem = new FleetError('config_invalid', 'Line 3 is wrong.');
    expect((await cli(fleet, 'status')).out).toMatch(/^Fleet file: Line 3 is wrong\./);
  });

  it('of tail are the text', async () => {
    expect((await cli(await runningFleet('a'), 'tail a')).out).toBe('› Explain this codebase');
  });

  it('of wait are two lines', async () => {
    expect((await cli(await runningFleet('a'), 'wait a --timeout-seconds 0')).out).toBe(
      'timeout after 0 s\nAgentin a: idle. She waits for a task.',
    );
  });

  it('of what one did to an Agentin are a sentence and what is worth knowing beside it', async () => {
    const fleet = await runningFleet('a');
    expect((await cli(fleet, 'interrupt a')).out).toBe(
      'Agentin a: interrupted.\n  lease  yours, 30 min left',
    );
    expect((await cli(fleet, 'assign-readonly a --task look --name Look')).out).toMatch(
      /^Agentin a: assigned as Exploriererin "Look"\.\n  assignment  \S+-a\n  model       default-model\n  writes      nothing \(sandbox\)/,
    );
  });

  it('with failures of single Agentinnen still end with 0', async () => {
    const fleet = new FakeFleet();
    fleet.refusals.set('a', new FleetError('home_in_use', 'Her home is in use.'));
    const { code, out } = await cli(fleet, 'start');
    expect(code).toBe(0);
    expect(out).toContain('Her home is in use.');
  });
});

describe('refusals end with 1', () => {
  it('as JSON on stdout when asked for', async () => {
    const fleet = await runningFleet('a');
    await fleet.send('a', { text: 'x', enter: true, idempotencyKey: null }, otherLead);
    expect(await json(fleet, ['send', 'a', 'y'])).toMatchObject({
      code: 1,
      value: { error_code: 'agent_lease_held_by_other_client', lease: { holder: 'other_server' } },
    });
  });

  it('as a sentence on stderr else', async () => {
    const { code, out, err } = await cli(new FakeFleet(), ['send', 'a', 'y']);
    expect([code, out, err]).toEqual([
      1,
      '',
      'codex-master-mcp send: Agentin a is not running. Start her first.',
    ]);
  });

  it('of the bounds of the tools as well', async () => {
    expect(await json(new FakeFleet(), 'wait a --timeout-seconds 601')).toMatchObject({
      code: 1,
      value: { error_code: 'invalid_arguments' },
    });
  });
});
