import type { WebviewPanel } from 'vscode';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RestoredPages } from '../../../../src/extension/panels/page/restoredPages.ts';
import { keepInFront } from '../../../../src/extension/terminals/keepInFront.ts';
import { TabInputCustom, TabInputTextDiff, TabInputWebview, ui } from '../../fakes/vscode/index.ts';

const BEHIND = { column: 2, isFront: false };

/** A page of ours, as VS Code brings it back. */
function page(viewColumn: number) {
  const revealed: unknown[] = [];
  const panel = {
    viewColumn,
    visible: true,
    onDidDispose: () => ({ dispose() {} }),
    reveal: (...how: readonly unknown[]) => revealed.push(how),
  };
  return { panel: panel as unknown as WebviewPanel, revealed };
}

function seen(input: unknown): void {
  const others = { viewColumn: 1, tabs: [] };
  const tabs = [
    { label: 'other', input: undefined, isActive: false },
    { label: 'this', input, isActive: true },
  ];
  ui.tabGroups = [others, { viewColumn: 2, tabs }];
}

let pages: RestoredPages;

beforeEach(() => {
  ui.reset();
  vi.useFakeTimers();
  pages = new RestoredPages();
});

afterEach(() => {
  pages.dispose();
  vi.useRealTimers();
});

describe('what a terminal covers when it is opened after a reload', () => {
  it('comes back in front when it is a page of ours, which may be back later than the terminal', async () => {
    seen(new TabInputWebview('mainThreadWebview-codexMaster.agentPage'));
    const waiting = keepInFront(BEHIND, pages);
    const [there, elsewhere] = [page(2), page(1)];
    pages.add(elsewhere.panel);
    await vi.advanceTimersByTimeAsync(1000);
    pages.add(there.panel);
    await (
      await waiting
    )?.();
    expect([there.revealed, elsewhere.revealed]).toEqual([[[2, true]], []]);
    await (
      await keepInFront(BEHIND, pages)
    )?.();
    expect(there.revealed).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is left there when its page does not come back, or the terminal was in front', async () => {
    seen(new TabInputWebview('mainThreadWebview-codexMaster.agentPage'));
    const waiting = keepInFront(BEHIND, pages);
    await vi.advanceTimersByTimeAsync(3000);
    await (
      await waiting
    )?.();
    expect(await keepInFront({ column: 2, isFront: true }, pages)).toBeNull();
    expect(await keepInFront({ column: null, isFront: false }, pages)).toBeNull();
    expect([ui.shown, ui.executed]).toEqual([[], []]);
  });

  it.each([
    ['a diff', new TabInputTextDiff('before', 'after'), 'vscode.diff', ['before', 'after', 'this']],
    ['an editor of its own', new TabInputCustom('uri', 'view'), 'vscode.openWith', ['uri', 'view']],
  ])('comes back in front when it is %s', async (_what, input, id, args) => {
    seen(input);
    ui.commands.set(id, () => {});
    await (
      await keepInFront(BEHIND, pages)
    )?.();
    const how = expect.objectContaining({ viewColumn: 2, preserveFocus: true }) as unknown;
    expect(ui.executed).toEqual([{ id, args: [...args, how] }]);
  });

  it("comes back by its place when nobody has a word for it: another's page in the group with the focus", async () => {
    seen(new TabInputWebview('mainThreadWebview-markdown.preview'));
    await (
      await keepInFront(BEHIND, pages)
    )?.();
    expect(ui.executed).toEqual([]);
    ui.tabGroups = ui.tabGroups.toReversed();
    ui.commands.set('workbench.action.openEditorAtIndex', () => {});
    await (
      await keepInFront(BEHIND, pages)
    )?.();
    expect(ui.executed).toEqual([{ id: 'workbench.action.openEditorAtIndex', args: [1] }]);
  });
});
