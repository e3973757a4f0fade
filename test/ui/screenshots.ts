/**
 * `npm run screenshots` makes the picture of README (`media/screenshot.png`) and a few more for the eye in `.demo/shots`:
 * two real Agentinnen at work in a real VS Code. Build before.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { checkout } from '../host/paths.ts';
import { prepareSystem } from '../tools/prepare.ts';
import { assignByForm } from './assigning.ts';
import { eventually } from './driver.ts';
import { openPanel } from './panel.ts';
import type { Panel } from './panel.ts';
import { showTheme } from './themes.ts';

const README_PICTURE = path.join(checkout, 'media/screenshot.png');
const MOST_BYTES = 300 * 1024;
const SIDE_BAR_PIXELS = 420;

async function main(): Promise<void> {
  await prepareSystem();
  const panel = await openPanel('screenshots', {
    size: { width: 1400, height: 860 },
    settings: { 'codexMaster.notifications': 'off' },
    // No path of the machine that the picture is made on.
    env: (world) => ({ ...world.env, HOME: world.root }),
  });
  try {
    await setTheScene(panel);
    await panel.bench.screenshot(README_PICTURE);
    const { size } = await stat(README_PICTURE);
    if (size > MOST_BYTES) throw new Error(`media/screenshot.png has ${size} bytes, more than ${MOST_BYTES}`);
    console.log(`media/screenshot.png: ${Math.ceil(size / 1024)} kB`);
    await takeMore(panel);
  } finally {
    await panel.dispose();
  }
}

/** Nora reviews, Mila waits for an approval in the Inbox, and her terminal shows why. */
async function setTheScene(panel: Panel): Promise<void> {
  const { agents, inbox, bench, world, startAll } = panel;
  world.model.setRateLimits({
    primary: { usedPercent: 41, resetsInSeconds: 2 * 3600 },
    secondary: { usedPercent: 18, resetsInSeconds: 3 * 86_400 },
  });
  await startAll();
  await widenSideBar(panel);
  await agents.inlineAction('Mila', 'Attach to Terminal');
  await bench.waitForTerminalText(/Ask Codex to do anything/);
  await assign(panel, 'Nora', 'Review the cart: is the sum always right?', 'Exploriererin');
  await eventually(
    'Nora in the middle of her review',
    async () => world.model.stalled,
    (stalled) => stalled > 0,
  );
  await assign(panel, 'Mila', 'Write the release notes for 1.4.', 'Arbeitsbiene');
  await inbox.waitFor(/npm pack/);
  await agents.waitFor(/^Mila · needs approval[^]*\nNora · working/);
  await agents.toggle('Mila');
  await agents.waitFor(/\n {2}Assignment · worker · docs · started[^]*\n {2}Weekly limit · 18 %/);
  await bench.waitForTerminalText(/Would you like to run the following command/);
  // The row that waits has the focus and shows its actions.
  await bench.page.keyboard.press('Control+Alt+n');
  await eventually(
    'the focus on the row',
    async () => bench.focusedName(),
    (name) => name.startsWith('Mila: npm pack'),
  );
  await bench.page.locator('.statusbar').hover({ position: { x: 700, y: 10 } });
  await eventually(
    'a status bar without passing messages',
    async () => bench.statusBar(),
    (texts) => texts.every((text) => !text.includes('has the task')),
  );
}

async function assign(
  panel: Panel,
  agent: string,
  task: string,
  role: 'Arbeitsbiene' | 'Exploriererin',
): Promise<void> {
  const paths = role === 'Arbeitsbiene' ? { paths: 'docs' } : {};
  await assignByForm(panel, agent, { role, task, ...paths });
  await panel.bench.runCommand('View: Close Editor');
}

/** By the mouse, as a person does. */
async function widenSideBar({ bench }: Panel): Promise<void> {
  const box = await bench.page.locator('.part.sidebar').boundingBox();
  if (box === null) throw new Error('There is no side bar.');
  const edge = box.x + box.width;
  await bench.page.mouse.move(edge, 400);
  await bench.page.mouse.down();
  await bench.page.mouse.move(SIDE_BAR_PIXELS, 400, { steps: 5 });
  await bench.page.mouse.up();
}

async function takeMore(panel: Panel): Promise<void> {
  const { agents, bench } = panel;
  const shot = async (name: string): Promise<void> =>
    bench.screenshot(path.join(checkout, '.demo/shots', `${name}.png`));
  await showTheme(panel, 'light');
  await shot('readme-light');
  await showTheme(panel, 'high-contrast');
  await shot('readme-high-contrast');
  await showTheme(panel, 'dark');
  await agents.contextAction('Mila', 'Show Agentin Page');
  await bench.webview().getByRole('heading', { name: 'Codex' }).waitFor();
  await shot('readme-page');
}

await main();
