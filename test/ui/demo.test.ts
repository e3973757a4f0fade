import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { leftovers } from '../demo/leftovers.ts';
import { eventually } from './driver.ts';
import { panelForTests } from './room.ts';

/** A machine with tmux and Codex, and a person who never had a fleet. */
const room = panelForTests('demo', {
  env: (world) => ({
    ...world.env,
    HOME: world.root,
    XDG_CONFIG_HOME: undefined,
    CODEX_MASTER_FLEET: undefined,
    CODEX_MASTER_MCP_STATE: undefined,
  }),
});

const folder = (): string =>
  path.join(room.panel.world.root, 'vscode/data/User/globalStorage/codex-master.codex-master/demo');
const modelPort = (): number =>
  (JSON.parse(readFileSync(path.join(folder(), 'demo.json'), 'utf8')) as { readonly port: number }).port;
const isModelThere = async (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );

test('from a window without a fleet the demo comes alive, and an approval waits', async () => {
  const { agents, inbox, bench } = room.panel;
  await bench.runCommand('Codex Master: Try It with the Demo Fleet');
  await inbox.waitFor(/^Mila: git tag -f demo-1\.4 /, 60_000);
  const text = await agents.waitFor(/^Demo fleet · [^]*\nMila · needs approval[^]*\nNora · /);
  expect(text).not.toContain('missing');
  expect(await bench.statusBar()).toContain('Demo fleet');
  await agents.waitFor(/\nNora · done/, 30_000);
  await bench.screenshot(path.join('.demo/shots', 'demo-dark.png'));
});

test('approved, it is done in the sample repository', async () => {
  const { agents, inbox } = room.panel;
  await inbox.inlineAction('Mila: git tag -f demo-1.4', 'Approve');
  await agents.waitFor(/\nMila · done/, 20_000);
  expect(existsSync(path.join(folder(), 'shop/docs/release-1.4.md'))).toBe(true);
  expect(existsSync(path.join(folder(), 'shop/.git/refs/tags/demo-1.4'))).toBe(true);
});

test('what the model does not understand is answered with what it does', async () => {
  const { agents, inbox, bench } = room.panel;
  await agents.contextAction('Nora', 'Send Message…');
  await bench.quickInput.waitFor('Message to');
  await bench.quickInput.type('ask me');
  await bench.quickInput.accept();
  await inbox.waitFor(/Nora: How shall I report to you\?/, 20_000);
});

test('it survives a reload of the window', async () => {
  const { agents, inbox, bench } = room.panel;
  await bench.page.reload();
  await bench.page.locator('.monaco-workbench .statusbar-item').first().waitFor();
  await bench.openContainer('Codex Master');
  await agents.waitFor(/^Demo fleet · [^]*\nNora · asks/, 30_000);
  await inbox.waitFor(/Nora: How shall I report to you\?/, 30_000);
});

test('left, nothing of it runs, and the own fleet is back', async () => {
  const { agents, bench } = room.panel;
  const port = modelPort();
  expect(await isModelThere(port)).toBe(true);
  await agents.inlineAction('Demo fleet', 'Leave the Demo…');
  expect(await bench.dialogText()).toContain('your own fleet is shown again');
  await bench.pressInDialog('Leave the Demo');
  await agents.waitFor((text) => !text.includes('Demo fleet'), 30_000);
  const world = { fleetFile: path.join(folder(), 'fleet.json'), runtimeDir: room.panel.world.runtimeDir };
  const ours = async (): Promise<readonly string[]> =>
    // The window's own control socket stays.
    leftovers(world).filter((line) => !line.includes('codex-master/') && !line.includes('vscode-'));
  await eventually('an end of the demo', ours, (left) => left.length === 0);
  await eventually(
    'an end of the model',
    async () => isModelThere(port),
    (isThere) => !isThere,
  );
  expect(await bench.statusBar()).not.toContain('Demo fleet');
});
