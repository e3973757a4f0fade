import { describe, expect, it } from 'vitest';
import { AgentRuntime } from '../../../../../src/core/fleet/runtime/agentRuntime.ts';
import { EMPTY_META } from '../../../../../src/core/fleet/session.ts';
import type { AgentMeta } from '../../../../../src/core/ports.ts';
import { fleetConfig, PERSON, World } from '../../../fakes/ports/world.ts';

interface Rig {
  readonly world: World;
  readonly agent: AgentRuntime;
  readonly links: () => number;
}

function agentInWorld(): Rig {
  const world = new World();
  const [spec] = fleetConfig().agents;
  if (spec === undefined) throw new Error('The fleet has nobody.');
  const agent = new AgentRuntime(spec, world.deps());
  agent.apply({ type: 'control', control: 'app-server' });
  agent.connect();
  return { world, agent, links: () => world.codex.server(spec.id).links.size };
}

it('a listing from before her session was made does not cut off the start that made it', () => {
  const { agent, links } = agentInWorld();
  agent.apply({ type: 'starting' });
  agent.observe(undefined);
  expect(links()).toBe(1);
  expect(agent.model.startingSinceMs).not.toBeNull();
});

it('the end of her session ends the connection, after a failed start too', () => {
  const { agent, links } = agentInWorld();
  agent.apply({ type: 'starting' });
  agent.apply({ type: 'startFailed' });
  agent.observe(undefined);
  expect(links()).toBe(0);
  expect(agent.model.session.kind).toBe('absent');
});

it('a reading that began before a write, or before a newer reading, brings nothing of the past back', async () => {
  const { agent, world } = agentInWorld();
  const { store } = world;
  const now = { ...EMPTY_META, runId: 'now' };
  let slow = (_meta: AgentMeta): void => {};
  const readMeta = store.readMeta.bind(store);
  store.readMeta = async () => new Promise((resolve) => (slow = resolve));
  const before = agent.disk.readAll();
  agent.disk.setMeta(now);
  slow({ ...EMPTY_META, runId: 'before the write' });
  await before;
  expect(agent.meta).toBe(now);

  const older = agent.disk.readAll();
  const finish = slow;
  store.readMeta = readMeta;
  store.metas.set('a', { ...EMPTY_META, runId: 'of another process' });
  await agent.disk.readAll();
  finish({ ...EMPTY_META, runId: 'before the newer reading' });
  await older;
  expect(agent.meta?.runId).toBe('of another process');
});

it('counts who uses her home anew when her session has come or gone', async () => {
  const { agent, world } = agentInWorld();
  const present = { kind: 'present', agent: null, server: null } as const;
  await agent.readFigures();
  world.externalProcesses = 2;
  agent.observe(present);
  await agent.readFigures();
  expect(agent.snapshot(PERSON).processes).toEqual({ all: 2, external: 2 });
});

/** One whose turn has just failed at a limit that ends in a minute. */
function limitedAgent(): Pick<Rig, 'world' | 'agent'> {
  const world = new World();
  const [spec] = fleetConfig().agents;
  if (spec === undefined) throw new Error('The fleet has nobody.');
  const agent = new AgentRuntime(spec, world.deps());
  const endedAtMs = world.clock.nowMs();
  const failure = {
    kind: 'usage_limit',
    codexKind: null,
    untilMs: endedAtMs + 60_000,
    model: null,
  } as const;
  agent.apply({ type: 'control', control: 'app-server' });
  agent.observe({ kind: 'present', agent: null, server: null });
  agent.apply({ type: 'link', link: { kind: 'connected' } });
  agent.apply({ type: 'threadBound', threadId: 't' });
  agent.apply({ type: 'turnEnded', turn: { turnId: 'x', outcome: 'failed', failure, endedAtMs } });
  return { world, agent };
}

