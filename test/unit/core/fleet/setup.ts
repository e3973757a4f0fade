import { afterEach, beforeEach } from 'vitest';
import type { AssignmentRequest } from '../../../../src/core/assignment/assignment.ts';
import { FleetError } from '../../../../src/core/errors.ts';
import type { FleetManager } from '../../../../src/core/fleet/fleet.ts';
import { PERSON, World } from '../../fakes/ports/world.ts';
import { assignmentRequest } from '../../fakes/requests.ts';

export const WORK = assignmentRequest({
  role: 'worker',
  task: 'Write the docs.',
  scope: ['docs'],
  writePaths: ['docs'],
});
export const LOOK: AssignmentRequest = { ...WORK, role: 'explorer', writePaths: [] };
export const START = { cwd: null, prompt: null };
export const SEND = { text: 'hello', enter: true, idempotencyKey: null };

/** The world and fleet of the test that runs; made anew for each. */
export let world: World;
export let fleet: FleetManager;

/** A second process over the same state takes the place of the first. */
export function anotherProcess(): void {
  fleet.dispose();
  fleet = world.fleet();
}

export function useWorld(): void {
  beforeEach(() => {
    world = new World();
    fleet = world.fleet();
  });
  afterEach(() => fleet.dispose());
}

export function state(agentId = 'a'): string {
  return fleet.peek(agentId, PERSON).activity.state;
}

/** The code that the work was refused with, or what else came out. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return FleetError.is(error) ? error.code : String(error);
}
