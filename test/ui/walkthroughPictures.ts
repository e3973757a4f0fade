/** `npm run screenshots` makes the walkthrough's pictures with it: sections of a real window, from a person's first day. */
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { checkout } from '../host/paths.ts';
import { prepareSystem } from '../tools/prepare.ts';
import { openPanel } from './panel.ts';
import type { Panel } from './panel.ts';

const FOLDER = path.join(checkout, 'media/walkthrough');
const SIZE = { width: 900, height: 560 };

async function main(): Promise<void> {
  await prepareSystem();
  await mkdir(FOLDER, { recursive: true });
  const panel = await openPanel('pictures', {
    size: SIZE,
    settings: { 'codexMaster.notifications': 'off', 'workbench.activityBar.location': 'default' },
    // Something for the view Health to mend.
    prepare: async ({ homes }) => rename(homes.b, `${homes.b}-away`),
    // No path of the machine that the pictures are made on; the lead's home is the person's own.
    env: (world) => ({ ...world.env, HOME: world.root, CODEX_HOME: world.homes.lead }),
  });
  try {
    await walk(panel);
  } finally {
    await panel.dispose();
  }
}

async function walk(panel: Panel): Promise<void> {
  const { agents, inbox, bench } = panel;
  await widen(panel, 560);
  await bench.runCommand('Codex Master: Check Health');
  await bench.tree('Health').waitFor(/^(Needs attention|All is well)/, 30_000);
  await shot(panel, 'requirements');
  await bench.page.locator('.pane-header[aria-label^="Health "]').click();
  await agents.inlineAction('Mila', 'Start Agentin');
  await agents.waitFor(/^Mila · idle/, 60_000);
  await shot(panel, 'start');
  await agents.inlineAction('Mila', 'Assign a Task…');
  await bench.webview().getByText('May write: nothing.').waitFor();
  await shot(panel, 'task');
  await bench.runCommand('View: Close Editor');
  await bench.runCommand('Codex Master: Try It with the Demo Fleet');
  await inbox.waitFor(/^Mila: git tag/, 60_000);
  await agents.waitFor(/\nNora · done/, 30_000);
  await shot(panel, 'demo');
  await shot(panel, 'answer', async () => inbox.row('Mila: git tag -f demo-1.4').hover());
  await bench.runCommand('Codex Master: Leave the Demo…');
  await bench.pressInDialog('Leave the Demo');
  await agents.waitFor((text) => !text.includes('Demo fleet'), 30_000);
}

/** No tooltip of what the pointer did before is in the picture. */
async function shot({ bench }: Panel, name: string, point?: () => Promise<void>): Promise<void> {
  await bench.page.locator('.statusbar').hover({ position: { x: SIZE.width - 150, y: 10 } });
  await bench.page.locator('.workbench-hover:visible').waitFor({ state: 'hidden' });
  await point?.();
  await bench.page.screenshot({
    path: path.join(FOLDER, `${name}.png`),
    animations: 'disabled',
    caret: 'hide',
    clip: { x: 0, y: 0, width: 700, height: SIZE.height },
  });
}

/** By the mouse, as a person does. */
async function widen({ bench }: Panel, width: number): Promise<void> {
  const box = await bench.page.locator('.part.sidebar').boundingBox();
  if (box === null) throw new Error('There is no side bar.');
  await bench.page.mouse.move(box.x + box.width, 300);
  await bench.page.mouse.down();
  await bench.page.mouse.move(width, 300, { steps: 5 });
  await bench.page.mouse.up();
}

await main();
