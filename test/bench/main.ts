/**
 * `npm run bench [-- --only sizes,spawn,skills,app-server,terminal,crowd,panel,needs,windows,reload,stream,timeline --turns 30 --no-build]` measures what issue and architecture
 * promise, prints a table and writes `.test-homes/bench.json`. Nothing here passes or fails: a busy machine is slow.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../host/browser.ts';
import { checkout } from '../host/paths.ts';
import { run } from '../host/run.ts';
import { prepareSystem } from '../tools/prepare.ts';
import { crowd } from './crowdPart.ts';
import { summarize, tableOf, type Figure } from './figures.ts';
import { measureFleet } from './fleets.ts';
import { panel } from './panelPart.ts';
import { spawnFigures } from './mcpSpawn.ts';
import { needsAlone } from './needPart.ts';
import { noonZone } from './noon.ts';
import { sizes } from './sizesPart.ts';
import { reloadAlone } from './reloadPart.ts';
import { skills } from './skillsPart.ts';
import { timeline } from './timelinePart.ts';
import { stream } from './streamPart.ts';
import { windows } from './windowsPart.ts';

const { values: flags } = parseArgs({
  options: {
    only: {
      type: 'string',
      default: 'sizes,spawn,skills,app-server,terminal,crowd,panel,windows,stream,timeline',
    },
    turns: { type: 'string', default: '30' },
    build: { type: 'boolean', default: true },
  },
  allowNegative: true,
});

const turns = Number(flags.turns);
const RESULTS = path.join(checkout, '.test-homes/bench.json');

const parts: Readonly<Record<string, () => Promise<Figure[]>>> = {
  sizes,
  spawn: async () => spawnFigures(turns),
  skills,
  'app-server': async () => inBrowser(async (browser) => measureFleet('app-server', browser, turns)),
  terminal: async () => inBrowser(async (browser) => measureFleet('terminal', browser, turns)),
  crowd: async () => inBrowser(crowd),
  panel: async () => inBrowser(async (browser) => panel(browser, turns)),
  needs: async () => inBrowser(async (browser) => needsAlone(browser, turns)),
  windows: async () => inBrowser(async (browser) => windows(browser, turns)),
  reload: async () => inBrowser(reloadAlone),
  stream: async () => inBrowser(stream),
  timeline: async () => inBrowser(timeline),
};

async function inBrowser(measure: (browser: Browser) => Promise<Figure[]>): Promise<Figure[]> {
  const browser = await startBrowser();
  try {
    return await measure(browser);
  } finally {
    await browser.close();
  }
}

async function main(): Promise<void> {
  process.env['TZ'] = noonZone(Date.now());
  await prepareSystem();
  if (flags.build) {
    console.log('Building for production…');
    await run(process.execPath, ['build.ts', '--production'], { cwd: checkout });
  }
  await mkdir(path.dirname(RESULTS), { recursive: true });
  const figures: Figure[] = [];
  for (const name of flags.only.split(',')) {
    const part = parts[name];
    if (part === undefined) throw new Error(`There is no part "${name}": ${Object.keys(parts).join(', ')}`);
    console.log(`Measuring: ${name}…`);
    try {
      figures.push(...(await part()));
    } catch (error) {
      // What was measured before is still worth seeing.
      console.error(`Failed: ${name}`, error);
      process.exitCode = 1;
    }
  }
  const summaries = figures.map((figure) => summarize(figure));
  const machine = { cores: os.cpus().length, load: os.loadavg(), node: process.version };
  await writeFile(RESULTS, `${JSON.stringify({ machine, turns, figures: summaries }, null, 2)}\n`);
  console.log(
    `\n${tableOf(summaries)}\n\nLoad of the machine: ${os
      .loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}`,
  );
  console.log(`Written to ${path.relative(process.cwd(), RESULTS)}`);
}

await main();
