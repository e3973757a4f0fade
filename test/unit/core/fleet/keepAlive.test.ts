import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import type { FleetManager } from '../../../../src/core/fleet/fleet.ts';
import { settle } from '../../fakes/ports/fakeClock.ts';
import { LEAD, PERSON } from '../../fakes/ports/world.ts';
import { codeOf, fleet, SEND, START, state, useWorld, world } from './setup.ts';

useWorld();

describe('staying alive', () => {
  let supervised: ReturnType<FleetManager['supervise']>;

  beforeEach(async () => {
    supervised = fleet.supervise();
    await fleet.start('a', START, PERSON);
    world.conversations.add('thread-1');
    await settle();
  });

  afterEach(() => supervised.dispose());

  it('takes no lock while nothing is to be done', async () => {
    // Her conversation is noted first.
    await world.clock.advance(1000);
    const locking = vi.spyOn(world.store, 'withLock');
    for (let second = 0; second < 5; second += 1) await world.clock.advance(1000);
    expect(locking).not.toHaveBeenCalled();
  });

  it('brings a view that ended back onto the same conversation', async () => {
    world.tmux.end('codex_agent_a_mcp', 'agent', 0);
    await settle();
    await world.clock.advance(1);
    const command = world.tmux.command('codex_agent_a_mcp', 'agent');
    expect(command?.argv.slice(1, 3)).toEqual(['resume', 'thread-1']);
    const session = (await world.tmux.sessions()).get('codex_agent_a_mcp');
    expect(session?.kind === 'present' && session.agent?.dead).toBeNull();
  });

  it('brings back a window that somebody closed', async () => {
    world.tmux.close('codex_agent_a_mcp', 'agent');
    await settle();
    await world.clock.advance(1);
    expect(world.tmux.command('codex_agent_a_mcp', 'agent')?.argv.slice(1, 3)).toEqual([
      'resume',
      'thread-1',
    ]);
  });

  it('restarts an app-server that was killed and reports the cut-off turn as interrupted', async () => {
    await fleet.send('a', SEND, PERSON);
    world.codex.server('a').die();
    world.tmux.end('codex_agent_a_mcp', 'server', 137);
    expect(state()).toBe('starting');
    await settle();
    await world.clock.advance(1);
    world.codex.server('a').comeBack();
    await settle();
    expect(fleet.peek('a', PERSON).model.lastTurn).toMatchObject({
      turnId: 'turn-1',
      outcome: 'interrupted',
    });
    expect(state()).toBe('idle');
  });

  it('tells an app-server that it restarted what the conversation may do', async () => {
    const server = world.codex.server('a');
    server.die();
    world.tmux.end('codex_agent_a_mcp', 'server', 137);
    await settle();
    await world.clock.advance(1);
    // The home may allow everything by itself.
    server.tuple = { permissions: ':danger-full-access', approvalPolicy: 'never', model: null, effort: null };
    server.comeBack();
    await settle();
    expect(server.tuple).toMatchObject({ permissions: ':workspace', approvalPolicy: 'on-request' });
  });

  it('gives up on an app-server that keeps ending, and says so', async () => {
    for (let round = 0; round < 6; round += 1) {
      world.tmux.end('codex_agent_a_mcp', 'server', 1);
      await settle();
      await world.clock.advance(5000);
    }
    expect(fleet.peek('a', PERSON).activity).toMatchObject({
      state: 'error',
      evidence: 'the app-server ended several times',
    });
  });

  it('gives up on a terminal that ends before anybody sees it run, too', async () => {
    world.tmux.endsAtOnce = 'agent';
    world.tmux.end('codex_agent_a_mcp', 'agent', 1);
    for (let round = 0; round < 6; round += 1) {
      await settle();
      await world.clock.advance(5000);
    }
    expect(fleet.peek('a', PERSON).activity).toMatchObject({
      state: 'error',
      evidence: 'the terminal view ended several times',
    });
  });

  it('says to attach where her terminal ends before it could even be logged', async () => {
    world.tmux.pipeProblem = new FleetError('tmux_failed', 'refused', { cause: 'target pane has exited' });
    for (let round = 0; round < 6; round += 1) {
      world.tmux.end('codex_agent_a_mcp', 'agent', 1);
      await settle();
      await world.clock.advance(5000);
    }
    expect(fleet.peek('a', PERSON).activity).toMatchObject({
      state: 'error',
      evidence: 'the terminal view ended several times',
    });
  });

  it('does not wait for the app-server of a Codex that was replaced by one without', async () => {
    world.launcher = {
      ...world.launcher,
      appServer: false,
      why: 'this Codex has no app-server that listens',
    };
    world.tmux.end('codex_agent_a_mcp', 'server', 137);
    await settle();
    await world.clock.advance(5000);
    expect(fleet.peek('a', PERSON).activity).toMatchObject({
      state: 'error',
      evidence: 'a restart was refused',
    });
  });

  it('knows who she is although somebody cleared the state directory, and notes it again', async () => {
    const before = world.store.metas.get('a');
    world.store.metas.clear();
    await fleet.send('a', SEND, PERSON);
    await settle();
    const { cwd, threadId, rawLogPath, expectedUp } = world.store.metas.get('a') ?? {};
    expect({ cwd, threadId, rawLogPath, expectedUp }).toEqual({
      cwd: before?.cwd,
      threadId: 'thread-1',
      rawLogPath: before?.rawLogPath,
      expectedUp: true,
    });
  });

  it('reports an Agentin as lost when tmux dies, and start brings her back on her conversation', async () => {
    world.tmux.die();
    await settle();
    expect(state()).toBe('lost');
    expect(await codeOf(fleet.send('a', SEND, PERSON))).toBe('agent_lost');
    const again = await fleet.start('a', START, PERSON);
    expect(again.resumedThread).toBe(true);
    expect(state()).toBe('idle');
  });

  it('does not bring back what a person stopped', async () => {
    await fleet.stop('a', { force: false }, PERSON);
    await world.clock.advance(10_000);
    expect((await world.tmux.sessions()).size).toBe(0);
    expect(state()).toBe('stopped');
  });

  it('is found by another process as it is', async () => {
    await fleet.send('a', SEND, PERSON);
    const other = world.fleet();
    expect((await other.status('a', LEAD)).activity.state).toBe('working');
    expect((await other.status('a', LEAD)).lease).toMatchObject({ state: 'held', mine: false });
    other.dispose();
  });
});

