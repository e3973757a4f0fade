import { expect, it } from 'vitest';
import { untilQuiet } from '../../../src/adapters/untilQuiet.ts';

/** A clock that goes as it is told while somebody sleeps. */
function clockThat(goes: (nowMs: number, sleptMs: number) => number) {
  let nowMs = 1_000_000_000;
  return {
    nowMs: () => nowMs,
    sleep: async (ms: number) => {
      nowMs = goes(nowMs, ms);
      await Promise.resolve();
    },
  };
}

const PATIENCE = { timeoutMs: 100, lookMs: 20 };

it.each([
  ['as time does', (nowMs: number, ms: number) => nowMs + ms, 6],
  ['back by a day each time', (nowMs: number) => nowMs - 86_400_000, 6],
  ['slowly, on a busy machine', (nowMs: number, ms: number) => nowMs + 3 * ms, 3],
])('waits no longer than it should while the clock goes %s', async (_how, goes, most) => {
  let looks = 0;
  const isBusy = (): boolean => {
    looks += 1;
    return looks < 1000;
  };
  expect(await untilQuiet(clockThat(goes), PATIENCE, isBusy)).toBe(false);
  expect(looks).toBe(most);
  expect(await untilQuiet(clockThat(goes), PATIENCE, () => false)).toBe(true);
});
