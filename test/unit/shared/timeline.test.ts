import { describe, expect, it } from 'vitest';
import { knownLook, lookAt, nextLook, patchedLane, ticksOf, windowOf } from '../../../src/shared/timeline.ts';
import type { Lane, LaneEntry, Look, LookChange } from '../../../src/shared/timeline.ts';

const HOUR_MS = 3_600_000;
const hour: Look = { zoom: 'hour', backMs: 0 };

function after(look: Look, ...changes: readonly LookChange[]): Look {
  return changes.reduce(nextLook, look);
}

describe('how a person looks at the timeline', () => {
  it('sees the last hour, six hours or the last day', () => {
    expect(windowOf(hour, 10 * HOUR_MS)).toEqual({ fromMs: 9 * HOUR_MS, toMs: 10 * HOUR_MS });
    expect(windowOf(after(hour, 'zoomOut'), 30 * HOUR_MS).fromMs).toBe(24 * HOUR_MS);
    expect(windowOf(after(hour, 'zoomOut', 'zoomOut'), 30 * HOUR_MS).fromMs).toBe(6 * HOUR_MS);
    expect(after(hour, 'zoomOut', 'zoomOut', 'zoomOut', 'hours').zoom).toBe('hours');
  });

  it('goes back by halves, and never beyond now or before what is known', () => {
    expect(after(hour, 'earlier', 'earlier', 'later').backMs).toBe(HOUR_MS / 2);
    expect(after(hour, 'later').backMs).toBe(0);
    const far = after(hour, ...Array.from({ length: 99 }, () => 'earlier' as const));
    expect(far.backMs).toBe(23 * HOUR_MS);
    expect(after(far, 'now')).toEqual(hour);
    expect(after(far, 'day', 'earlier')).toEqual({ zoom: 'day', backMs: 0 });
    expect(after(far, 'zoomIn')).toEqual(far);
  });

  it('sees the same for a while, and never less than until now', () => {
    const nowMs = 10 * HOUR_MS + 1;
    const seen = windowOf(hour, nowMs);
    expect(windowOf(hour, nowMs + 3000)).toEqual(seen);
    expect(windowOf(hour, nowMs + 4000).toMs).toBeGreaterThan(seen.toMs);
    expect(seen.toMs).toBeGreaterThanOrEqual(nowMs);
  });

  it('goes to a moment that is not seen, and stays where it is when it is', () => {
    const nowMs = 30 * HOUR_MS;
    expect(lookAt(hour, nowMs - HOUR_MS / 2, nowMs)).toBe(hour);
    const looked = lookAt(hour, nowMs - 5 * HOUR_MS, nowMs);
    const { fromMs, toMs } = windowOf(looked, nowMs);
    expect([fromMs < nowMs - 5 * HOUR_MS, toMs > nowMs - 5 * HOUR_MS]).toEqual([true, true]);
    expect(lookAt(hour, nowMs - 24 * HOUR_MS, nowMs).backMs).toBe(23 * HOUR_MS);
  });

  it('comes back as it was left, whatever a version of before left', () => {
    expect(knownLook({ zoom: 'day', backMs: 0 })).toEqual({ zoom: 'day', backMs: 0 });
    expect(knownLook({ zoom: 'hours', backMs: 99 * HOUR_MS })).toEqual({
      zoom: 'hours',
      backMs: 18 * HOUR_MS,
    });
    for (const kept of [undefined, { zoom: 'year', backMs: 0 }, { zoom: 'hour', backMs: 'x' }, 7])
      expect(knownLook(kept as never)).toEqual(hour);
  });
});

describe('a lane', () => {
  const entry = (id: string, fromMs: number, text = ''): LaneEntry => ({
    id,
    kind: 'turn',
    outcome: null,
    fromMs,
    toMs: null,
    text,
  });
  const lane: Lane = {
    agentId: 'a',
    title: 'Mila',
    stateText: 'idle',
    entries: [entry('1', 10), entry('3', 30)],
  };

  it('takes what is new and changed in the order of time, and lets the old go', () => {
    const entries = [entry('2', 20), entry('3', 30, 'over'), entry('4', 30)];
    const patched = patchedLane(lane, { agentId: 'a', stateText: 'working', entries, gone: ['1'] });
    expect(patched.stateText).toBe('working');
    expect(patched.entries.map(({ id, text }) => `${id}${text}`)).toEqual(['2', '3over', '4']);
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
