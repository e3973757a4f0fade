import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import * as z from 'zod';
import { eventually, type Workbench } from '../ui/driver.ts';
import type { Figure } from './figures.ts';
import { observeAppServer } from './observedAgent.ts';
import { inPanel } from './panelScene.ts';
import type { Scene } from './panelScene.ts';
import { AGENTS, ASSIGNMENTS } from './panelWorld.ts';
import { HOLDER } from './world.ts';

/** Where a person sees that somebody needs her. */
const PLACES = {
  inbox: 'the row in the Inbox',
  row: 'the row of the Agentin',
  statusBar: 'the status bar',
} as const;

/**
 * Runs in the page: notes where it first stood that Mila needs somebody. In JavaScript's own words, because the tests are
 * compiled without the browser's types.
 */
const PROBE = `(() => {
  const rowsOf = (name) => [...document.querySelectorAll('.monaco-list[role=tree][aria-label="' + name + '"] .monaco-list-row')];
  const reads = (row, pattern) => pattern.test(row.textContent);
  const places = {
    inbox: () => rowsOf('Inbox').some((row) => reads(row, /^\\s*Mila: /)),
    row: () => rowsOf('Agentinnen').some((row) => reads(row, /^\\s*Mila\\s*needs approval/)),
    statusBar: () => [...document.querySelectorAll('.statusbar-item')].some((item) => reads(item, /1 needs you/)),
  };
  globalThis.codexMasterNeeding?.disconnect();
  const seen = (globalThis.codexMasterNeeds = {});
  const look = () => {
    for (const [place, isThere] of Object.entries(places))
      if (!isThere()) delete seen[place];
      else seen[place] ??= Date.now();
  };
  const needing = (globalThis.codexMasterNeeding = new MutationObserver(look));
  needing.observe(document.body, { subtree: true, childList: true, characterData: true });
  look();
})()`;

const seenSchema = z.object({ inbox: z.number(), row: z.number(), statusBar: z.number() });

type Seen = z.infer<typeof seenSchema>;

export async function needsAlone(browser: Browser, turns: number): Promise<Figure[]> {
  return inPanel(browser, async (scene) => needs(scene, turns));
}

/** Codex asks a person until the window says so, in each of the places where it does. */
export async function needs({ world, fleet, bench }: Scene, turns: number): Promise<Figure[]> {
  const agent = await observeAppServer(world, (await fleet.status('a', HOLDER)).model.threadId ?? '');
  await bench.page.evaluate(PROBE);
  const all: { readonly saidMs: number; readonly seen: Seen }[] = [];
  try {
    for (let turn = 0; turn < turns; turn += 1) {
      await delay(700);
      const saidMs = await agent.need();
      all.push({
        saidMs,
        seen: seenSchema.parse(await read(bench, (seen) => seenSchema.safeParse(seen).success)),
      });
      await delay(700);
      await fleet.interrupt('a', { force: false }, HOLDER);
      await read(bench, (seen) => Object.keys(seen ?? {}).length === 0);
    }
  } finally {
    agent.dispose();
  }
  return (['inbox', 'row', 'statusBar'] as const).map((place) => ({
    name: `${AGENTS} Agentinnen, ${ASSIGNMENTS} assignments: Codex asks a person → ${PLACES[place]}`,
    unit: 'ms',
    values: all.map(({ saidMs, seen }) => seen[place] - saidMs),
    goal: { of: 'p95', atMost: 100 },
  }));
}

async function read(bench: Workbench, isWanted: (seen: object | null) => boolean): Promise<unknown> {
  const look = async (): Promise<object | null> =>
    z.looseObject({}).parse(await bench.page.evaluate('({ ...globalThis.codexMasterNeeds })'));
  return eventually('what the window says of a need', look, isWanted, 60_000);
}
