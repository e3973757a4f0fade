import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FleetError } from '../../../../../src/core/errors.ts';
import { LEAD, PERSON } from '../../../fakes/ports/world.ts';
import { codeOf, fleet, LOOK, SEND, START, state, useWorld, world } from '../setup.ts';

useWorld();

describe('send', () => {
  beforeEach(async () => void (await fleet.start('a', START, PERSON)));

  it('is accepted with the turn it became, under the base tuple', async () => {
    const { delivery } = await fleet.send('a', SEND, PERSON);
    expect(delivery).toEqual({ state: 'accepted', turnId: 'turn-1' });
    expect(world.codex.server('a').tuple).toMatchObject({
      permissions: ':workspace',
      approvalPolicy: 'on-request',
    });
    expect(state()).toBe('working');
  });

  it('does not wait for tmux while her app-server is connected', async () => {
    const asked = vi.spyOn(world.tmux, 'sessions');
    await fleet.send('a', SEND, PERSON);
    expect(asked).not.toHaveBeenCalled();
  });

  it('does not send twice with one idempotency key', async () => {
    const keyed = { ...SEND, idempotencyKey: 'k1' };
    await fleet.send('a', keyed, PERSON);
    world.codex.server('a').endTurn();
    const again = await fleet.send('a', keyed, PERSON);
    expect(world.codex.server('a').turns).toHaveLength(1);
    expect(again.delivery).toEqual({ state: 'completed', turnId: 'turn-1' });
  });

  it('refuses something else with a key that was used, and sends nothing', async () => {
    const keyed = { ...SEND, idempotencyKey: 'k1' };
    await fleet.send('a', keyed, PERSON);
    world.codex.server('a').endTurn();
    for (const other of [
      { ...keyed, text: 'another' },
      { ...keyed, enter: false },
    ])
      expect(await codeOf(fleet.send('a', other, PERSON))).toBe('idempotency_key_reused');
    expect(await codeOf(fleet.assign('a', LOOK, 'k1', PERSON))).toBe('idempotency_key_reused');
    expect(world.codex.server('a').turns).toHaveLength(1);
    expect(world.tmux.keys).toEqual([]);
    // The first one is still known by it.
    expect((await fleet.send('a', keyed, PERSON)).delivery).toMatchObject({ turnId: 'turn-1' });
    expect(JSON.stringify([...world.store.metas])).not.toContain(SEND.text);
  });

  it('keeps the lease after a success and gives a fresh one back after a failure', async () => {
    world.codex.server('a').failNextTurn = new FleetError('codex_failed', 'no');
    expect(await codeOf(fleet.send('a', SEND, PERSON))).toBe('codex_failed');
    expect(world.store.leases.has('a')).toBe(false);
    await fleet.send('a', SEND, PERSON);
    expect(world.store.leases.has('a')).toBe(true);
    expect(await codeOf(fleet.send('a', SEND, LEAD))).toBe('agent_lease_held_by_other_client');
  });

  it('says that the outcome is unknown when the connection ends on the way', async () => {
    world.codex.server('a').failNextTurn = new FleetError('codex_disconnected', 'gone', { retryable: true });
    expect(await codeOf(fleet.send('a', SEND, PERSON))).toBe('delivery_unknown');
  });

  it('leaves the text in the composer without Enter', async () => {
    const { delivery } = await fleet.send('a', { ...SEND, enter: false }, PERSON);
    expect(delivery.state).toBe('typed');
    expect(world.tmux.keys).toEqual([]);
  });

  it('refuses for an Agentin that is not running or not there', async () => {
    expect(await codeOf(fleet.send('b', SEND, PERSON))).toBe('agent_not_running');
    expect(await codeOf(fleet.send('x', SEND, PERSON))).toBe('unknown_agent');
  });
});

describe('answers', () => {
  const item = {
    kind: 'command',
    key: 'turn-1/item-1',
    turnId: 'turn-1',
    openedAtMs: 0,
    command: 'touch x',
    cwd: '/repo',
    reason: null,
  } as const;

  beforeEach(async () => {
    await fleet.start('a', START, PERSON);
    await fleet.send('a', SEND, PERSON);
    world.codex.server('a').ask(item);
  });

  it('reach the app-server and end the waiting', async () => {
    expect(state()).toBe('needs_approval');
    await fleet.answer('a', item.key, { kind: 'accept' });
    expect(world.codex.server('a').answers).toEqual([{ key: item.key, answer: { kind: 'accept' } }]);
    expect(state()).toBe('working');
  });

  it('say when somebody else was faster', async () => {
    await fleet.answer('a', item.key, { kind: 'accept' });
    expect(await codeOf(fleet.answer('a', item.key, { kind: 'decline' }))).toBe('nothing_pending');
  });
});
