import { describe, expect, it } from 'vitest';
import { call, good, results, runningFleet } from '../support.ts';

const ID = '20260101T000000000000Z-a';

describe('agent_report_request', () => {
  it('says how the request got on and keeps the answer out', async () => {
    const fleet = await runningFleet('a');
    const value = good(await call(fleet, 'agent_report_request', { agent: 'a', assignment_id: ID }));
    expect(value).toMatchObject({
      agent: 'a',
      status: 'report_requested',
      submitted: true,
      assignment_id: ID,
      assignment_id_state: 'sent',
      steered: false,
      send: { status: 'sent', paste_mode: 'not_pasted', response_output: 'not_returned' },
      delivery: { state: 'accepted' },
      lease: { held_by_this_server: true },
    });
  });

  it('shows in the status until and after it is answered', async () => {
    const fleet = await runningFleet('a');
    await call(fleet, 'agent_report_request', { agent: 'a' });
    const shown = async () => results(await call(fleet, 'agent_status', { agent: 'a' }))[0]?.['last_report'];
    expect(await shown()).toMatchObject({ assignment_id: null, answered_at_utc: null });
    fleet.finishes('a');
    expect(await shown()).toMatchObject({
      answered_at_utc: '2026-01-01T00:00:00.000Z',
      delivery: { state: 'completed' },
    });
  });

  it('refuses one that does not run, with what to do', async () => {
    const fleet = await runningFleet();
    expect(await call(fleet, 'agent_report_request', { agent: 'a' })).toMatchObject({
      ok: false,
      value: { error_code: 'agent_not_running' },
    });
  });
});