describe('the fleet file', () => {
  it('adds and removes Agentinnen while the others go on', async () => {
    await fleet.start('a', START, PERSON);
    const [first] = world.config.agents;
    world.config = { ...world.config, agents: first === undefined ? [] : [first] };
    world.configChanged.fire();
    expect(state()).toBe('idle');
    expect(await codeOf(fleet.status('b', PERSON))).toBe('unknown_agent');
  });

  const withA = (change: object): void => {
    const agents = world.config.agents.map((agent) => (agent.id === 'a' ? { ...agent, ...change } : agent));
    world.config = { ...world.config, agents };
    world.configChanged.fire();
  };

  it('gives one who works another name: she works on, and whoever waits for her hears it', async () => {
    await fleet.start('a', START, PERSON);
    await fleet.send('a', SEND, PERSON);
    const waiting = fleet.wait('a', { timeoutSeconds: 600 }, PERSON);
    await settle();
    withA({ name: 'Milena', cwd: '/elsewhere' });
    expect([fleet.peek('a', PERSON).spec.name, state()]).toEqual(['Milena', 'working']);
    world.codex.server('a').endTurn();
    const { status, current } = await waiting;
    expect([status, current.spec.name, state()]).toEqual(['activity_observed', 'Milena', 'done']);
  });

  it('ends the wait for one who is taken out, and for one who is another from now on', async () => {
    await fleet.start('a', START, PERSON);
    await fleet.send('a', SEND, PERSON);
    const first = fleet.wait('a', { timeoutSeconds: 600 }, PERSON);
    await settle();
    withA({ home: '/homes/another' });
    expect((await first).status).toBe('activity_observed');
    const second = fleet.wait('a', { timeoutSeconds: 600 }, PERSON);
    await settle();
    world.config = { ...world.config, agents: world.config.agents.filter(({ id }) => id !== 'a') };
    world.configChanged.fire();
    expect(await codeOf(second)).toBe('unknown_agent');
  });
});
