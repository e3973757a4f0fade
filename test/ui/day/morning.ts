import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../driver.ts';
import { writeOwnFleet } from './day.ts';
import type { Day } from './day.ts';

const DEMO = 'vscode/data/User/globalStorage/codex-master.codex-master/demo';

/** Nothing is configured: the panel says what the first steps are, and the walkthrough goes through them. */
export async function meetThePanel({ panel, see }: Day): Promise<void> {
  const { agents, inbox, bench } = panel;
  await agents.waitForWelcome(
    /Try It with the Demo Fleet[^]*Make a Fleet File[^]*Lead your first Agentinnen/,
  );
  await inbox.waitForWelcome(/Approvals and questions of your Agentinnen will appear here/);
  await see('welcome');
  await agents.followInWelcome('Lead your first Agentinnen');
  const { walkthrough } = bench;
  await eventually(
    'the steps',
    async () => walkthrough.steps(),
    (steps) => steps.length === 7,
  );
  await see('walkthrough');
  await walkthrough.press('See whether all is there', 'Check Health');
  await bench.tree('Health').waitFor(/^Needs attention[^]*(Mila|Nora): Home/);
  await eventually(
    'a step that is done',
    async () => walkthrough.done(),
    (done) => done.length === 1,
  );
  await bench.page.locator('.pane-header[aria-label^="Health "]', { hasText: /checked \d/ }).waitFor();
  await see('requirements');
  await bench.collapseView('Health');
}

/** From the walkthrough into the demo: two come alive, one asks, and what she asked for is done once it is allowed. */
export async function tryTheDemo({ panel, see }: Day): Promise<void> {
  const { agents, inbox, bench, world } = panel;
  await bench.walkthrough.press('Try it with the demo fleet', 'Try It with the Demo Fleet');
  await inbox.waitFor(/^Mila: git tag -f demo-1\.4 /);
  const text = await agents.waitFor(/^Demo fleet · [^]*\nMila · needs approval[^]*\nNora · done/);
  if (text.includes('missing')) throw new Error(`Something is missing in the demo: ${text}`);
  await see('demo');
  await see('answer');
  await inbox.inlineAction('Mila: git tag -f demo-1.4', 'Approve');
  await agents.waitFor(/\nMila · done/);
  const shop = path.join(world.root, DEMO, 'shop');
  for (const made of ['docs/release-1.4.md', '.git/refs/tags/demo-1.4'])
    if (!existsSync(path.join(shop, made))) throw new Error(`The demo made no ${made}.`);
  const { port } = JSON.parse(readFileSync(path.join(world.root, DEMO, 'demo.json'), 'utf8')) as {
    port: number;
  };
  await agents.inlineAction('Demo fleet', 'Leave the Demo…');
  await bench.pressInDialog('Leave the Demo');
  await agents.waitForWelcome(/Make a Fleet File/);
  const isModelThere = async (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
  await eventually('an end of the demo model', isModelThere, (isThere) => !isThere);
}

/** A fleet of her own: the file is made by a button, and the first Agentin started. */
export async function makeTheFleet({ panel, see }: Day): Promise<void> {
  const { agents, bench, world } = panel;
  await agents.pressInWelcome('Make a Fleet File');
  await eventually(
    'fleet.json in an editor',
    async () => bench.editorTitles(),
    (titles) => titles.includes('fleet.json'),
  );
  await agents.waitFor(/^Mila · stopped\nNora · stopped$/);
  await writeOwnFleet(world);
  await bench.runCommand('View: Close All Editors');
  await agents.inlineAction('Nora', 'Start Agentin');
  await agents.waitFor(/^Nora · idle.*\nMila · stopped$/);
  await see('start');
}
