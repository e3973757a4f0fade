import { expect, it } from 'vitest';
import { AgentRuntime } from '../../../../src/core/fleet/agentRuntime.ts';
import { fleetConfig, World } from '../../fakes/world.ts';

function agentInWorld(): { readonly agent: AgentRuntime; readonly links: () => number } {
  const world = new World();
  const [spec] = fleetConfig().agents;
  if (spec === undefined) throw new Error('The fleet has nobody.');
  const agent = new AgentRuntime(spec, world.deps());
  agent.apply({ type: 'control', control: 'app-server' });
  agent.connect();
  return { agent, links: () => world.codex.server(spec.id).links.size };
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
