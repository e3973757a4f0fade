import { beforeEach, describe, expect, it } from 'vitest';
import { settle } from '../../fakes/fakeClock.ts';
import { LEAD, PERSON } from '../../fakes/world.ts';
import { codeOf, fleet, SEND, START, useWorld, WORK, world } from './setup.ts';

useWorld();

describe('the terminal rung', () => {
  beforeEach(async () => {
    world.launcher = { ...world.launcher, appServer: false, why: 'old' };
    await fleet.start('a', START, PERSON);
  });

  const sight = (seen: 'idle' | 'working' | 'needs_approval'): void =>
    world.sightings.fire({
      type: 'sighting',
      sighting: {
        state: seen,
        source: 'rollout',
        evidence: 'task_started',
        atMs: world.clock.nowMs(),
        untilMs: null,
      },
    });

  it('starts without an app-server and says where its state is from', async () => {
    expect(world.tmux.command('codex_agent_a_mcp', 'server')).toBeUndefined();
    sight('working');
    expect(fleet.peek('a', PERSON).activity).toMatchObject({ state: 'working', source: 'rollout' });
  });

  it('is submitted when work is seen to begin', async () => {
    sight('idle');
    const sending = fleet.send('a', SEND, PERSON);
    await settle();
    sight('working');
    expect((await sending).delivery.state).toBe('submitted');
    expect(world.tmux.keys).toEqual([{ session: 'codex_agent_a_mcp', keys: ['Enter'] }]);
  });

  it('is unconfirmed when nothing shows that work began', async () => {
    const sending = fleet.send('a', SEND, PERSON);
    await settle();
    await world.clock.advance(5000);
    expect((await sending).delivery.state).toBe('unconfirmed');
  });

  it('tells the scope instead of enforcing it, and says so', async () => {
    sight('idle');
    const assigning = fleet.assign('a', WORK, null, LEAD);
    await settle();
    sight('working');
    expect((await assigning).enforcement).toBe('told_only');
  });

  it('does not type into an open dialog', async () => {
    sight('needs_approval');
    expect(await codeOf(fleet.send('a', SEND, PERSON))).toBe('agent_busy');
    expect(world.tmux.pasted).toEqual([]);
  });
});
