import type { Workbench } from '../ui/driver.ts';
import * as z from 'zod';
import type { Phase, Sighting } from './latency.ts';

/**
 * Runs in the page: notes the Agentin's row whenever what it shows or its place changed. In JavaScript's own words, because the
 * tests are compiled without the browser's types.
 */
const probeOf = (name: string): string => `(() => {
  const list = document.querySelector('.monaco-list[role=tree][aria-label="Agentinnen"]');
  const rowNow = () => {
    const rows = [...list.querySelectorAll('.monaco-list-row')];
    const row = rows.find((row) => row.querySelector('.label-name')?.textContent === ${JSON.stringify(name)});
    return { text: row?.querySelector('.label-description')?.textContent ?? '', place: Number(row?.dataset.index ?? -1) };
  };
  globalThis.codexMasterSeeing?.disconnect();
  const seen = (globalThis.codexMasterSeen = []);
  let last = { text: '', place: -1 };
  const look = () => {
    const now = rowNow();
    if (now.text !== last.text || now.place !== last.place) seen.push({ ...now, atMs: Date.now() });
    last = now;
  };
  const seeing = (globalThis.codexMasterSeeing = new MutationObserver(look));
  seeing.observe(list, { subtree: true, childList: true, characterData: true, attributeFilter: ['data-index'] });
  look();
})()`;

const seenSchema = z.array(z.object({ text: z.string(), place: z.int(), atMs: z.number() }));

/** From now on, for the Agentin of this name; for the one before no more. */
export async function installProbe(bench: Workbench, name = 'Mila'): Promise<void> {
  await bench.page.evaluate(probeOf(name));
}

/** What the row showed since the last time, and when. */
export async function takeSeen(bench: Workbench): Promise<readonly Sighting[]> {
  const seen = seenSchema.parse(await bench.page.evaluate('globalThis.codexMasterSeen.splice(0)'));
  return seen.flatMap(({ text, place, atMs }) => {
    const phase = phaseOfRow(text);
    return phase === null ? [] : [{ phase, place, atMs }];
  });
}

function phaseOfRow(text: string): Phase | null {
  if (text.startsWith('working')) return 'working';
  return /^(?:idle|done)/.test(text) ? 'resting' : null;
}
