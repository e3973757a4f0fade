import { describe, expect, it } from 'vitest';
import { brush, inventoryOf } from '../../fakes/fleet/fakeSkills.ts';
import { call, good, runningFleet } from '../support.ts';

describe('assignments', () => {
  it('give an Arbeitsbiene her write paths and tell how they are kept', async () => {
    const fleet = await runningFleet('a');
    const args = {
      agent: 'a',
      task: ' build it ',
      scope: ['src', ' ', ''],
      write_paths: [' src/auth '],
      name: 'Mila',
      skill: '',
      allow_subagents: true,
    };
    expect(good(await call(fleet, 'agent_assign_write', args))).toEqual({
      assignment_id: '20260101T000000000000Z-a',
      agent: 'a',
      status: 'assigned',
      role: 'arbeitsbiene',
      name: 'Mila',
      model: 'write-model',
      skill: { requested: null, available: null, matches: [], match_count: 0 },
      scope_count: 1,
      write_policy: 'explicit_paths_only',
      write_path_count: 1,
      subagents_allowed: true,
      subagents_enforcement: 'told_only',
      scope_enforcement: 'os_sandbox',
      ledger: { state: 'recorded' },
      write_overlaps: [],
      lease: expect.objectContaining({ held_by_this_server: true }) as unknown,
      prompt_chars: 321,
      prompt_output: 'not_returned',
      response_output: 'not_returned',
      delivery: { state: 'accepted', turn_id: 'turn-1', evidence: 'the app-server answered turn/start' },
      send: expect.objectContaining({ status: 'sent', paste_mode: 'not_pasted', submitted: true }) as unknown,
    });
    expect(fleet.wishes.assign).toEqual([
      {
        role: 'worker',
        task: 'build it',
        skill: null,
        scope: ['src'],
        writePaths: ['src/auth'],
        context: [],
        forbidden: [],
        acceptance: [],
        name: 'Mila',
        allowSubagents: true,
        allowMissingSkill: false,
        enter: true,
      },
    ]);
  });

  it('take acceptance commands without a shell, and refuse what only a shell could run', async () => {
    const fleet = await runningFleet('a');
    const work = { agent: 'a', task: 't', write_paths: ['x'] };
    const acceptance = ["grep -q 'two words' x", 'npm test'];
    const refused = await call(fleet, 'agent_assign_write', { ...work, acceptance: ['npm test | tee log'] });
    expect(refused).toMatchObject({ ok: false, value: { error_code: 'invalid_arguments' } });
    expect(JSON.stringify(refused)).toContain('which only a shell understands');
    const many = Array.from({ length: 11 }, () => 'true');
    expect(await call(fleet, 'agent_assign_write', { ...work, acceptance: many })).toMatchObject({
      ok: false,
      value: { error_code: 'invalid_arguments' },
    });
    expect(fleet.wishes.assign).toEqual([]);
    good(await call(fleet, 'agent_assign_write', { ...work, acceptance }));
    expect(fleet.wishes.assign).toMatchObject([
      {
        acceptance: [
          ['grep', '-q', 'two words', 'x'],
          ['npm', 'test'],
        ],
      },
    ]);
  });

  it('give an Exploriererin nothing to write', async () => {
    const fleet = await runningFleet('b');
    expect(good(await call(fleet, 'agent_assign_readonly', { agent: 'b', task: 'look' }))).toMatchObject({
      role: 'exploriererin',
      write_policy: 'read_only',
      write_path_count: 0,
      model: 'default-model',
    });
  });

  it.each([
    ['exploriererin', 'explorer'],
    ['arbeitsbiene', 'worker'],
  ])('by role: %s', async (role, wanted) => {
    const fleet = await runningFleet('a');
    await call(fleet, 'agent_assign', { agent: 'a', role, task: 't', write_paths: ['x'] });
    expect(fleet.wishes.assign).toMatchObject([{ role: wanted, writePaths: ['x'] }]);
  });

  it('are refused by the rules of the fleet, as a result', async () => {
    const fleet = await runningFleet('a');
    expect(
      await call(fleet, 'agent_assign_write', { agent: 'a', task: 't', write_paths: [' '] }),
    ).toMatchObject({ ok: false, value: { error_code: 'role_violation', retryable: false } });
  });

  it('tell what the skill that was asked for came to', async () => {
    const fleet = await runningFleet('a');
    fleet.inventory = inventoryOf(...Array.from({ length: 7 }, (_, at) => ({ ...brush, path: `${at}` })));
    const args = { agent: 'a', task: 't', skill: ' fluff:brush ' };
    const { skill } = good(await call(fleet, 'agent_assign_readonly', args)) as {
      skill: { matches: readonly unknown[] };
    };
    expect(skill).toMatchObject({ requested: 'fluff:brush', available: true, match_count: 7 });
    expect(skill.matches).toHaveLength(5);
  });

  it('name a skill that she does not have only when that is allowed', async () => {
    const fleet = await runningFleet('a');
    const args = { agent: 'a', task: 't', skill: 'nothing' };
    expect(await call(fleet, 'agent_assign_readonly', args)).toMatchObject({
      ok: false,
      value: { error_code: 'skill_missing' },
    });
    expect(
      good(await call(fleet, 'agent_assign_readonly', { ...args, allow_missing_skill: true })),
    ).toMatchObject({ skill: { requested: 'nothing', available: false, matches: [], match_count: 0 } });
  });
});