it('the end of a limit is told when it comes, and once', async () => {
  const { agent, world } = limitedAgent();
  const told: string[] = [];
  agent.onDidChange(({ before, after }) => told.push(`${before.state} → ${after.state}`));
  await world.clock.advance(59_999);
  expect(told).toEqual([]);
  await world.clock.advance(1);
  expect(told).toEqual(['limited → idle']);
  expect(world.clock.sleeping).toBe(0);
});

it('whoever is given up waits for the end of no limit', () => {
  const { agent, world } = limitedAgent();
  expect(world.clock.sleeping).toBe(1);
  agent.dispose();
  expect(world.clock.sleeping).toBe(0);
});

it('whose end a person saw in another window before this one heard of it is not done here', () => {
  const { agent } = agentInWorld();
  agent.disk.look.set('turn-1');
  const turn = { turnId: 'turn-1', outcome: 'completed', failure: null, endedAtMs: 1 } as const;
  agent.apply({ type: 'turnEnded', turn });
  expect(agent.model.looked).toBe(true);
  agent.apply({ type: 'turnEnded', turn: { ...turn, turnId: 'turn-2' } });
  expect(agent.model.looked).toBe(false);
});

describe('a start by another process', () => {
  const STARTED = { ...EMPTY_META, runId: 'r1', expectedUp: true };
  const present = { kind: 'present', agent: null, server: null } as const;

  function agentAtRest(): Pick<Rig, 'world' | 'agent'> & { readonly told: string[] } {
    const rig = agentInWorld();
    const told: string[] = [];
    rig.agent.observe(undefined);
    rig.agent.onDidChange(({ after }) => told.push(after.state));
    return { ...rig, told };
  }

  async function note(rig: Pick<Rig, 'world' | 'agent'>, meta: AgentMeta): Promise<void> {
    rig.world.store.metas.set('a', meta);
    await rig.agent.disk.meta.read();
  }

  it('is noted before her session is made: she starts, and is not lost', async () => {
    const rig = agentAtRest();
    await note(rig, STARTED);
    rig.agent.observe(undefined);
    rig.agent.observe(present);
    expect(new Set(rig.told)).toEqual(new Set(['starting']));
    expect(rig.world.clock.sleeping).toBe(0);
    rig.agent.observe(undefined);
    expect(rig.told.at(-1)).toBe('lost');
  });

  it('that was noted a moment before this process first looked is no loss, and one of long ago is', async () => {
    for (const [agoMs, state] of [
      [2000, 'starting'],
      [15_000, 'lost'],
    ] as const) {
      const rig = agentInWorld();
      const told: string[] = [];
      rig.agent.onDidChange(({ after }) => told.push(after.state));
      await note(rig, { ...STARTED, startedAtMs: rig.world.clock.nowMs() - agoMs });
      rig.agent.observe(undefined);
      expect(told.at(-1)).toBe(state);
      await rig.world.clock.advance(15_000);
      expect(told.at(-1)).toBe('lost');
    }
  });

  it('of one who was lost is seen as well', async () => {
    const rig = agentAtRest();
    rig.agent.observe(present);
    await note(rig, STARTED);
    rig.agent.observe(undefined);
    expect(rig.told.at(-1)).toBe('lost');
    await note(rig, { ...STARTED, runId: 'r2' });
    expect(rig.told.at(-1)).toBe('starting');
  });

  it('that fails leaves her stopped', async () => {
    const rig = agentAtRest();
    await note(rig, STARTED);
    await note(rig, EMPTY_META);
    expect(rig.told.at(-1)).toBe('stopped');
    expect(rig.world.clock.sleeping).toBe(0);
  });

  it('that was killed before it made her session leaves her lost, and waited for by nobody', async () => {
    const rig = agentAtRest();
    await note(rig, STARTED);
    await rig.world.clock.advance(15_000);
    expect(rig.told.at(-1)).toBe('lost');
    await note(rig, { ...STARTED, runId: 'r2' });
    rig.agent.dispose();
    expect(rig.world.clock.sleeping).toBe(0);
  });
});
