import { beforeEach, describe, test } from 'vitest';
import type { Day } from './day/day.ts';
import { DAY } from './day/day.ts';
import { makeTheFleet, meetThePanel, tryTheDemo } from './day/morning.ts';
import { mergeAndRemove, reviewHerWork } from './day/review.ts';
import { oneWatchdog, openSecondWindow, reloadTheWindow } from './day/windows.ts';
import {
  answerInInbox,
  answerInTerminal,
  answerQuestions,
  assignByForm,
  limitIsReset,
  reachLimit,
} from './day/work.ts';
import type { Workbench } from './driver.ts';
import { panelForTests } from './room.ts';

const room = panelForTests('day', DAY);
const day: Day = {
  get panel() {
    return room.panel;
  },
  see: async (sight, bench = room.panel.bench) => bench.screenshot(`.demo/shots/day-${sight}.png`),
};

/** One step builds on the other: after one that failed the others would only take time. */
let hasFailed = false;
let second: Workbench;

beforeEach(({ skip, onTestFailed }) => {
  if (hasFailed) skip('A step before this one failed.');
  onTestFailed(() => {
    hasFailed = true;
  });
});

describe("a person's first day", () => {
  test('the first start shows what to do, and the walkthrough leads through it', async () =>
    meetThePanel(day));
  test('the demo fleet comes alive from there, asks, and is left again', async () => tryTheDemo(day));
  test('a fleet file is made, and the first Agentin started', async () => makeTheFleet(day));
  test('a task is given by the form, with what she may write, in a worktree of her own', async () =>
    assignByForm(day));
  test('her approval is given in the Inbox, while another one works', async () => answerInInbox(day));
  test('another one is given in the terminal, and gone from the Inbox', async () => answerInTerminal(day));
  test('her questions are answered, a secret one unseen', async () => answerQuestions(day));
  test('a limit that she reaches says until when', async () => reachLimit(day));
  test('meanwhile work is reviewed with comments, which are worked on', async () => reviewHerWork(day));
  test('it is merged, and its worktree removed, with nothing lost', async () => mergeAndRemove(day));
  test('after the limit she is back by herself', async () => limitIsReset(day));
  test('everything is there again when the window was loaded anew', async () => reloadTheWindow(day));
  test('a second window shows the same, and one of two answers counts', async () => {
    second = await openSecondWindow(day);
  });
  test('the watchdog of both windows asks once', async () => oneWatchdog(day, second));
});
