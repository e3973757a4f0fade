import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FleetManager } from '../../../../src/core/fleet/fleet.ts';
import type { Holder } from '../../../../src/core/lease.ts';
import { bindOperations, operations } from '../../../../src/operations/index.ts';
import { World } from '../../fakes/ports/world.ts';

/** Over the real core: what an operation does to an Agentin whom another Teamleiterin holds. */

const HOLDER: Holder = { owner: 'the-one-who-holds', kind: 'lead' };
const OTHER: Holder = { owner: 'another', kind: 'lead' };

/** Arguments with which each operation that changes something would do so. A new one belongs here. */
const CHANGES: Readonly<Record<string, object>> = {
  agent_start: { prompt: 'hello' },
  agent_send: { text: 'hello' },
  agent_interrupt: {},
  agent_stop: {},
  agent_assign: { role: 'arbeitsbiene', task: 'Write.', scope: ['docs'], write_paths: ['docs'] },
  agent_assign_readonly: { task: 'Read.', scope: ['docs'] },
  agent_assign_write: { task: 'Write.', scope: ['docs'], write_paths: ['docs'] },
  agent_report_request: {},
  agent_claim: {},
  agent_release: {},
  fleet_watchdog: { require_lease: false, idle_seconds: 1 },
  // Changes nothing, but shows what she does for whoever holds her.
  agent_safe_tail: {},
};

/** They say that she runs already, or is to be let alone; what they would change stays as it is all the same. */
const NOT_REFUSED = new Set(['agent_start', 'fleet_watchdog']);

/** Refused when she runs not, whoever holds her; the lease does not matter then. */
const ONLY_WHEN_RUNNING = new Set([
  'agent_send',
  'agent_interrupt',
  'agent_assign',
  'agent_assign_readonly',
  'agent_assign_write',
  'agent_report_request',
]);

/** Her name only says whose worktree it will be: nothing of hers is touched, so it needs no lease (reference contract §7). */
const TOUCHES_NONE = new Set(['worktree_create_for_agent']);

let world: World;
let fleet: FleetManager;

beforeEach(() => {
  world = new World();
  fleet = world.fleet();
});
afterEach(() => fleet.dispose());

async function call(name: string, args: object, holder = OTHER) {
  const bound = bindOperations(['a', 'b']).get(name);
  if (bound === undefined) throw new Error(`no operation ${name}`);
  return bound.call(
    { fleet, holder, cwd: '/repo', nowMs: () => world.clock.nowMs() },
    { agent: 'a', ...args },
  );
}

/** The refusal of a call, of `results` too; null when it was not refused. */
async function refusalOf(name: string, args: object): Promise<Readonly<Record<string, unknown>> | null> {
  const { ok, value } = await call(name, args);
  const entry =
    ok && Array.isArray(value['results']) ? (value['results'][0] as Record<string, unknown>) : value;
  return entry['error_code'] === undefined ? null : entry;
}

/** Everything outside of the process that an operation could change. */
async function picture(): Promise<string> {
  const { turns, profiles, answers, cutOff, tuple } = world.codex.server('a');
  const { metas, leases, assignments } = world.store;
  const { pasted, keys, logged } = world.tmux;
  const sessions = await world.tmux.sessions();
  const maps = [[...metas], [...leases], [...sessions], [...profiles]];
  return JSON.stringify([
    maps,
    turns,
    answers,
    cutOff,
    tuple,
    assignments,
    pasted,
    keys,
    logged,
    world.prepared,
  ]);
}

describe('an Agentin whom another Teamleiterin holds', () => {
  it('is protected from every operation that changes something', () => {
    const changing = operations.filter(({ name, kind, bind }) => {
      const { properties } = bind(['a', 'b']).inputSchema as { properties?: Record<string, unknown> };
      return kind !== 'read' && properties?.['agent'] !== undefined && !TOUCHES_NONE.has(name);
    });
    expect(Object.keys(CHANGES)).toEqual(expect.arrayContaining(changing.map(({ name }) => name)));
  });

  describe.each(Object.entries(CHANGES))('%s', (name, args) => {
    it('is refused with all that one needs to go on, and changes nothing', async () => {
      await fleet.start('a', { cwd: null, prompt: null }, HOLDER);
      await call('agent_claim', { ttl_seconds: 105 }, HOLDER);
      // Something that a start would mend.
      world.tmux.close('codex_agent_a_mcp', 'agent');
      await world.clock.advance(5000);
      const before = await picture();
      const refusal = await refusalOf(name, args);
      if (!NOT_REFUSED.has(name)) {
        expect(refusal).toMatchObject({
          agent: 'a',
          error_code: 'agent_lease_held_by_other_client',
          retryable: true,
          retry_after_seconds: 30,
          lease_seconds_remaining: 100,
          lease: { agent: 'a', state: 'held', holder: 'other_server', seconds_remaining: 100 },
          raw_output: 'not_returned',
        });
      }
      expect(JSON.stringify(refusal)).not.toContain('the-one-who-holds');
      expect(await picture()).toBe(before);
    });

    it('is refused for a damaged lease with what to do, and changes nothing', async () => {
      await fleet.start('a', { cwd: null, prompt: null }, HOLDER);
      world.store.leases.set('a', 'unreadable');
      await world.clock.advance(5000);
      const before = await picture();
      const refusal = await refusalOf(name, args);
      if (!NOT_REFUSED.has(name)) {
        expect(refusal).toMatchObject({ error_code: 'could_not_read_agent_lease', retryable: false });
        expect(refusal?.['error']).toContain('agent_release');
      }
      expect(await picture()).toBe(before);
    });

    it('changes nothing when she does not run', async () => {
      await call('agent_claim', { ttl_seconds: 10 }, HOLDER);
      const before = await picture();
      const refusal = await refusalOf(name, args);
      const expected = ONLY_WHEN_RUNNING.has(name) ? 'agent_not_running' : 'agent_lease_held_by_other_client';
      if (name !== 'agent_stop' && name !== 'fleet_watchdog')
        expect(refusal).toMatchObject({ error_code: expected });
      expect(await picture()).toBe(before);
    });
  });

  it('is not given up by a stop when she is lost', async () => {
    await fleet.start('a', { cwd: null, prompt: null }, HOLDER);
    await call('agent_claim', {}, HOLDER);
    world.tmux.die();
    const before = await picture();
    expect(await call('agent_stop', {})).toMatchObject({ value: { results: [{ status: 'not_running' }] } });
    expect(await picture()).toBe(before);
    expect(await call('agent_stop', { force: true })).toMatchObject({
      value: { results: [{ status: 'not_running' }] },
    });
    expect(world.store.metas.get('a')?.expectedUp).toBe(false);
  });

  it('is free for each of them once her holder is over', async () => {
    const witness = { pid: 7, started: '1', boot: 'b', host: 'h', space: 's' };
    await fleet.start('a', { cwd: null, prompt: null }, HOLDER);
    await call('agent_claim', {}, { ...HOLDER, witness });
    world.gone.add(7);
    expect(await call('agent_lease_status', {})).toMatchObject({
      value: {
        results: [{ state: 'expired', holder: 'other_server', holder_ended: true, seconds_remaining: 0 }],
      },
    });
    expect((await call('agent_send', { text: 'hello' })).ok).toBe(true);
    expect(await call('agent_lease_status', {})).toMatchObject({
      value: { results: [{ state: 'held', held_by_this_server: true }] },
    });
  });
});
