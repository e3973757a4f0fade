import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Pace } from '../../../src/extension/pace.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it('does the first at once, and what is asked for while it rests together, once', () => {
  const work = vi.fn();
  const pace = new Pace(work, 16);
  pace.ask();
  expect(work).toHaveBeenCalledTimes(1);
  for (let times = 0; times < 100; times += 1) pace.ask();
  expect(work).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(16);
  expect(work).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1000);
  expect([work.mock.calls.length, vi.getTimerCount()]).toEqual([2, 0]);
});
