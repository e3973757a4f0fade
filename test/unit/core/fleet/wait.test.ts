import { beforeEach, describe, expect, it } from 'vitest';
import { settle } from '../../fakes/ports/fakeClock.ts';
import { PERSON } from '../../fakes/ports/world.ts';
import { anotherProcess, fleet, LOOK, SEND, START, useWorld, world } from './setup.ts';

useWorld();

describe('wait', () => {
  beforeEach(async () => void (await fleet.start('a', START, PERSON)));

  it('ends on the event that the turn is over', async () => {
    await fleet.send('a', SEND, PERSON);
    const waiting = fleet.wait('a', { timeoutSeconds: 600 }, PERSON);
    await settle();
    world.codex.server('a').endTurn();
    const result = await waiting;
    expect(result.status).toBe('activity_observed');
    expect(result.current.activity.state).toBe('done');
  });

  it('says timeout when nothing happens', async () => {
    await fleet.send('a', SEND, PERSON);
    const waiting = fleet.wait('a', { timeoutSeconds: 30 }, PERSON);
    await settle();
    await world.clock.advance(30_000);
    expect((await waiting).status).toBe('timeout');
  });

  it('ends at once for an Agentin that never had a task or does not run', async () => {
    expect((await fleet.wait('a', { timeoutSeconds: 600 }, PERSON)).status).toBe('tui_starter_context');
    expect((await fleet.wait('b', { timeoutSeconds: 600 }, PERSON)).status).toBe('not_running');
  });

  it('ends when everything ends, also in a process that does nothing but wait', async () => {
    await fleet.send('a', SEND, PERSON);
    const waiting = fleet.wait('a', { timeoutSeconds: 600 }, PERSON);
    await settle();
    world.tmux.die();
    expect((await waiting).status).toBe('not_running');
  });

  it('does not take the joining of its own process for a sign of her', async () => {
    await fleet.send('a', SEND, PERSON);
    anotherProcess();
    world.codex.server('a').connecting = world.clock.sleep(1000);
    const waiting = fleet.wait('a', { timeoutSeconds: 30 }, PERSON);
    await settle();
    await world.clock.advance(1000);
    await settle();
    await world.clock.advance(30_000);
    const { status, initial } = await waiting;
    expect([status, initial.activity.state]).toEqual(['timeout', 'working']);
  });

  it('tells a process that joins later of an assignment that is over already, once', async () => {
    await fleet.assign('a', LOOK, null, PERSON);
    fleet.dispose();
    world.codex.server('a').endTurn();
    anotherProcess();
    const first = fleet.wait('a', { timeoutSeconds: 30 }, PERSON);
    await settle();
    await world.clock.advance(0);
    expect((await first).status).toBe('activity_observed');
    anotherProcess();
    const second = fleet.wait('a', { timeoutSeconds: 30 }, PERSON);
    await settle();
    await world.clock.advance(30_000);
    expect((await second).status).toBe('timeout');
  });

  it('ends when its caller gives up', async () => {
    await fleet.send('a', SEND, PERSON);
    const stop = new AbortController();
    const waiting = fleet.wait('a', { timeoutSeconds: 600, signal: stop.signal }, PERSON);
    await settle();
    stop.abort();
    expect((await waiting).status).toBe('timeout');
  });

  it('ends at once when the turn ended before anybody waited', async () => {
    await fleet.send('a', SEND, PERSON);
    world.codex.server('a').endTurn();
    const { status, observations } = await fleet.wait('a', { timeoutSeconds: 600 }, PERSON);
    expect([status, observations]).toEqual(['activity_observed', 0]);
  });

  it('tells of a turn that ended before, once, although a person has looked at her since', async () => {
    await fleet.send('a', SEND, PERSON);
    world.codex.server('a').endTurn();
    fleet.markLooked('a');
    expect((await fleet.wait('a', { timeoutSeconds: 600 }, PERSON)).status).toBe('activity_observed');
    const second = fleet.wait('a', { timeoutSeconds: 30 }, PERSON);
    await settle();
    await world.clock.advance(30_000);
    expect((await second).status).toBe('timeout');
  });
});
