import { beforeEach, describe, expect, it } from 'vitest';
import { FleetError } from '../../../../../src/core/errors.ts';
import { OpenPanels } from '../../../../../src/extension/panels/page/openPanels.ts';
import { reopenPage } from '../../../../../src/extension/panels/page/reopen.ts';
import type { Refill } from '../../../../../src/extension/panels/page/reopen.ts';
import { TabInputText, TabInputWebview, ui } from '../../../fakes/vscode/index.ts';

const left = (kind: string, label: string, viewColumn = 1) => ({
  viewColumn,
  tabs: [{ label, input: new TabInputWebview(`mainThreadWebview-${kind}`), isActive: true }],
});
const wish = { kind: 'codexMaster.form', state: { task: 'Mend it.' }, isAwaiting: false };

let panels: OpenPanels;
let filled: unknown[];

const refill: Refill = async (panel, about) => {
  filled.push([panel.title, about]);
  return Promise.resolve(true);
};

beforeEach(() => {
  ui.reset();
  panels = new OpenPanels();
  filled = [];
});

const closed = () => ui.executed.filter(({ id }) => id === 'close tabs').flatMap(({ args }) => args);

describe('a page that an earlier extension host left behind', () => {
  it('is opened again with what its webview kept, and then the old one goes', async () => {
    ui.tabGroups = [left('codexMaster.other', 'Mila'), left('codexMaster.form', 'New Assignment', 2)];
    await reopenPage(panels, refill, wish);
    expect(filled).toEqual([['New Assignment', wish]]);
    expect([ui.panels.length, closed()]).toEqual([1, ['New Assignment']]);
  });

  it('is told from one of ours in another column', async () => {
    ui.tabGroups = [left('codexMaster.form', 'Ours'), left('codexMaster.form', 'Left', 2)];
    panels.add(ui.window.createWebviewPanel('codexMaster.form', 'Ours') as never);
    await reopenPage(panels, refill, wish);
    expect(closed()).toEqual(['Left']);
  });

  it('stays when all that are seen are ours: somebody was only slow to answer', async () => {
    ui.tabGroups = [left('codexMaster.form', 'Ours')];
    panels.add(ui.window.createWebviewPanel('codexMaster.form', 'Ours') as never);
    await reopenPage(panels, refill, wish);
    expect([filled, closed(), ui.panels.length]).toEqual([[], [], 1]);
  });

  it('stays when the new one cannot be filled', async () => {
    ui.tabGroups = [left('codexMaster.form', 'New Assignment')];
    const refuse: Refill = async () => Promise.reject(new FleetError('operation_in_progress', 'No.'));
    await expect(reopenPage(panels, refuse, wish)).rejects.toThrow('No.');
    await reopenPage(panels, async () => Promise.resolve(false), wish);
    expect([closed(), ui.panels.map(({ isDisposed }) => isDisposed)]).toEqual([[], [true, true]]);
  });

  it.each([undefined, 7, {}, { ...wish, kind: 7 }, { kind: 'codexMaster.form', state: null }])(
    'is not opened for what no page of ours sends: %j',
    async (argument) => {
      ui.tabGroups = [left('codexMaster.form', 'New Assignment')];
      await reopenPage(panels, refill, argument);
      expect([filled, closed()]).toEqual([[], []]);
    },
  );

  it('leaves editors of other kinds alone', async () => {
    ui.tabGroups = [
      { viewColumn: 1, tabs: [{ label: 'a.ts', input: new TabInputText('a'), isActive: true }] },
    ];
    await reopenPage(panels, refill, wish);
    expect(ui.panels).toEqual([]);
  });
});
