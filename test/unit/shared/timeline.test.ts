import { describe, expect, it } from 'vitest';
import { nextLook, ticksOf, windowOf } from '../../../src/shared/timeline.ts';
import type { Look, LookChange } from '../../../src/shared/timeline.ts';

const HOUR_MS = 3_600_000;
const hour: Look = { zoom: 'hour', backMs: 0 };

function after(look: Look, ...changes: readonly LookChange[]): Look {
  return changes.reduce(nextLook, look);
}

describe('how a person looks at the timeline', () => {
  it('sees the last hour or the last day', () => {
    expect(windowOf(hour, 10 * HOUR_MS)).toEqual({ fromMs: 9 * HOUR_MS, toMs: 10 * HOUR_MS });
    expect(windowOf(after(hour, 'zoomOut'), 30 * HOUR_MS).fromMs).toBe(6 * HOUR_MS);
  });

  it('goes back by halves, and never beyond now or before what is known', () => {
    expect(after(hour, 'earlier', 'earlier', 'later').backMs).toBe(HOUR_MS / 2);
    expect(after(hour, 'later').backMs).toBe(0);
    const far = after(hour, ...Array.from({ length: 99 }, () => 'earlier' as const));
    expect(far.backMs).toBe(23 * HOUR_MS);
    expect(after(far, 'now')).toEqual(hour);
    expect(after(far, 'zoomOut', 'earlier')).toEqual({ zoom: 'day', backMs: 0 });
    expect(after(far, 'zoomIn')).toEqual(far);
  });
});

describe('the scale of the timeline', () => {
  it('stands at round times of the clock, also where the zone is off by half an hour', () => {
    const halfHour = HOUR_MS / 2;
    const ticks = ticksOf({ fromMs: 100 * HOUR_MS + 1, toMs: 101 * HOUR_MS }, 0);
    expect(ticks.map((atMs) => (atMs - 100 * HOUR_MS) / 60_000)).toEqual([10, 20, 30, 40, 50, 60]);
    expect(ticksOf({ fromMs: 0, toMs: 24 * HOUR_MS }, halfHour)[0]).toBe(4 * HOUR_MS - halfHour);
  });
});
