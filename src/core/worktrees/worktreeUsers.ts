import { isWithin } from '../assignment/scope.ts';
import type { AgentSnapshot, Fleet } from '../fleetApi.ts';
import type { Holder } from '../lease.ts';

type Seen = Pick<Fleet, 'config' | 'peek'>;

/** Ids of the Agentinnen that run with their directory in `tree`, as known now. */
export function agentsBelow(fleet: Seen, holder: Holder, tree: string): readonly string[] {
  return idsOf(fleet, holder, tree, isUp);
}

/** Those of them that are in the middle of a turn, or wait within one. */
export function agentsAtWorkBelow(fleet: Seen, holder: Holder, tree: string): readonly string[] {
  return idsOf(
    fleet,
    holder,
    tree,
    ({ activity: { state }, model }) =>
      model.turn !== null || ['starting', 'working', 'needs_approval', 'needs_input'].includes(state),
  );
}

function idsOf(
  fleet: Seen,
  holder: Holder,
  tree: string,
  fits: (snapshot: AgentSnapshot) => boolean,
): readonly string[] {
  const known = fleet.config.agents.map(({ id }) => fleet.peek(id, holder));
  return known.filter((one) => worksBelow(one, tree) && fits(one)).map(({ spec }) => spec.id);
}

/** Is this the innermost of the working trees that the folder lies in? Worktrees may lie within each other. */
export function isInnermost(folder: string | null, tree: string, trees: readonly string[]): boolean {
  if (folder === null || !isWithin(folder, tree)) return false;
  return !trees.some((other) => other !== tree && isWithin(other, tree) && isWithin(folder, other));
}

/** Was she started last in this folder or below it? */
export function worksBelow({ meta, spec }: AgentSnapshot, tree: string): boolean {
  const folder = meta?.cwd ?? spec.cwd;
  return folder !== null && isWithin(folder, tree);
}

function isUp({ activity: { state } }: AgentSnapshot): boolean {
  return state !== 'stopped' && state !== 'lost';
}
