import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import * as z from 'zod';
import type { Lane, LaneEntry, LanePatch, TimelinePage } from '../../src/shared/timeline.ts';
import { LEGEND } from '../../src/shared/timeline.ts';
import { checkout } from '../host/paths.ts';
import type { Figure } from './figures.ts';

const LANES = 20;
const UPDATES_PER_SECOND = 20;
const SECONDS = 5;
/** What each lane shows before: a busy hour. */
const ENTRIES = 60;
/** A frame of a screen with 60 pictures in a second; the clock of the browser rounds to a tenth. */
const FRAME_MS = 16.8;

/** How evenly the timeline draws while twenty Agentinnen work: the page alone, as its webview loads it. */
export async function timeline(browser: Browser): Promise<Figure[]> {
  const page = await browser.newPage({ viewport: { width: 900, height: 1000 } });
  try {
    await page.setContent(await html());
    const bare = await framesOf(page, SECONDS);
    await post(page, { type: 'timeline', body: timelinePage() });
    await page.locator('.entry').first().waitFor();
    const updating = keepUpdating(page);
    const session = await page.context().newCDPSession(page);
    // The thread's own time: what it worked, not how long others kept it from working.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const before = await busySeconds(session);
    const values = await framesOf(page, SECONDS);
    const busy = (await busySeconds(session)) - before;
    await updating.end();
    return [
      {
        name: `timeline: ${LANES} lanes, each ${UPDATES_PER_SECOND} times a second`,
        unit: 'ms',
        values,
        goal: { of: 'p95', atMost: FRAME_MS },
        bare: { name: 'an empty page', values: bare },
      },
      {
        // What a busy machine does to frames it does to this as well, but less.
        name: 'timeline: the same, work of its thread for each frame',
        unit: 'ms',
        values: [(busy * 1000) / values.length],
        goal: { of: 'p50', atMost: 8 },
      },
    ];
  } finally {
    await page.close();
  }
}

async function html(): Promise<string> {
  const [script, style] = await Promise.all(
    ['timeline.js', 'timeline.css'].map(async (file) =>
      readFile(path.join(checkout, 'dist/webview', file), 'utf8'),
    ),
  );
  const api = 'globalThis.acquireVsCodeApi = () => ({ postMessage() {}, getState() {}, setState() {} });';
  const colours = ':root { --vscode-charts-blue: #3794ff; --vscode-charts-green: #89d185; }';
  return [
    `<!DOCTYPE html><html lang="en"><head><style>${colours}${style ?? ''}</style></head>`,
    '<body><main id="page"></main>',
    `<script>${api}</script><script>${(script ?? '').replaceAll('</script', '<\\/script')}</script></body></html>`,
  ].join('\n');
}

/** The intervals between the frames that are drawn, in ms. */
async function framesOf(page: Page, seconds: number): Promise<number[]> {
  const intervals = await page.evaluate(`new Promise((resolve) => {
    const intervals = [];
    let before = performance.now();
    const end = before + ${seconds * 1000};
    const frame = (now) => {
      intervals.push(now - before);
      before = now;
      if (now < end) requestAnimationFrame(frame);
      else resolve(intervals.slice(1));
    };
    requestAnimationFrame(frame);
  })`);
  return z.array(z.number()).parse(intervals);
}

/** How long the page's thread has worked so far. */
async function busySeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
}

async function post(page: Page, message: unknown): Promise<void> {
  await page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
}

/** Tells what changed as the host does: what is new in all lanes in one message. */
function keepUpdating(page: Page): { readonly end: () => Promise<void> } {
  let step = 0;
  let last: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    step += 1;
    const patches = Array.from({ length: LANES }, (_, lane) => patchOf(lane, step));
    last = post(page, { type: 'lanes', body: { patches } });
  }, 1000 / UPDATES_PER_SECOND);
  return {
    end: async () => {
      clearInterval(timer);
      await last;
    },
  };
}

/** Every fourth update begins a turn, the others change it. */
function patchOf(lane: number, step: number): LanePatch {
  const turn = Math.floor(step / 4);
  const isOver = step % 4 === 3;
  const entry = entryOf(`live-${turn}`, Date.now() - 200, isOver ? Date.now() : null);
  return { agentId: `a${lane}`, stateText: `working · ${step}`, entries: [entry], gone: [] };
}

function entryOf(id: string, fromMs: number, toMs: number | null): LaneEntry {
  const outcome = toMs === null ? null : 'completed';
  return { id: `turn/${id}`, kind: 'turn', outcome, fromMs, toMs, text: 'Turn' };
}

function timelinePage(): TimelinePage {
  const nowMs = Date.now();
  const lanes = Array.from({ length: LANES }, (_, lane): Lane => {
    const entries = Array.from({ length: ENTRIES }, (_, index) => {
      const fromMs = nowMs - (ENTRIES - index) * 55_000;
      return entryOf(String(index), fromMs, fromMs + 40_000);
    });
    return { agentId: `a${lane}`, title: `Standin ${lane}`, stateText: 'idle', entries };
  });
  const names = ['zoom', 'hour', 'hours', 'day', 'earlier', 'later', 'now', 'untilNow', 'keys', 'list'];
  const texts = Object.fromEntries([...names, 'empty', 'leftOut', 'legend'].map((name) => [name, name]));
  const kinds = Object.fromEntries(LEGEND.map((key) => [key, key]));
  return { title: 'Timeline', language: 'en', lanes, texts: { ...texts, kinds } as TimelinePage['texts'] };
}
