import { describe, expect, it } from 'vitest';
import { FakeFleet } from '../fakes/fleet/fakeFleet.ts';
import { call, good, results, runningFleet } from './support.ts';

/** Models fill in every argument that a schema shows, and the reference knows no shortest length (contract §1.0). */
describe('an optional text that is blank counts as not given', () => {
  it.each(['', ' \n'])('%j as the first message and the directory of a start', async (blank) => {
    const fleet = new FakeFleet(['a']);
    fleet.config = { ...fleet.config, agents: fleet.config.agents.map((spec) => ({ ...spec, cwd: '/own' })) };
    const [started] = results(await call(fleet, 'agent_start', { prompt: blank, cwd: blank }));
    expect(started).toMatchObject({ status: 'started' });
    expect(fleet.wishes.start).toEqual([{ cwd: null, prompt: null }]);
    const [again] = results(await call(fleet, 'agent_start', { prompt: blank, cwd: blank }));
    expect(again).toMatchObject({ status: 'already_running', ignored: [] });
  });

  it('as idempotency key: the second message is another one', async () => {
    const fleet = await runningFleet('a');
    const send = async (text: string): Promise<unknown> =>
      good(await call(fleet, 'agent_send', { agent: 'a', text, idempotency_key: '' }))['delivery'];
    const [first, second] = [await send('one'), await send('two')];
    expect(second).not.toEqual(first);
    const assign = async (task: string): Promise<unknown> =>
      good(await call(fleet, 'agent_assign_readonly', { agent: 'a', task, idempotency_key: ' ' }))[
        'delivery'
      ];
    expect(await assign('one')).not.toEqual(await assign('two'));
  });

  it('as skill, name, assignment and directory', async () => {
    const fleet = await runningFleet('a');
    const given = { agent: 'a', task: 'look', skill: '', name: ' ' };
    expect(good(await call(fleet, 'agent_assign_readonly', given))).toMatchObject({
      name: null,
      skill: { requested: null, available: null },
    });
    expect(good(await call(fleet, 'agent_report_request', { agent: 'a', assignment_id: '' }))).toMatchObject({
      assignment_id_state: 'not_given',
    });
    expect(good(await call(fleet, 'agent_scope_check', { cwd: '' }))).toMatchObject({ cwd_state: 'not_set' });
  });
});
