import * as z from 'zod';
import { eventually, type Workbench } from '../ui/driver.ts';

/**
 * Runs in the page, also after it was loaded anew: notes when the panel's trees stand there in full, and which rows are
 * drawn again. In JavaScript's own words, because the tests are compiled without the browser's types.
 */
const PROBE = `(() => {
  const probe = (globalThis.codexMasterPanel = { pressedMs: null, fullMs: null, currentMs: null, drawn: new Set() });
  const nowMs = () => performance.timeOrigin + performance.now();
  const rowsOf = (name) => {
    const list = document.querySelector('.monaco-list[role=tree][aria-label="' + name + '"]');
    if (list === null || list.clientHeight < 22) return [];
    const rows = [...list.querySelectorAll('.monaco-list-row')];
    const wanted = Math.floor(list.clientHeight / 22);
    return rows.length < Math.min(wanted, 4) ? [] : rows;
  };
  const text = (row, part) => row.querySelector('.label-' + part)?.textContent ?? '';
  const haveRows = (pattern) => {
    const agents = rowsOf('Agentinnen');
    const known = agents.filter((row) => pattern.test(text(row, 'description')));
    const assignments = rowsOf('Assignments');
    return agents.length > 0 && known.length === agents.length && assignments.some((row) => /^\\d+$/.test(text(row, 'description')));
  };
  const look = (changes) => {
    if (probe.fullMs === null && haveRows(/^(idle|done|working|stopped|checking… · before: )/)) probe.fullMs = nowMs();
    if (probe.currentMs === null && haveRows(/^(idle|done|working|stopped)/)) probe.currentMs = nowMs();
    for (const { target, addedNodes } of changes) {
      const list = target.parentElement?.closest('.monaco-list[role=tree][aria-label="Agentinnen"]');
      if (!list) continue;
      for (const node of [target, ...addedNodes]) {
        const row = (node.nodeType === 1 ? node : node.parentElement)?.closest('.monaco-list-row');
        if (row) probe.drawn.add(text(row, 'name'));
      }
    }
  };
  const begin = () => {
    new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
    document.addEventListener('pointerdown', () => { probe.pressedMs = nowMs(); }, true);
  };
  begin();
})()`;

const openedSchema = z.object({
  pressedMs: z.number().nullable(),
  fullMs: z.number(),
  currentMs: z.number(),
});

/** From now on, and after every reload. */
export async function installPanelProbe(bench: Workbench): Promise<void> {
  await bench.page.addInitScript(PROBE);
  await bench.page.evaluate(PROBE);
}

/** Forgets that the trees stood there. */
export async function forgetFull(bench: Workbench): Promise<void> {
  await bench.page.evaluate('codexMasterPanel.fullMs = codexMasterPanel.currentMs = null');
}

/**
 * When a mouse button was last pressed, and when the trees stood there after that, in ms since 1970: with the state of
 * each Agentin that is known last, marked as such, and with that of now.
 */
export async function whenFull(bench: Workbench): Promise<z.infer<typeof openedSchema>> {
  const read = async (): Promise<unknown> =>
    bench.page
      .evaluate(
        '(({ pressedMs, fullMs, currentMs } = {}) => ({ pressedMs: pressedMs ?? null, fullMs, currentMs }))(globalThis.codexMasterPanel)',
      )
      .catch(() => null);
  const seen = await eventually('full trees', read, (value) => openedSchema.safeParse(value).success, 60_000);
  return openedSchema.parse(seen);
}

/** The Agentinnen whose rows were drawn since this was last asked. */
export async function takeDrawn(bench: Workbench): Promise<readonly string[]> {
  const take =
    '(() => { const names = [...codexMasterPanel.drawn]; codexMasterPanel.drawn.clear(); return names; })()';
  return z.array(z.string()).parse(await bench.page.evaluate(take));
}
