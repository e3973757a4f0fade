import { beforeEach, describe, expect, it, vi } from 'vitest';
import { renderTree, ui } from '../../../fakes/vscode/index.ts';
import type { RowHandle, RowTree } from '../../../../../src/extension/views/rows/rowTree.ts';
import { AGE_STEP_MS } from '../../../../../src/extension/text/time.ts';
import { MINUTE_MS, runningFleet } from '../../support.ts';
import { settings, treeOf } from './support.ts';

/** The ids that the tree asks VS Code to redraw; `*` for everything. */
function redraws(tree: RowTree): string[] {
  const drawn: string[] = [];
  tree.onDidChangeTreeData((what: RowHandle | RowHandle[] | undefined) => {
    if (what === undefined) drawn.push('*');
    else drawn.push(...[what].flat().map((handle) => handle.id));
  });
  return drawn;
}

beforeEach(() => ui.reset());

describe('redrawing', () => {
  it('redraws one row when one row changed', async () => {
    const fleet = await runningFleet('a', 'b');
    const tree = await treeOf(fleet);
    renderTree(tree);
    const drawn = redraws(tree);
    fleet.happens('a', { type: 'settings', settings });
    expect(drawn).toEqual(['agent/a']);
  });

  it('redraws nothing when nothing that is seen changed', async () => {
    const fleet = await runningFleet('a', 'b');
    const tree = await treeOf(fleet);
    renderTree(tree);
    const drawn = redraws(tree);
    fleet.happens('a', { type: 'looked' });
    expect(drawn).toEqual([]);
  });

  it('draws nothing for a row that went while VS Code was on its way to it', async () => {
    const fleet = await runningFleet('a');
    const tree = await treeOf(fleet);
    const gone = tree.getChildren()[1]!;
    fleet.changeAgents(['a']);
    tree.refresh();
    expect(tree.getTreeItem(gone).label).toBe('');
    expect(tree.getChildren(gone)).toEqual([]);
    expect(tree.getParent(tree.getChildren(tree.getChildren()[0])[0]!)).toBe(tree.getChildren()[0]);
  });

  it('redraws the row that moves where it stands, and then everything', async () => {
    const fleet = await runningFleet('a', 'b');
    const tree = await treeOf(fleet);
    renderTree(tree);
    const drawn = redraws(tree);
    fleet.happens('b', { type: 'turnStarted', turnId: 't1', startedAtMs: fleet.nowMs });
    expect(drawn).toEqual(['agent/b', '*']);
  });

  it('gathers details, so that a state change after them is drawn at once', async () => {
    vi.useFakeTimers();
    const fleet = await runningFleet('a');
    const tree = await treeOf(fleet);
    renderTree(tree);
    const drawn = redraws(tree);
    const tokens = {
      contextUsedTokens: 1,
      contextWindowTokens: 100,
      totalTokens: 1,
      inputTokens: 1,
      outputTokens: 1,
    };
    fleet.happens('a', { type: 'tokens', tokens });
    vi.advanceTimersByTime(500);
    renderTree(tree);
    drawn.length = 0;
    fleet.happens('a', { type: 'tokens', tokens: { ...tokens, contextUsedTokens: 50 } });
    expect(drawn).toEqual([]);
    vi.advanceTimersByTime(500);
    expect(drawn).toEqual(['agent/a/context']);
    tree.dispose();
    vi.useRealTimers();
  });

  it('counts the minutes of all together, so that VS Code is free for what happens', async () => {
    vi.useFakeTimers();
    const fleet = await runningFleet('a', 'b');
    fleet.nowMs += AGE_STEP_MS - (fleet.nowMs % AGE_STEP_MS) + 1000;
    fleet.happens('a', { type: 'turnStarted', turnId: 't1', startedAtMs: fleet.nowMs });
    fleet.nowMs += 6000;
    fleet.happens('b', { type: 'turnStarted', turnId: 't2', startedAtMs: fleet.nowMs });
    const tree = await treeOf(fleet);
    renderTree(tree);
    const drawn = redraws(tree);
    const told = vi.fn<(what: unknown) => void>();
    tree.onDidChangeTreeData(told);
    for (let second = 0; second < 5 * 60 + 15; second += 1) {
      fleet.nowMs += 1000;
      vi.advanceTimersByTime(1000);
    }
    expect(drawn.filter((id) => id === 'agent/a')).toHaveLength(5);
    expect(drawn.filter((id) => id === 'agent/b')).toHaveLength(5);
    expect(told).toHaveBeenCalledTimes(5);
    tree.dispose();
    vi.useRealTimers();
  });

  it('lets time pass only while someone looks', async () => {
    vi.useFakeTimers();
    const fleet = await runningFleet('a');
    const tree = await treeOf(fleet);
    renderTree(tree);
    const drawn = redraws(tree);
    fleet.nowMs += MINUTE_MS;
    vi.advanceTimersByTime(MINUTE_MS);
    expect(drawn).toEqual(['agent/a']);
    tree.setVisible(false);
    expect(vi.getTimerCount()).toBe(0);
    fleet.happens('a', { type: 'settings', settings });
    expect(drawn).toEqual(['agent/a']);
    tree.setVisible(true);
    expect(drawn).toEqual(['agent/a', 'agent/a']);
    tree.dispose();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });
});
