import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Lane, LaneEntry } from '../../../src/shared/timeline.ts';

interface Place {
  readonly lane: Lane;
  readonly entry: LaneEntry;
}

interface Keys {
  keyLook(key: string): string | null;
  placeAfterKey(lanes: readonly Lane[], from: Place, key: string): Place | null;
  latest(lanes: readonly Lane[], fits: (place: Place) => boolean): Place | null;
}

// By name: the page is compiled for browsers, these tests are not.
const file = path.resolve(import.meta.dirname, '../../../webview/timeline/keys.ts');
let keys: Keys;

beforeAll(async () => {
  keys = (await import(file)) as Keys;
});

function lane(agentId: string, ...spans: readonly (readonly [number, number | null])[]): Lane {
  const entries = spans.map(([fromMs, toMs]): LaneEntry => {
    return { id: `${agentId}${fromMs}`, kind: 'turn', outcome: null, fromMs, toMs, text: '' };
  });
  return { agentId, title: agentId, stateText: '', entries };
}

const lanes = [lane('a', [10, 20], [30, 40], [50, null]), lane('b'), lane('c', [12, 14], [45, 46])];

function go(agentId: string, index: number, key: string): string | null {
  const from = lanes.find((one) => one.agentId === agentId)!;
  return keys.placeAfterKey(lanes, { lane: from, entry: from.entries[index]! }, key)?.entry.id ?? null;
}

describe('the keys of the timeline', () => {
  it('lead through time within a lane, and end at its ends', () => {
    expect([go('a', 0, 'ArrowRight'), go('a', 1, 'ArrowLeft'), go('a', 0, 'ArrowLeft')]).toEqual([
      'a30',
      'a10',
      null,
    ]);
  });

  it('lead to what is nearest in time in the next lane that has something', () => {
    expect([go('a', 1, 'ArrowDown'), go('a', 0, 'ArrowDown'), go('c', 1, 'ArrowUp')]).toEqual([
      'c45',
      'c12',
      'a50',
    ]);
    expect([go('a', 0, 'ArrowUp'), go('c', 0, 'ArrowDown'), go('a', 0, 'x')]).toEqual([null, null, null]);
  });

  it('begin at what lasts, else at what ended last', () => {
    expect(keys.latest(lanes, () => true)?.entry.id).toBe('a50');
    expect(keys.latest(lanes, ({ entry }) => entry.toMs !== null)?.entry.id).toBe('c45');
    expect(keys.latest(lanes, () => false)).toBeNull();
  });

  it('change the look', () => {
    expect(['+', '-', 'PageUp', 'Home', 'a'].map((key) => keys.keyLook(key))).toEqual([
      'zoomIn',
      'zoomOut',
      'earlier',
      'now',
      null,
    ]);
  });
});
