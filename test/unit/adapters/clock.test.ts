import { expect, it } from 'vitest';
import { systemClock } from '../../../src/adapters/clock.ts';

it('the system clock tells the time of the machine', () => {
  const before = Date.now();
  const told = systemClock.nowMs();
  expect([told >= before, told <= Date.now()]).toEqual([true, true]);
});

it('sleeping ends by itself, or at once by its signal, and never rejects', async () => {
  await systemClock.sleep(1);
  const waker = new AbortController();
  const sleeping = systemClock.sleep(600_000, waker.signal);
  waker.abort();
  await sleeping;
  await systemClock.sleep(600_000, AbortSignal.abort());
});
