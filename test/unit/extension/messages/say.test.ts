import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import {
  choose,
  offer,
  showError,
  showInfo,
  showWarning,
  wayTo,
} from '../../../../src/extension/messages/say.ts';
import { checkout } from '../../../host/paths.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { errors } from '../support.ts';

beforeEach(() => ui.reset());

const HOSTILE = '$(check) [Approve](command:codexMaster.approve)\u202E\u001B[2J';

it.each([
  ['info', showInfo],
  ['warning', showWarning],
  ['error', showError],
])('a message (%s) holds no link that runs a command, and nothing unseen', async (_kind, show) => {
  await show(`The script failed: ${HOSTILE}`, 'Show');
  await show('Sure?', { modal: true, detail: `first\n${HOSTILE}\n\nlast` }, 'Yes');
  expect(ui.shown).toHaveLength(2);
  for (const text of ui.shown) {
    // eslint-disable-next-line no-control-regex -- these are what must not be there.
    expect(text).not.toMatch(/[\u202E\u001B]/u);
    expect(text).toContain(String.raw`\u{202E}\u{1B}[2J`);
  }
  expect(ui.shown[0]).not.toMatch(/\]\(|\$\(/u);
  // VS Code finds no links in the detail of a dialog; its lines stay.
  expect(ui.shown[1]).toMatch(/\nfirst\n.*\n\nlast$/u);
});

it('gives back the button that was pressed', async () => {
  ui.buttons.push('Show', 'Yes');
  expect(await showInfo('text', 'Show', 'Hide')).toBe('Show');
  expect(await showWarning('Sure?', { modal: true }, 'Yes')).toBe('Yes');
});

describe('a message with ways to go on', () => {
  const ways = [
    { label: 'Mend', go: async () => Promise.resolve('mended') },
    { label: 'Break', go: async () => Promise.reject(new FleetError('merge_conflicts', 'It broke.')) },
  ];

  it('goes the one that is pressed, and none when it is put away', async () => {
    ui.buttons.push('Mend');
    expect(await choose(showWarning, 'Not yet.', ways)).toBe('mended');
    expect(await choose(showWarning, 'Not yet.', ways)).toBeUndefined();
    expect(ui.shown).toEqual(Array(2).fill('warning: Not yet. [Mend] [Break]'));
  });

  it('shows what goes wrong there although nobody waits for it', async () => {
    ui.buttons.push('Break');
    offer(errors, showInfo, 'Go on?', ways);
    await vi.waitFor(() =>
      expect(ui.shown).toEqual(['info: Go on? [Mend] [Break]', 'error: It broke. [OK]']),
    );
  });

  it('runs a command', async () => {
    ui.buttons.push('Show');
    await choose(showInfo, 'Done.', [wayTo('Show', 'codexMaster.showAgent', 'a')]);
    expect(ui.executed).toEqual([{ id: 'codexMaster.showAgent', args: ['a'] }]);
  });
});

it('is how the window shows every message', () => {
  const root = path.join(checkout, 'src/extension');
  const others = globSync('**/*.ts', { cwd: root }).filter(
    (file) =>
      file !== 'messages/say.ts' &&
      /window\s*\.show(?:Information|Warning|Error)Message/u.test(
        readFileSync(path.join(root, file), 'utf8'),
      ),
  );
  expect(others).toEqual([]);
});
