import { bindOperations, type OperationContext, type Outcome } from '../../../src/operations/index.ts';
import { FakeFleet, lead } from '../fakes/fleet/fakeFleet.ts';

/** Calls an operation by name as `lead`, from `/where/i/am`. */
export async function call(
  fleet: FakeFleet,
  name: string,
  args?: unknown,
  change: Partial<OperationContext> = {},
): Promise<Outcome> {
  const bound = bindOperations(fleet.config.agents.map(({ id }) => id)).get(name);
  if (bound === undefined) throw new Error(`no operation ${name}`);
  return bound.call(contextOf(fleet, change), args);
}

export function contextOf(fleet: FakeFleet, change: Partial<OperationContext> = {}): OperationContext {
  return { fleet, holder: lead, cwd: '/where/i/am', nowMs: () => fleet.nowMs, ...change };
}

/** The value of an outcome that must be good. */
export function good(outcome: Outcome): Readonly<Record<string, unknown>> {
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.value)}`);
  return outcome.value;
}

/** The entries of `{results}`. */
export function results(outcome: Outcome): readonly Readonly<Record<string, unknown>>[] {
  return good(outcome)['results'] as readonly Readonly<Record<string, unknown>>[];
}

/** A fleet in which these Agentinnen run. */
export async function runningFleet(...agentIds: readonly string[]): Promise<FakeFleet> {
  const fleet = new FakeFleet();
  for (const id of agentIds) await fleet.start(id, { cwd: null, prompt: null }, lead);
  fleet.calls.length = 0;
  fleet.wishes.start.length = 0;
  return fleet;
}
