import { setTimeout as sleep } from 'node:timers/promises';

import { expect, it } from 'vitest';

import { Spaced } from '../../../../src/adapters/tmux/spaced.ts';

it('is done at once when asked, and once more however often it was asked meanwhile', async () => {
  const done: number[] = [];
  const begun = performance.now();
  const work = new Spaced(30, () => {
    done.push(performance.now() - begun);
    return Promise.resolve();
  });
  work.request();
  expect(done).toHaveLength(1);
  for (let times = 0; times < 5; times += 1) work.request();
  await expect.poll(() => done.length).toBe(2);
  await sleep(100);
  expect(done).toHaveLength(2);
  expect(done[1]).toBeGreaterThanOrEqual(29);
});

it('never runs twice at once', async () => {
  let running = 0;
  let most = 0;
  let runs = 0;
  const work = new Spaced(0, async () => {
    running += 1;
    most = Math.max(most, running);
    await sleep(5);
    running -= 1;
    runs += 1;
  });
  for (let times = 0; times < 20; times += 1) {
    work.request();
    await sleep(1);
  }
  await expect.poll(() => running).toBe(0);
  expect(most).toBe(1);
  expect(runs).toBeGreaterThan(1);
});
