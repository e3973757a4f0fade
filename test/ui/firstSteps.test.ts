import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventually } from './driver.ts';
import { NO_FLEET_YET } from './panel.ts';
import { panelForTests } from './room.ts';

describe('a person who never had a fleet', () => {
  const room = panelForTests('newcomer', {
    locale: 'de',
    views: { agents: 'Agentinnen', inbox: 'Posteingang' },
    env: (world) => ({ ...world.env, ...NO_FLEET_YET }),
  });

  test('is welcomed with the next steps as buttons, in her language', async () => {
    const { agents, inbox, bench } = room.panel;
    await agents.waitForWelcome(/Mit der Demo-Flotte ausprobieren[^]*Flottendatei anlegen/);
    await inbox.waitForWelcome(/Hier erscheinen Freigaben und Fragen deiner Agentinnen/);
    // Nobody is counted who is not there.
    const counts = async (): Promise<boolean> => (await bench.statusBar()).join(' ').includes('arbeiten');
    await eventually('no count in the status bar', counts, (isThere) => !isThere);
    await bench.screenshot(path.join('.demo/shots', 'newcomer-german.png'));
  });

  test('opens the walkthrough, whose steps complete as she goes', async () => {
    const { bench } = room.panel;
    await bench.runCommand('Codex Master: Führe deine ersten Agentinnen (Einführung)');
    const steps = bench.page.locator('.gettingStartedContainer .step-title:visible');
    const titles = async (): Promise<readonly string[]> => steps.allInnerTexts();
    const shown = await eventually('the steps', titles, (found) => found.length === 7);
    expect(shown[0]).toContain('Probier es mit der Demo-Flotte aus');
    await bench.screenshot(path.join('.demo/shots', 'walkthrough-german.png'));
    const done = async (): Promise<number> =>
      bench.page.locator('.gettingStartedContainer .getting-started-step .complete:visible').count();
    const before = await done();
    await bench.runCommand('Codex Master: Diagnose ausführen');
    await eventually('the first step done', done, (count) => count > before);
  });

  test('tries the demo in two windows at once: it is one demo, and left in one it is left in both', async () => {
    const { agents, bench, openWindow } = room.panel;
    const other = await openWindow();
    try {
      const theirs = other.tree('Agentinnen');
      await theirs.waitForWelcome(/Mit der Demo-Flotte ausprobieren/);
      await Promise.all(
        [agents, theirs].map((tree) => tree.pressInWelcome('Mit der Demo-Flotte ausprobieren')),
      );
      const begun = /^Demo-Flotte · [^]*Mila · braucht eine Freigabe/;
      await Promise.all([agents.waitFor(begun), theirs.waitFor(begun)]);
      // Nobody was lost on the way, and neither window was in the other's.
      const told = [...(await bench.notifications()), ...(await other.notifications())];
      expect(told.filter((text) => !/Freigabe|ausführen|Demo-Flotte wird/.test(text))).toEqual([]);
      await other.runCommand('Codex Master: Demo verlassen…');
      await other.pressInDialog('Demo verlassen');
      await bench.waitForNotification('Die Demo-Flotte wurde in einem anderen Fenster verlassen');
      await Promise.all([agents, theirs].map((tree) => tree.waitForWelcome(/Flottendatei anlegen/)));
    } finally {
      await other.close();
    }
  });

  test('makes the fleet file, and has her Agentinnen', async () => {
    const { agents, bench } = room.panel;
    await agents.pressInWelcome('Flottendatei anlegen');
    await eventually(
      'fleet.json in an editor',
      async () => bench.editorTitles(),
      (open) => open.includes('fleet.json'),
    );
    await agents.waitFor(/^Mila · angehalten\nNora · angehalten$/);
  });
});

describe('an untrusted workspace', () => {
  const room = panelForTests('untrusted', {
    settings: {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.banner': 'never',
    },
  });

  test('shows the states, and a start is refused with the way out', async () => {
    const { agents, bench } = room.panel;
    await agents.waitFor(/^Restricted Mode · [^]*Mila · stopped\nNora · stopped$/);
    await agents.inlineAction('Mila', 'Start Agentin');
    await bench.pressInNotification('Restricted Mode', 'Manage Workspace Trust');
    await bench.page.getByText('You are in Restricted Mode').waitFor();
    await agents.waitFor(/Mila · stopped/);
  });
});
