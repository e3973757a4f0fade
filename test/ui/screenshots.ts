/**
 * `npm run screenshots` walks through a person's day (`day/`, as `day.test.ts` does), once in dark and once in light, and takes
 * the pictures of README and walkthrough on the way; what else there is to see lies in `.demo/shots`. Build before.
 */
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { checkout } from '../host/paths.ts';
import type { Theme } from '../host/settings.ts';
import { prepareSystem } from '../tools/prepare.ts';
import { openDay } from './day/day.ts';
import type { Day, Sight } from './day/day.ts';
import { makeTheFleet, meetThePanel, tryTheDemo } from './day/morning.ts';
import { mergeAndRemove, reviewHerWork } from './day/review.ts';
import { reloadTheWindow } from './day/windows.ts';
import {
  answerInInbox,
  answerInTerminal,
  answerQuestions,
  assignByForm,
  limitIsReset,
  reachLimit,
} from './day/work.ts';
import { eventually } from './driver.ts';
import type { Panel } from './panel.ts';

const SIZE = { width: 1400, height: 860 };
const SIDE_BAR_PIXELS = 420;
const MOST_BYTES = 300 * 1024;

/** What of the window a picture shows: all of it, the side bar (beside it stands the walkthrough itself), or the editor. */
type Cut = 'window' | 'sideBar' | 'editor';

interface Picture {
  readonly file: string;
  readonly cut: Cut;
}

/** The pictures that are part of the product; `-dark` and `-light` are put behind their names. */
const PICTURES: Partial<Record<Sight, Picture>> = {
  overview: { file: 'media/screenshot', cut: 'window' },
  requirements: { file: 'media/walkthrough/requirements', cut: 'sideBar' },
  demo: { file: 'media/walkthrough/demo', cut: 'sideBar' },
  answer: { file: 'media/walkthrough/answer', cut: 'sideBar' },
  start: { file: 'media/walkthrough/start', cut: 'sideBar' },
  task: { file: 'media/walkthrough/task', cut: 'editor' },
};

const CUTS: Readonly<Record<Cut, { readonly width: number; readonly height: number }>> = {
  window: SIZE,
  sideBar: { width: 900, height: 600 },
  editor: { width: 1060, height: 980 },
};

async function main(): Promise<void> {
  await prepareSystem();
  await mkdir(path.join(checkout, '.demo/shots'), { recursive: true });
  for (const theme of ['dark', 'light'] as const) await takeAll(theme);
}

async function takeAll(theme: Theme): Promise<void> {
  let panel: Panel | undefined;
  const see: Day['see'] = async (sight) => {
    if (panel !== undefined) await take(panel, sight, theme);
  };
  const day = await openDay('pictures', { theme, size: SIZE, settings: CALM }, see);
  ({ panel } = day);
  try {
    await widenSideBar(day.panel);
    await walk(day);
  } finally {
    await day.panel.dispose();
  }
}

/** Nothing lies over what is to be seen. */
const CALM = { 'codexMaster.notifications': 'off', 'comments.openView': 'never' };

async function walk(day: Day): Promise<void> {
  await meetThePanel(day);
  await tryTheDemo(day);
  await makeTheFleet(day);
  await assignByForm(day);
  await answerInInbox(day);
  await answerInTerminal(day);
  await answerQuestions(day);
  await reachLimit(day);
  await reviewHerWork(day);
  await mergeAndRemove(day);
  await limitIsReset(day);
  await reloadTheWindow(day);
}

async function take({ bench, inbox }: Panel, sight: Sight, theme: Theme): Promise<void> {
  const { page } = bench;
  const picture = PICTURES[sight];
  const cut = picture?.cut ?? 'window';
  // No tooltip of what the pointer did before is in the picture.
  await page.locator('.statusbar').hover({ position: { x: 700, y: 10 } });
  await page.setViewportSize(CUTS[cut]);
  await page.locator('.workbench-hover:visible').waitFor({ state: 'hidden' });
  await eventually(
    'a status bar without passing messages',
    async () => bench.statusBar(),
    (texts) => texts.every((text) => !text.includes('has the task')),
  );
  if (sight === 'answer') await inbox.row('Mila: git tag -f demo-1.4').hover();
  const file = path.join(checkout, `${picture?.file ?? `.demo/shots/${sight}`}-${theme}.png`);
  const clip = await clipOf(bench, cut);
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide', clip });
  await page.setViewportSize(SIZE);
  if (picture === undefined) return;
  const { size } = await stat(file);
  if (size > MOST_BYTES) throw new Error(`${file} has ${size} bytes, more than ${MOST_BYTES}`);
  console.log(`${path.relative(checkout, file)}: ${Math.ceil(size / 1024)} kB`);
}

async function clipOf({ page }: Panel['bench'], cut: Cut): Promise<Box> {
  const { width, height } = CUTS[cut];
  if (cut === 'window') return { x: 0, y: 0, width, height };
  if (cut === 'sideBar') return { x: 0, y: 0, width: SIDE_BAR_PIXELS + 2, height };
  return boxOf(page, '.part.editor');
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

async function boxOf(page: Panel['bench']['page'], selector: string): Promise<Box> {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`There is no ${selector}.`);
  return box;
}

/** By the mouse, as a person does. */
async function widenSideBar({ bench: { page } }: Panel): Promise<void> {
  const { x, width } = await boxOf(page, '.part.sidebar');
  await page.mouse.move(x + width, 400);
  await page.mouse.down();
  await page.mouse.move(SIDE_BAR_PIXELS, 400, { steps: 5 });
  await page.mouse.up();
}

await main();
