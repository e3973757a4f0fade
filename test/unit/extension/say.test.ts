import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { showError, showInfo, showWarning } from '../../../src/extension/say.ts';
import { checkout } from '../../host/paths.ts';
import { ui } from '../fakes/vscode.ts';

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

it('is how the window shows every message', () => {
  const root = path.join(checkout, 'src/extension');
  const others = globSync('**/*.ts', { cwd: root }).filter(
    (file) =>
      file !== 'say.ts' &&
      /window\s*\.show(?:Information|Warning|Error)Message/u.test(
        readFileSync(path.join(root, file), 'utf8'),
      ),
  );
  expect(others).toEqual([]);
});
