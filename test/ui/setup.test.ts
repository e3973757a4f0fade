import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './driver.ts';
import { panelForTests } from './room.ts';

const room = panelForTests('setup', {
  // The Codex that the person uses: the lead's.
  env: (world) => ({ ...world.env, CODEX_HOME: world.homes.lead }),
});

describe('the fleet file', () => {
  let good = '';

  beforeAll(async () => {
    await room.panel.startAll();
    good = await readFile(room.panel.world.fleetFile, 'utf8');
  });

  const write = async (text: string): Promise<void> => writeFile(room.panel.world.fleetFile, text);

  test.each([
    ['is no JSON', (text: string) => text.slice(0, -3), /line \d+: /],
    ['has a field nobody knows', (text: string) => text.replace('"launch"', '"lunch"'), /lunch/],
    ['is newer than the panel', (text: string) => text.replace('"version": 1', '"version": 99'), /newer/],
  ])('that %s is named with its place, and the fleet goes on', async (_case, spoil, place) => {
    const { agents } = room.panel;
    await write(spoil(good));
    const complaint = /^fleet\.json cannot be used · .+\nMila · idle.*\nNora · idle/;
    await agents.waitFor((text) => place.test(text) && complaint.test(text));
    await write(good);
    await agents.waitFor(/^Mila · idle.*\nNora · idle.*$/);
  });

  test('opens by a click on the row that complains about it', async () => {
    const { agents, bench } = room.panel;
    await write(good.replace('"guarded"', '"careless"'));
    await agents.waitFor(/^fleet\.json cannot be used · .*policy/);
    await agents.click('fleet.json cannot be used');
    await eventually(
      'the file in an editor',
      async () => bench.editorTitles(),
      (titles) => titles.includes('fleet.json'),
    );
    await write(good);
    await agents.waitFor(/^Mila · idle/);
  });

  test('shows a new Agentin as soon as it names her', async () => {
    const { agents, bench, world } = room.panel;
    const home = JSON.stringify(path.join(world.root, 'zoe'));
    await write(good.replace('"agents": [', `"agents": [{ "id": "c", "name": "Zoe", "home": ${home} },`));
    await agents.waitFor(/^Mila · idle.*\nNora · idle.*\nZoe · stopped$/);
    // Her home is not there: the person gets a sentence and the way out.
    await agents.inlineAction('Zoe', 'Start Agentin');
    await bench.pressInNotification('home', 'Create Her Home…');
    await bench.pressInDialog('Create');
    await eventually('her home', async () => existsSync(path.join(world.root, 'zoe')), Boolean);
    await write(good);
    await agents.waitFor(/^Mila · idle.*\nNora · idle.*$/);
  });
});

describe('registering the Masterjet', () => {
  const config = async (): Promise<string> =>
    readFile(path.join(room.panel.world.homes.lead, 'config.toml'), 'utf8');

  async function begin(): Promise<string> {
    const { bench, world } = room.panel;
    await bench.runCommand('Codex Master: Register the Masterjet for Codex…');
    await bench.quickInput.waitFor('Register the Masterjet for which Codex?');
    await expect
      .poll(async () => bench.quickInput.items())
      .toEqual([`${world.homes.lead} · the Codex that you use yourself`, 'Another folder…']);
    await bench.quickInput.choose(world.homes.lead);
    return bench.dialogText();
  }

  test('shows what it will write and changes nothing without consent', async () => {
    const { bench } = room.panel;
    const before = await config();
    const text = await begin();
    expect(text).toMatch(/The self-test passed: \d+ tools in \d+ ms\./);
    expect(text).toContain('[mcp_servers.codex-master-mcp]');
    expect(text).toContain('CODEX_MASTER_FLEET');
    await bench.pressInDialog('Cancel');
    expect(await config()).toBe(before);
  });

  test('writes it, tests what was written, and shows it', async () => {
    const { bench } = room.panel;
    await begin();
    await bench.pressInDialog('Register');
    const result = async (): Promise<string> => bench.dialogText();
    const text = await eventually('the result', result, (shown) => shown.includes('is registered'));
    expect(text).toMatch(/The self-test passed: \d+ tools in \d+ ms\./);
    const written = await config();
    expect(written).toContain('[mcp_servers.codex-master-mcp]');
    expect(written).toContain('mcp.js');
    await bench.pressInDialog('Open config.toml');
    await eventually(
      'the file in an editor',
      async () => bench.editorTitles(),
      (titles) => titles.includes('config.toml'),
    );
  });

  test('asks before it replaces one that is there', async () => {
    const { bench } = room.panel;
    expect(await begin()).toContain('It replaces:');
    await bench.pressInDialog('Cancel');
  });
});
