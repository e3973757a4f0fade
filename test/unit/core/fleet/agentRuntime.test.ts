import { expect, it } from 'vitest';
import { AgentRuntime } from '../../../../src/core/fleet/agentRuntime.ts';
import { fleetConfig, PERSON, World } from '../../fakes/world.ts';

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

it('counts who uses her home anew when her session has come or gone', async () => {
  const { agent, world } = agentInWorld();
  const present = { kind: 'present', agent: null, server: null } as const;
  await agent.readFigures();
  world.externalProcesses = 2;
  agent.observe(present);
  await agent.readFigures();
  expect(agent.snapshot(PERSON).processes).toEqual({ all: 2, external: 2 });
});
