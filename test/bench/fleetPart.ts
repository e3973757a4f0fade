import { agentSend } from '../../src/operations/agents/work.ts';
import { agentStatus } from '../../src/operations/agents/agents.ts';
import type { BoundOperation } from '../../src/operations/index.ts';
import type { Fleet } from '../../src/core/fleetApi.ts';
import { setTimeout as delay } from 'node:timers/promises';
import type { DemoWorld } from '../demo/world.ts';
import { scriptLine } from '../model/index.ts';
import { timed, timesOf, wallMs } from './clock.ts';
import type { Figure } from './figures.ts';
import { latencies, phaseOf, type ObservedTurn, type Sighting } from './latency.ts';
import { coreShare, IDLE_MS } from './proc.ts';
import { observeAppServer, observeTerminal, type ObservedAgent } from './observedAgent.ts';
import { contextOf, HOLDER, untilResting, type Rung } from './world.ts';

const IDS = ['a', 'b'];

/** Codex and its terminal work on for a moment after a turn; nobody sends that soon. */
export const BETWEEN_TURNS_MS = 300;

/** Codex' event until the fleet tells its listeners, in the process that supervises. */
export async function fleetEvents(
  world: DemoWorld,
  fleet: Fleet,
  rung: Rung,
  turns: number,
): Promise<Figure[]> {
  const agent = await observe(world, fleet, rung);
  const observed: ObservedTurn[] = [];
  try {
    for (let turn = 0; turn < turns; turn += 1) observed.push(await observedTurn(fleet, agent));
  } finally {
    agent.dispose();
  }
  return eventFigures(rung, 'the fleet tells', observed);
}

export async function observe(world: DemoWorld, fleet: Fleet, rung: Rung): Promise<ObservedAgent> {
  if (rung === 'app-server') return observeAppServer(world, fleet.peek('a', HOLDER).model.threadId ?? '');
  const wish = { enter: true, idempotencyKey: null };
  return observeTerminal(world, async (text) => fleet.send('a', { text, ...wish }, HOLDER));
}

async function observedTurn(fleet: Fleet, agent: ObservedAgent): Promise<ObservedTurn> {
  const seen: Sighting[] = [];
  const listening = fleet.onDidChangeAgent(({ agentId, after }) => {
    const phase = phaseOf(after.state);
    if (agentId === 'a' && phase !== null) seen.push({ phase, atMs: wallMs() });
  });
  const said = await agent.turn();
  await delay(150);
  listening.dispose();
  return { said, seen };
}

export function eventFigures(rung: Rung, what: string, turns: readonly ObservedTurn[]): Figure[] {
  const goal = { of: 'p95', atMost: rung === 'app-server' ? 50 : 100 } as const;
  const name = (phase: string): string => `${rung}: a turn's ${phase} → ${what}`;
  return [
    { name: name('begin'), unit: 'ms', values: latencies(turns, 'working'), goal },
    { name: name('end'), unit: 'ms', values: latencies(turns, 'resting'), goal },
  ];
}

/** What the fleet itself takes while nothing happens: this process does nothing else. */
export async function fleetIdle(rung: Rung): Promise<Figure> {
  const values = [await coreShare(process.pid, IDLE_MS)];
  return {
    name: `${rung}: supervised fleet at idle`,
    unit: '% of a core',
    values,
    goal: { of: 'p50', atMost: 1 },
  };
}

/** `agent_status` for the whole fleet, as the window answers it. */
export async function fleetStatus(world: DemoWorld, fleet: Fleet, rung: Rung, runs: number): Promise<Figure> {
  const status = agentStatus.bind(IDS);
  const values = await timesOf(runs, async () => call(status, world, fleet, { agent: 'all' }));
  return { name: `${rung}: agent_status, in the window`, unit: 'ms', values, goal: { of: 'p50', atMost: 3 } };
}

/** `agent_send` until Codex accepted it, or until its terminal shows that it works. */
export async function fleetSend(world: DemoWorld, fleet: Fleet, rung: Rung, runs: number): Promise<Figure> {
  const send = agentSend.bind(IDS);
  const values: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    await delay(BETWEEN_TURNS_MS);
    const text = scriptLine([{ do: 'say', text: 'Done.' }]);
    values.push(await timed(async () => call(send, world, fleet, { agent: 'b', text })));
    await untilResting(fleet, 'b');
  }
  return {
    name: `${rung}: agent_send until there is evidence, in the window`,
    unit: 'ms',
    values,
    goal: { of: 'p50', atMost: rung === 'app-server' ? 20 : 8 },
  };
}

async function call(operation: BoundOperation, world: DemoWorld, fleet: Fleet, args: unknown): Promise<void> {
  const { ok, value } = await operation.call(contextOf(fleet, world), args);
  if (!ok) throw new Error(JSON.stringify(value));
}
