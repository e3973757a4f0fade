import { expect, it } from 'vitest';
import { utc } from '../../../src/operations/time.ts';

it('a moment is written in UTC, also one that no calendar has', () => {
  expect(utc(Date.UTC(2026, 0, 2))).toBe('2026-01-02T00:00:00.000Z');
  expect(utc(null)).toBeNull();
  expect([utc(1e21), utc(-Infinity)]).toEqual(['+275760-09-13T00:00:00.000Z', '-271821-04-20T00:00:00.000Z']);
});
