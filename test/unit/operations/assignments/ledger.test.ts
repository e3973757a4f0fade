import { describe, expect, it } from 'vitest';
import { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { call, good, runningFleet } from '../support.ts';

/** The keys of a record, reference contract §3.6. */
const CONTRACT_KEYS = (
  'assignment_id,created_at_utc,agent,role,name,model,skill,scope,write_paths,context_count,forbidden_count,' +
  'write_policy,allow_subagents,lease,submitted,prompt_chars,prompt_output,response_output'
).split(',');

async function fleetWithWork(): Promise<FakeFleet> {
  const fleet = await runningFleet('a', 'b');
  await call(fleet, 'agent_assign_write', {
    agent: 'a',
    task: 'secret task',
    scope: ['src'],
    write_paths: ['src'],
  });
  await call(fleet, 'agent_assign_readonly', { agent: 'b', task: 'secret task', name: 'Nora' });
  return fleet;
}

const records = (value: Readonly<Record<string, unknown>>) =>
  value['records'] as readonly Readonly<Record<string, unknown>>[];

describe('agent_assignments', () => {
  it('lists what was given to whom, newest last, with the keys of the contract and ours', async () => {
    const value = good(await call(await fleetWithWork(), 'agent_assignments'));
    expect(value).toMatchObject({
      agent: 'all',
      limit: 20,
      record_count: 2,
      retained_count: 2,
      retention_limit: 500,
      records_truncated: false,
      log_path: 'not_returned',
      ledger_state: 'ok',
    });
    expect(records(value).map(({ agent, role }) => [agent, role])).toEqual([
      ['a', 'arbeitsbiene'],
      ['b', 'exploriererin'],
    ]);
    expect(Object.keys(records(value)[0] ?? {})).toEqual([...CONTRACT_KEYS, 'scope_enforcement', 'delivery']);
    expect(JSON.stringify(value)).not.toContain('secret task');
  });

  it('says when there are more than it lists', async () => {
    const fleet = await fleetWithWork();
    expect(good(await call(fleet, 'agent_assignments', { limit: 1 }))).toMatchObject({
      records: [{ agent: 'b' }],
      record_count: 1,
      retained_count: 2,
      records_truncated: true,
    });
    expect(good(await call(fleet, 'agent_assignments', { agent: 'a' }))).toMatchObject({
      agent: 'a',
      records: [{ agent: 'a', write_policy: 'explicit_paths_only', delivery: { state: 'accepted' } }],
      records_truncated: false,
    });
  });

  it('says that the ledger cannot be read', async () => {
    const fleet = new FakeFleet();
    fleet.isLedgerReadable = false;
    expect(good(await call(fleet, 'agent_assignments'))).toMatchObject({ ledger_state: 'unreadable' });
  });
});

describe('agent_last_assignment_status', () => {
  it('shows the last one', async () => {
    const fleet = await fleetWithWork();
    expect(good(await call(fleet, 'agent_last_assignment_status', { agent: 'b' }))).toMatchObject({
      agent: 'b',
      status: 'found',
      record: { role: 'exploriererin', name: 'Nora', delivery: { state: 'accepted', turn_id: 'turn-2' } },
    });
  });

  it('says when there is none', async () => {
    expect(good(await call(new FakeFleet(), 'agent_last_assignment_status', { agent: 'a' }))).toEqual({
      agent: 'a',
      status: 'none',
      record: null,
      ledger_state: 'ok',
    });
  });
});
