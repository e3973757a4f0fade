import path from 'node:path';
import type { Browser } from 'playwright-core';
import { createDemoWorld } from '../demo/world.ts';
import type { DemoWorld } from '../demo/world.ts';
import { checkout } from '../host/paths.ts';
import type { VsCodeServer } from '../host/server.ts';
import { scriptLine } from '../model/index.ts';
import { eventually, Workbench } from '../ui/driver.ts';
import type { Figure } from './figures.ts';
import { coreShare, extensionHostPid } from './proc.ts';
import { openServer } from './windowPart.ts';

/** How long frames are counted. */
const COUNT_MS = 5000;
/** The model writes faster than any real one: 200 pieces a second, 30 characters each, for longer than is measured. */
const PIECES = { chunks: 1000, delayMs: 5 };
const PARAGRAPH =
  'The sum is **wrong** for fractions, see `src/cart.js`:\n\n```js\nconst total = prices.reduce((sum, price) => sum + price, 0);\n```\n\n- first\n- second\n\n';

/** What the page of an Agentin costs while she writes fast: frames of the browser, and the extension host. */
export async function stream(browser: Browser): Promise<Figure[]> {
  const world = await createDemoWorld({ root: path.join(checkout, '.test-homes/bench-stream') });
  try {
    const server = await openServer(world, world.env, true);
    try {
      return await measure(world, server, browser);
    } finally {
      await server.dispose();
    }
  } finally {
    await world.dispose();
  }
}

async function measure(world: DemoWorld, server: VsCodeServer, browser: Browser): Promise<Figure[]> {
  const bench = await Workbench.open(browser, server);
  await bench.openContainer('Codex Master');
  const agents = bench.tree('Agentinnen');
  await agents.waitFor(/Mila · stopped/);
  await bench.runCommand('Codex Master: Start All Agentinnen');
  await agents.waitFor(/Mila · idle[^]*Nora · idle/, 60_000);
  await agents.contextAction('Mila', 'Show Agentin Page');
  await bench.webview().locator('#section-messages').waitFor();
  const atRest = await frames(bench);
  const host = extensionHostPid(server.pid);
  await write(world, bench);
  const [whileWriting, seen] = await Promise.all([frames(bench), coreShare(host, COUNT_MS)]);
  await agents.waitFor(/Mila · (?:idle|done)/, 60_000);
  await bench.runCommand('View: Close Editor');
  await write(world, bench);
  const hidden = await coreShare(host, COUNT_MS);
  await agents.waitFor(/Mila · (?:idle|done)/, 60_000);
  const rest = await coreShare(host, COUNT_MS);
  return [
    {
      name: 'page while she writes: time between frames',
      unit: 'ms',
      values: whileWriting,
      goal: { of: 'p95', atMost: 17.5 },
      bare: { name: 'at rest', values: atRest },
    },
    {
      name: 'extension host, she writes, page shown',
      unit: '% of a core',
      values: [seen],
      bare: { name: 'at rest', values: [rest] },
    },
    {
      name: 'extension host, she writes, page closed',
      unit: '% of a core',
      values: [hidden],
      bare: { name: 'at rest', values: [rest] },
    },
  ];
}

/** Lets her write, and resolves when she does. */
async function write(world: DemoWorld, bench: Workbench): Promise<void> {
  const text = PARAGRAPH.repeat(200);
  const before = world.model.requests.length;
  const agents = bench.tree('Agentinnen');
  await agents.contextAction('Mila', 'Send Message…');
  await bench.quickInput.waitFor('Message to');
  await bench.quickInput.type(scriptLine([{ do: 'streamSlowly', text, ...PIECES }]));
  await bench.quickInput.accept();
  await eventually(
    'a request',
    async () => world.model.requests.length,
    (count) => count > before,
  );
  await agents.waitFor(/Mila · working/);
}

/** The times between frames of the page, in ms. */
async function frames(bench: Workbench): Promise<number[]> {
  return bench.webview().locator('body').evaluate(countFrames, COUNT_MS);
}

/** Runs in the page; the benches are compiled without the browser's types. */
async function countFrames(_body: unknown, forMs: number): Promise<number[]> {
  const { requestAnimationFrame } = globalThis as unknown as {
    requestAnimationFrame: (draw: (atMs: number) => void) => void;
  };
  return new Promise((resolve) => {
    const times: number[] = [];
    let last: number | undefined;
    const beganMs = performance.now();
    const draw = (atMs: number): void => {
      if (last !== undefined) times.push(atMs - last);
      last = atMs;
      if (performance.now() - beganMs < forMs) requestAnimationFrame(draw);
      else resolve(times);
    };
    requestAnimationFrame(draw);
  });
}
