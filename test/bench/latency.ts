import type { ActivityState } from '../../src/core/agent/agent.ts';

export type Phase = 'working' | 'resting';

/** Something that was seen at a moment, in ms since 1970. */
export interface Sighting {
  readonly phase: Phase;
  readonly atMs: number;
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
    const begun = seen.findIndex((sighting) => sighting.phase === 'working');
    const to = seen.slice(Math.max(0, begun)).find((sighting) => sighting.phase === phase);
    if (from === undefined || to === undefined) {
      throw new Error(`No "${phase}" in ${JSON.stringify({ said, seen })}`);
    }
    return to.atMs - from.atMs;
  });
}

export function phaseOf(state: ActivityState): Phase | null {
  if (state === 'working') return 'working';
  return state === 'idle' || state === 'done' ? 'resting' : null;
}
