import { describe, expect, it } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import { FakeFleet, lead, otherLead } from '../../fakes/fleet/fakeFleet.ts';
import { call, results, runningFleet } from '../support.ts';

describe('agent_start', () => {
  it('starts the whole fleet in its order when nobody is named', async () => {
    const fleet = new FakeFleet(['b', 'a', 'c']);
    const started = results(await call(fleet, 'agent_start'));
    expect(started.map(({ agent, status }) => [agent, status])).toEqual([
      ['b', 'started'],
      ['a', 'started'],
      ['c', 'started'],
    ]);
  });

  it.each(['both', 'all'])('takes "%s" for all', async (agent) => {
    expect(results(await call(new FakeFleet(), 'agent_start', { agent }))).toHaveLength(2);
  });

  it('tells what was started without a path', async () => {
    const [entry] = results(await call(new FakeFleet(), 'agent_start', { agent: 'a', cwd: '/private/x' }));
    expect(entry).toEqual({
      status: 'started',
      agent: 'a',
      backend: 'tmux',
      session: 'codex_agent_a_mcp',
      pid: 101,
      cwd: 'not_returned',
      cwd_state: 'set',
      lease: expect.objectContaining({ state: 'unclaimed', holder: 'none', ttl_seconds: 1800 }) as unknown,
      model: 'default-model',
      model_reasoning_effort: 'medium',
      raw_log: 'not_returned',
      raw_log_max_bytes: 5_242_880,
      resumed_thread: false,
      control: 'app-server',
      launch_policy: 'guarded',
      thread_id: 'thread-a',
      activity: expect.objectContaining({ state: 'idle', source: 'app-server' }) as unknown,
    });
  });

  it('leaves one that runs as she is, and shows her metadata without a path', async () => {
    const fleet = await runningFleet('a');
    const outcome = await call(fleet, 'agent_start', { agent: 'a' });
    expect(results(outcome)[0]).toMatchObject({
      status: 'already_running',
      home_external_process_count: 0,
      meta: {
        agent: 'a',
        cwd: 'not_returned',
        home: 'not_returned',
        runner: 'not_returned',
        raw_log: 'not_returned',
      },
    });
    expect(JSON.stringify(outcome)).not.toContain('/private');
  });

  it('tells what of the wish was not done, as far as the caller wished for it', async () => {
    const fleet = await runningFleet('a');
    const ignored = async (wish: Readonly<Record<string, string>>): Promise<unknown> =>
      results(await call(fleet, 'agent_start', { agent: 'a', ...wish }))[0]?.['ignored'];
    expect(await ignored({})).toEqual([]);
    expect(await ignored({ cwd: '/some/where', prompt: 'hello' })).toEqual(['cwd', 'prompt']);
  });

  it.each([
    ['an absolute directory', '/some/where', '/some/where'],
    ['a relative one from where the caller is', '../other', '/where/i/other'],
    ['one below the home, for the fleet to expand', '~/x', '~/x'],
    ['none: where the caller is', undefined, '/where/i/am'],
  ])('passes on %s', async (_, cwd, passed) => {
    const fleet = new FakeFleet();
    await call(fleet, 'agent_start', { agent: 'a', ...(cwd !== undefined && { cwd }) });
    expect(fleet.wishes.start).toEqual([{ cwd: passed, prompt: null }]);
  });

  it("leaves the choice to the Agentin's own directory when the caller names none", async () => {
    const fleet = new FakeFleet(['a']);
    fleet.config = { ...fleet.config, agents: fleet.config.agents.map((spec) => ({ ...spec, cwd: '/own' })) };
    await call(fleet, 'agent_start', { prompt: 'hello' });
    expect(fleet.wishes.start).toEqual([{ cwd: null, prompt: 'hello' }]);
  });

  it('reports one that fails beside those that do not, with code and retryability', async () => {
    const fleet = new FakeFleet();
    fleet.refusals.set(
      'a',
      new FleetError('home_in_use', 'Her home is in use.', {
        retryable: true,
        retryAfterSeconds: 5,
        details: { external_process_count: 1 },
      }),
    );
    const [a, b] = results(await call(fleet, 'agent_start'));
    expect(a).toEqual({
      agent: 'a',
      error: 'Her home is in use.',
      error_code: 'home_in_use',
      retryable: true,
      retry_after_seconds: 5,
      external_process_count: 1,
    });
    expect(b).toMatchObject({ agent: 'b', status: 'started' });
  });

  it('shows nothing of an error that is not ours', async () => {
    const fleet = new FakeFleet();
    fleet.refusals.set('a', new Error('ENOENT /private/secret'));
    const outcome = await call(fleet, 'agent_start', { agent: 'a' });
    expect(results(outcome)[0]).toMatchObject({ error_code: 'internal', retryable: false });
    expect(JSON.stringify(outcome)).not.toContain('private');
  });
});

describe('agent_stop', () => {
  it('stops one that runs and says of the other that she did not', async () => {
    const fleet = await runningFleet('a');
    expect(results(await call(fleet, 'agent_stop'))).toMatchObject([
      { agent: 'a', status: 'stopped', session: 'codex_agent_a_mcp', lease: { state: 'unclaimed' } },
      { agent: 'b', status: 'not_running' },
    ]);
  });

  it('keeps the structured lease when another Teamleiterin holds one of several', async () => {
    const fleet = await runningFleet('a', 'b');
    await fleet.send('a', { text: 'x', enter: true, idempotencyKey: null }, otherLead);
    fleet.nowMs += 10_000;
    const [a, b] = results(await call(fleet, 'agent_stop'));
    expect(a).toMatchObject({
      agent: 'a',
      error_code: 'agent_lease_held_by_other_client',
      retryable: true,
      retry_after_seconds: 30,
      lease_seconds_remaining: 1790,
      raw_output: 'not_returned',
      lease: {
        state: 'held',
        holder: 'other_server',
        held_by_this_server: false,
        seconds_remaining: 1790,
        ttl_seconds: 1800,
      },
    });
    expect(b).toMatchObject({ agent: 'b', status: 'stopped' });
    expect(JSON.stringify(a)).not.toContain(otherLead.owner);
  });

  it('takes her from the other with force', async () => {
    const fleet = await runningFleet('a');
    await fleet.send('a', { text: 'x', enter: true, idempotencyKey: null }, otherLead);
    expect(results(await call(fleet, 'agent_stop', { agent: 'a', force: true }))[0]).toMatchObject({
      status: 'stopped',
    });
  });
});

describe('agent_lease_status', () => {
  it('tells mine, the other one’s and none apart', async () => {
    const fleet = await runningFleet('a', 'b');
    await fleet.send('a', { text: 'x', enter: true, idempotencyKey: null }, lead);
    await fleet.send('b', { text: 'x', enter: true, idempotencyKey: null }, otherLead);
    expect(results(await call(fleet, 'agent_lease_status'))).toMatchObject([
      {
        agent: 'a',
        state: 'held',
        holder: 'this_server',
        held_by_this_server: true,
        expires_at_utc: '2026-01-01T00:30:00.000Z',
      },
      { agent: 'b', state: 'held', holder: 'other_server', held_by_this_server: false },
    ]);
    fleet.nowMs += 1_800_000;
    expect(results(await call(fleet, 'agent_lease_status', { agent: 'a' }))).toMatchObject([
      { state: 'expired', held_by_this_server: false, seconds_remaining: 0 },
    ]);
  });
});
