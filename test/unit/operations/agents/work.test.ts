import { describe, expect, it } from 'vitest';
import { lead, otherLead } from '../../fakes/fleet/fakeFleet.ts';
import { call, good, runningFleet } from '../support.ts';

describe('agent_send', () => {
  it('tells how far the message got and that the lease is ours', async () => {
    const fleet = await runningFleet('a');
    expect(good(await call(fleet, 'agent_send', { agent: 'a', text: 'hello\nthere' }))).toEqual({
      agent: 'a',
      status: 'sent',
      chars: 11,
      paste_mode: 'not_pasted',
      submitted: true,
      response_output: 'not_returned',
      delivery: { state: 'accepted', turn_id: 'turn-1', evidence: 'the app-server answered turn/start' },
      lease: expect.objectContaining({
        state: 'held',
        holder: 'this_server',
        seconds_remaining: 1800,
      }) as unknown,
    });
  });

  it.each([
    ['one line', 'hello', 'plain_paste'],
    ['several lines', 'hello\nthere', 'bracketed_paste'],
    ['several lines of an old Mac', 'hello\rthere', 'bracketed_paste'],
  ])('without enter pastes %s into the composer', async (_, text, mode) => {
    const fleet = await runningFleet('a');
    expect(good(await call(fleet, 'agent_send', { agent: 'a', text, enter: false }))).toMatchObject({
      paste_mode: mode,
      submitted: false,
      delivery: { state: 'typed', turn_id: null },
    });
  });

  it('delivers once for the same key', async () => {
    const fleet = await runningFleet('a');
    const args = { agent: 'a', text: 'hello', idempotency_key: 'k1' };
    const first = good(await call(fleet, 'agent_send', args));
    expect(good(await call(fleet, 'agent_send', args))['delivery']).toEqual(first['delivery']);
  });

  it('refuses one that another Teamleiterin holds, with all that one needs to go on', async () => {
    const fleet = await runningFleet('a');
    await fleet.send('a', { text: 'x', enter: true, idempotencyKey: null }, otherLead);
    fleet.nowMs += 1_790_000;
    expect(await call(fleet, 'agent_send', { agent: 'a', text: 'y' })).toMatchObject({
      ok: false,
      value: {
        agent: 'a',
        error_code: 'agent_lease_held_by_other_client',
        retryable: true,
        retry_after_seconds: 10,
        lease_seconds_remaining: 10,
        lease: { state: 'held', holder: 'other_server' },
      },
    });
  });

  it('refuses one that does not run', async () => {
    const fleet = await runningFleet();
    expect(await call(fleet, 'agent_send', { agent: 'a', text: 'y' })).toMatchObject({
      ok: false,
      value: { error_code: 'agent_not_running', retryable: false },
    });
  });
});

describe('agent_wait', () => {
  it('ends when something happens, and shows before and after', async () => {
    const fleet = await runningFleet('a');
    const waiting = call(fleet, 'agent_wait', { agent: 'a', timeout_seconds: 5 });
    fleet.happens('a', { type: 'turnStarted', turnId: 'turn-9', startedAtMs: fleet.nowMs });
    expect(good(await waiting)).toMatchObject({
      agent: 'a',
      status: 'activity_observed',
      timeout_seconds: 5,
      poll_interval_seconds: 30,
      poll_count: 1,
      elapsed_seconds: 0,
      initial: { activity: { state: 'idle' } },
      current: { activity: { state: 'working' } },
    });
  });

  it('tells at once of a turn that ended before it was called, and only once', async () => {
    const fleet = await runningFleet('a');
    await call(fleet, 'agent_send', { agent: 'a', text: 'hello' });
    fleet.finishes('a');
    expect(good(await call(fleet, 'agent_wait', { agent: 'a' }))).toMatchObject({
      status: 'activity_observed',
      poll_count: 0,
      current: { activity: { state: 'done' } },
    });
    expect(good(await call(fleet, 'agent_wait', { agent: 'a', timeout_seconds: 0 }))).toMatchObject({
      status: 'timeout',
      current: { activity: { state: 'idle' } },
    });
  });

  it('ends when it is cancelled', async () => {
    const fleet = await runningFleet('a');
    const cancel = new AbortController();
    const waiting = call(fleet, 'agent_wait', { agent: 'a' }, { signal: cancel.signal });
    cancel.abort();
    expect(await waiting).toMatchObject({ ok: false, value: { error_code: 'cancelled' } });
  });

  it('reports progress as short sentences', async () => {
    const fleet = await runningFleet('a');
    const heard: string[] = [];
    const waiting = call(
      fleet,
      'agent_wait',
      { agent: 'a' },
      { onProgress: (message) => heard.push(message) },
    );
    fleet.happens('a', { type: 'turnStarted', turnId: 'turn-9', startedAtMs: fleet.nowMs });
    await waiting;
    expect(heard).toEqual(['Agentin a: working. She works on her turn.']);
  });

  it('ends at once at one that does not run', async () => {
    expect(good(await call(await runningFleet(), 'agent_wait', { agent: 'b' }))).toMatchObject({
      status: 'not_running',
    });
  });
});

describe('agent_interrupt', () => {
  it('interrupts and then holds the lease', async () => {
    const fleet = await runningFleet('a');
    expect(good(await call(fleet, 'agent_interrupt', { agent: 'a' }))).toMatchObject({
      agent: 'a',
      status: 'interrupt_sent',
      response_output: 'not_returned',
      lease: { held_by_this_server: true },
    });
  });

  it('takes the lease of another with force only', async () => {
    const fleet = await runningFleet('a');
    await fleet.send('a', { text: 'x', enter: true, idempotencyKey: null }, otherLead);
    expect((await call(fleet, 'agent_interrupt', { agent: 'a' })).ok).toBe(false);
    expect((await call(fleet, 'agent_interrupt', { agent: 'a', force: true })).ok).toBe(true);
  });
});

describe('agent_safe_tail', () => {
  it('shows the redacted end of the terminal with its limits', async () => {
    expect(good(await call(await runningFleet('a'), 'agent_safe_tail', { agent: 'a', lines: 5 }))).toEqual({
      agent: 'a',
      source: 'pane',
      lines_limit: 5,
      chars_limit: 4000,
      redaction_applied: true,
      raw_log: 'not_returned',
      output: '› Explain this codebase',
    });
  });

  it('shows nothing of one that another Teamleiterin holds', async () => {
    const fleet = await runningFleet('a');
    await fleet.send('a', { text: 'x', enter: true, idempotencyKey: null }, otherLead);
    expect(await call(fleet, 'agent_safe_tail', { agent: 'a' })).toMatchObject({
      ok: false,
      value: { error_code: 'agent_lease_held_by_other_client', lease: { holder: 'other_server' } },
    });
  });

  it('shows one that the asker holds', async () => {
    const fleet = await runningFleet('a');
    await fleet.send('a', { text: 'x', enter: true, idempotencyKey: null }, lead);
    expect((await call(fleet, 'agent_safe_tail', { agent: 'a' })).ok).toBe(true);
  });
});
