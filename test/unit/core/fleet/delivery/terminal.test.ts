import { beforeEach, describe, expect, it } from 'vitest';
import { settle } from '../../../fakes/ports/fakeClock.ts';
import { LEAD, PERSON } from '../../../fakes/ports/world.ts';
import { codeOf, fleet, SEND, START, useWorld, WORK, world } from '../setup.ts';

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

describe('an assignment on the terminal rung', () => {
  beforeEach(async () => {
    world.launcher = { ...world.launcher, appServer: false, why: 'old' };
    await fleet.start('a', START, PERSON);
  });

  const begins = (turnId: string): void =>
    world.sightings.fire({ type: 'turnStarted', turnId, startedAtMs: world.clock.nowMs() });
  const ends = (turnId: string): void =>
    world.sightings.fire({
      type: 'turnEnded',
      turn: { turnId, outcome: 'completed', failure: null, endedAtMs: world.clock.nowMs() },
    });
  const idle = {
    state: 'idle',
    source: 'terminal-title',
    evidence: 'rest',
    atMs: 0,
    untilMs: null,
  } as const;

  async function assigned(): Promise<void> {
    world.sightings.fire({ type: 'sighting', sighting: idle });
    const assigning = fleet.assign('a', WORK, null, LEAD);
    await settle();
    begins('turn-9');
    expect((await assigning).assignment.delivery.state).toBe('submitted');
  }

  it('moves on by her session file, and the ledger with it', async () => {
    const supervised = fleet.supervise();
    await settle();
    await assigned();
    expect(fleet.peek('a', PERSON).model.assignment?.delivery).toEqual({
      state: 'started',
      turnId: 'turn-9',
    });
    ends('turn-9');
    await settle();
    expect([...world.store.assignments.values()]).toMatchObject([
      { enforcement: 'told_only', delivery: { state: 'completed', turnId: 'turn-9' } },
    ]);
    supervised.dispose();
  });

  it('is over by her screen alone: a limit that no event tells is seen when she comes to rest', async () => {
    const supervised = fleet.supervise();
    await settle();
    world.shown = { ...idle, state: 'limited', source: 'pane', untilMs: world.clock.nowMs() + 60_000 };
    world.sightings.fire({ type: 'sighting', sighting: { ...idle, state: 'working' } });
    await settle();
    expect(fleet.peek('a', PERSON).activity.state).toBe('working');
    world.sightings.fire({ type: 'sighting', sighting: idle });
    await settle();
    expect(fleet.peek('a', PERSON).activity).toMatchObject({ state: 'limited', source: 'pane' });
    await world.clock.advance(60_000);
    expect(fleet.peek('a', PERSON).activity.state).toBe('idle');
    supervised.dispose();
  });
});
