import type { ActivityState } from '../../src/core/agent/agent.ts';

export type Phase = 'working' | 'resting';

/** Something that was seen at a moment, in ms since 1970. */
export interface Sighting {
  readonly phase: Phase;
  readonly atMs: number;
  /** Which line of the tree it was seen in. */
  readonly place?: number;
}

/** What Codex said in one turn, and what was seen of it elsewhere. */
export interface ObservedTurn {
  readonly said: readonly Sighting[];
  readonly seen: readonly Sighting[];
}

/**
 * From what Codex said to what was seen, in ms, for the turn's begin and its end. Below zero where another sign of
 * Codex' came earlier than the one that we go by.
 */
export function latencies(turns: readonly ObservedTurn[], phase: Phase): number[] {
  return turns.map(({ said, seen }) => {
    const from = said.find((sighting) => sighting.phase === phase);
    const to = during(seen, phase)[0];
    if (from === undefined || to === undefined) {
      throw new Error(`No "${phase}" in ${JSON.stringify({ said, seen })}`);
    }
    return to.atMs - from.atMs;
  });
}

/** From what Codex said until the row stood where it stayed during the phase, in ms. */
export function placeLatencies(turns: readonly ObservedTurn[], phase: Phase): number[] {
  return turns.map(({ said, seen }) => {
    const from = said.find((sighting) => sighting.phase === phase);
    const all = during(seen, phase);
    const place = all.at(-1)?.place;
    const to = all[1 + all.findLastIndex((sighting) => sighting.place !== place)];
    if (from === undefined || to === undefined) {
      throw new Error(`No place while "${phase}" in ${JSON.stringify({ said, seen })}`);
    }
    return to.atMs - from.atMs;
  });
}

/** What was seen in the phase, from the first sight of it on. */
function during(seen: readonly Sighting[], phase: Phase): readonly Sighting[] {
  const begun = seen.findIndex((sighting) => sighting.phase === 'working');
  const rest = seen.slice(Math.max(0, begun));
  const from = rest.findIndex((sighting) => sighting.phase === phase);
  if (from === -1) return [];
  const end = rest.findIndex((sighting, at) => at > from && sighting.phase !== phase);
  return rest.slice(from, end === -1 ? undefined : end);
}

export function phaseOf(state: ActivityState): Phase | null {
  if (state === 'working') return 'working';
  return state === 'idle' || state === 'done' ? 'resting' : null;
}
