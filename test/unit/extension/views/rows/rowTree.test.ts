import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NO_TARGET } from '../../../../../src/extension/views/rows/rowNode.ts';
import type { RowNode } from '../../../../../src/extension/views/rows/rowNode.ts';
import { RowTree } from '../../../../../src/extension/views/rows/rowTree.ts';
import { ui } from '../../../fakes/vscode/index.ts';

function named(id: string, label: string): RowNode {
  const made = node(id);
  return { ...made, row: { ...made.row, label } };
}

function node(id: string, ...children: readonly RowNode[]): RowNode {
  const row = {
    label: id,
    description: '',
    icon: { id: 'x', color: null },
    contextValue: '',
    spoken: id,
    command: null,
  };
  return { id, target: { ...NO_TARGET, agentId: id }, row, children, isOpen: false, facts: () => [] };
}

let picture: readonly RowNode[];
let drawn: number;
let looks: number;

function tree(isVisible: boolean): RowTree {
  const look = (): readonly RowNode[] => {
    looks += 1;
    return picture;
  };
  const made = new RowTree({ picture: look, nextChangeMs: () => null, now: () => 0 });
  made.onDidChangeTreeData(() => {
    drawn += 1;
  });
  made.setVisible(isVisible);
  return made;
}

beforeEach(() => {
  ui.reset();
  drawn = 0;
  looks = 0;
  picture = [node('top', node('middle', node('leaf')), node('other'))];
});

describe('finding a row to bring it into view', () => {
  it('knows the rows above it, as VS Code asks for them', () => {
    const rows = tree(false);
    const leaf = rows.find(({ agentId }) => agentId === 'leaf');
    const middle = rows.getParent(leaf!);
    expect([leaf?.id, middle?.id, rows.getParent(middle!)?.id]).toEqual(['leaf', 'middle', 'top']);
    expect(rows.getChildren(middle)[0]).toBe(leaf);
  });

  it('knows what came just now, and nothing that is gone', () => {
    const rows = tree(true);
    rows.getChildren();
    picture = [node('new')];
    expect(rows.find((_, id) => id === 'new')?.id).toBe('new');
    expect(rows.find((_, id) => id === 'leaf')).toBeUndefined();
    expect(drawn).toBe(1);
  });

  it('lets a hidden view draw what was found when it is seen', () => {
    const rows = tree(false);
    rows.getChildren();
    picture = [...picture, node('new')];
    rows.find(() => true);
    expect(drawn).toBe(0);
    rows.setVisible(true);
    expect(drawn).toBe(1);
  });
});

describe('how often VS Code is told', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('is not told of rows that it has not asked for: it will ask', () => {
    const rows = tree(true);
    rows.refresh();
    rows.setVisible(false);
    rows.setVisible(true);
    expect([drawn, looks]).toEqual([0, 0]);
    rows.getChildren();
    picture = [node('new')];
    rows.refresh();
    expect(drawn).toBe(1);
  });

  it('is told at once, and then never again while it would make it wait, however much happens', () => {
    const rows = tree(true);
    rows.getChildren();
    looks = 0;
    const toldMs: number[] = [];
    rows.onDidChangeTreeData(() => toldMs.push(Date.now()));
    const begunMs = Date.now();
    for (let change = 1; change <= 100; change += 1) {
      picture = [named('top', `change ${change}`)];
      rows.refresh();
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(1000);
    expect(toldMs[0]).toBe(begunMs);
    expect(toldMs.length).toBeGreaterThan(3);
    // VS Code starts its 200 ms anew with all that it is told within them.
    for (const [index, atMs] of toldMs.slice(1).entries()) expect(atMs - toldMs[index]!).toBeGreaterThan(200);
    expect(looks).toBe(toldMs.length);
    expect(rows.getTreeItem(rows.getChildren()[0]!).label).toBe('change 100');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is not told of what is folded and was never open', () => {
    const rows = tree(true);
    const [top] = rows.getChildren();
    picture = [node('top', node('middle', named('leaf', 'other')), node('other'))];
    rows.refresh();
    vi.advanceTimersByTime(1000);
    expect(drawn).toBe(0);
    const [middle] = rows.getChildren(top);
    const [leaf] = rows.getChildren(middle);
    expect(rows.getTreeItem(leaf!).label).toBe('other');
    picture = [node('top', node('middle', named('leaf', 'again')), node('other'))];
    rows.refresh();
    vi.advanceTimersByTime(1000);
    expect(drawn).toBe(1);
  });

  it('hears only what differs when the view is seen again', () => {
    const rows = tree(true);
    rows.getChildren();
    const told: unknown[] = [];
    rows.onDidChangeTreeData((what) => told.push([what].flat().map((row) => row?.id)));
    rows.setVisible(false);
    rows.refresh();
    rows.setVisible(true);
    expect(told).toEqual([]);
    rows.setVisible(false);
    picture = [named('top', 'other')];
    rows.refresh();
    rows.setVisible(true);
    expect(told).toEqual([['top']]);
  });
});

it('tells what VS Code was told, and whether it will ask for more', () => {
  const rows = tree(true);
  const told: boolean[] = [];
  rows.onDidTell((someAreOpen) => told.push(someAreOpen));
  rows.getChildren();
  picture = [
    { ...node('top', node('below')), isOpen: true },
    { ...node('empty'), isOpen: true },
  ];
  const [top] = rows.getChildren();
  rows.getChildren(top);
  picture = [{ ...node('empty'), isOpen: true }];
  rows.getChildren();
  expect(told).toEqual([false, true, false, false]);
});
