import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { createNodeFleet } from '../../../src/adapters/nodeFleet.ts';
import type { ActivityState } from '../../../src/core/agent/agent.ts';
import type { AgentSnapshot, Fleet } from '../../../src/core/fleetApi.ts';
import type { Holder } from '../../../src/core/lease.ts';
import type { Logger } from '../../../src/core/ports.ts';
import { createDemoWorld } from '../../demo/world.ts';
import type { DemoWorld, DemoWorldOptions } from '../../demo/world.ts';
import { checkout } from '../../host/paths.ts';

export const LEAD: Holder = { owner: 'lead-of-the-test', kind: 'lead' };
export const START = { cwd: null, prompt: null };

export interface Rig {
  world: DemoWorld;
  fleet: Fleet;
  /** The fleet as another process has it; ended with the test that asks for it. */
  another: () => Promise<Fleet>;
}

/** What went wrong behind the scenes; shown when a test fails. */
export const complaints: string[] = [];

export const logger: Logger = {
  debug() {},
  info() {},
  warn: (message) => void complaints.push(message),
  error: (message, cause) =>
    void complaints.push(`${message} ${cause instanceof Error ? cause.stack : String(cause)}`),
};

export async function openFleet(world: DemoWorld): Promise<Fleet> {
  return createNodeFleet({ env: world.env, defaultCwd: world.workspace, logger, clientVersion: '0.0.0' });
}

export interface RigOptions extends Partial<DemoWorldOptions> {
  /** False leaves the fleet of the test as a short-lived process would have it; true unless told. */
  readonly supervised?: boolean;
}

/** A world and a supervised fleet for all tests of a file; ended with everything that ran in it. */
export function useRig(name: string, { supervised = true, ...options }: RigOptions = {}): Rig {
  const another = async (): Promise<Fleet> => {
    const fleet = await openFleet(rig.world);
    onTestFinished(() => fleet.dispose());
    return fleet;
  };
  const rig = { another } as Rig;
  beforeAll(async () => {
    rig.world = await createDemoWorld({ root: path.join(checkout, '.test-homes', name), ...options });
    rig.fleet = await openFleet(rig.world);
    if (supervised) rig.fleet.supervise();
  });
  afterAll(async () => {
    rig.fleet.dispose();
    await rig.world.dispose();
  });
  return rig;
}

/** Resolves with the Agentin's picture as soon as it holds, by her change events; rejects after `timeoutMs`. */
export async function until(
  fleet: Fleet,
  agentId: string,
  holds: (snapshot: AgentSnapshot) => boolean,
  timeoutMs = 120_000,
): Promise<AgentSnapshot> {
  const { promise, resolve, reject } = Promise.withResolvers<AgentSnapshot>();
  const check = (): void => {
    const snapshot = fleet.peek(agentId, LEAD);
    if (holds(snapshot)) resolve(snapshot);
  };
  const listening = fleet.onDidChangeAgent((change) => {
    if (change.agentId === agentId) check();
  });
  const timer = setTimeout(() => {
    const { activity, model } = fleet.peek(agentId, LEAD);
    reject(new Error(`waited in vain: ${JSON.stringify({ activity, model })}\n${complaints.join('\n')}`));
  }, timeoutMs);
  check();
  return promise.finally(() => {
    listening.dispose();
    clearTimeout(timer);
  });
}

export const is =
  (...states: readonly ActivityState[]) =>
  (snapshot: AgentSnapshot): boolean =>
    states.includes(snapshot.activity.state);

export function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
