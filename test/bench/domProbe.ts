import type { Workbench } from '../ui/driver.ts';
import * as z from 'zod';
import type { Phase, Sighting } from './latency.ts';

/**
 * Runs in the page: notes the Agentin's row whenever what it shows changed. In JavaScript's own words, because the
 * tests are compiled without the browser's types.
 */
const probeOf = (name: string): string => `(() => {
  const list = document.querySelector('.monaco-list[role=tree][aria-label="Agentinnen"]');
  const rowText = () => {
    const rows = [...list.querySelectorAll('.monaco-list-row')];
    const row = rows.find((row) => row.querySelector('.label-name')?.textContent === ${JSON.stringify(name)});
    return row?.querySelector('.label-description')?.textContent ?? '';
  };
  globalThis.codexMasterSeeing?.disconnect();
  const seen = (globalThis.codexMasterSeen = []);
  let last = '';
  const look = () => {
    const text = rowText();
    if (text !== last) seen.push({ text, atMs: Date.now() });
    last = text;
  };
  const seeing = (globalThis.codexMasterSeeing = new MutationObserver(look));
  seeing.observe(list, { subtree: true, childList: true, characterData: true });
  look();
})()`;

const seenSchema = z.array(z.object({ text: z.string(), atMs: z.number() }));

/** From now on, for the Agentin of this name; for the one before no more. */
export async function installProbe(bench: Workbench, name = 'Mila'): Promise<void> {
  await bench.page.evaluate(probeOf(name));
}

/** What the row showed since the last time, and when. */
export async function takeSeen(bench: Workbench): Promise<readonly Sighting[]> {
  const seen = seenSchema.parse(await bench.page.evaluate('globalThis.codexMasterSeen.splice(0)'));
  return seen.flatMap(({ text, atMs }) => {
    const phase = phaseOfRow(text);
    return phase === null ? [] : [{ phase, atMs }];
  });
}

function phaseOfRow(text: string): Phase | null {
  if (text.startsWith('working')) return 'working';
  return /^(?:idle|done)/.test(text) ? 'resting' : null;
}
