import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NO_TARGET } from '../../../../../src/extension/views/rows/rowNode.ts';
import type { RowNode } from '../../../../../src/extension/views/rows/rowNode.ts';
import { RowTree } from '../../../../../src/extension/views/rows/rowTree.ts';
import { DrawnTree } from '../../../fakes/vscode/drawnTree.ts';
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

describe('on the screen', () => {
  let screen: DrawnTree;
  let rows: RowTree;
  let begunMs: number;

  /** From now until the label is seen (in that line), as far as the clock ran. */
  const afterMs = (label: string, place?: number): number | undefined => {
    const seenMs = screen.seenMs(label, place);
    return seenMs === undefined ? undefined : seenMs - begunMs;
  };

  const change = (next: readonly RowNode[]): void => {
    picture = next;
    rows.refresh();
  };

  beforeEach(() => {
    vi.useFakeTimers();
    picture = [named('a', 'Mila idle'), named('b', 'Nora idle'), node('c')];
    rows = tree(true);
    screen = new DrawnTree(rows);
    begunMs = Date.now();
  });

  afterEach(() => {
    rows.dispose();
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('who changes and moves by that is drawn at once where she stands, and at her place right after', () => {
    change([named('b', 'Nora works'), named('a', 'Mila idle'), node('c')]);
    expect(screen.labels).toEqual(['Mila idle', 'Nora works', 'c']);
    vi.advanceTimersByTime(1000);
    expect(screen.labels).toEqual(['Nora works', 'Mila idle', 'c']);
    expect([afterMs('Nora works'), afterMs('Nora works', 0)]).toEqual([0, 200]);
  });

  it('the new order does not keep waiting what comes after it', () => {
    change([named('b', 'Nora works'), named('a', 'Mila idle'), node('c')]);
    vi.advanceTimersByTime(206);
    change([named('b', 'Nora works'), named('a', 'Mila done'), node('c')]);
    expect([afterMs('Nora works', 0), afterMs('Mila done', 1)]).toEqual([200, 206]);
    vi.advanceTimersByTime(400);
  });

  it('what happens before the new order is drawn is drawn with it', () => {
    change([named('b', 'Nora works'), named('a', 'Mila idle'), node('c')]);
    vi.advanceTimersByTime(100);
    change([named('b', 'Nora works'), named('a', 'Mila works'), node('c')]);
    vi.advanceTimersByTime(150);
    change([named('b', 'Nora done'), named('a', 'Mila works'), node('c')]);
    expect([afterMs('Mila works'), afterMs('Nora done')]).toEqual([200, 250]);
    vi.advanceTimersByTime(400);
  });

  it('who moves and reads the same is drawn at her place at once', () => {
    change([named('b', 'Nora idle'), named('a', 'Mila idle'), node('c')]);
    expect(screen.labels).toEqual(['Nora idle', 'Mila idle', 'c']);
    vi.advanceTimersByTime(400);
  });

  it('who comes or goes is drawn at once, with whatever else changed', () => {
    change([node('new'), named('b', 'Nora works'), node('c')]);
    expect(screen.labels).toEqual(['new', 'Nora works', 'c']);
    vi.advanceTimersByTime(400);
    expect(screen.pictures).toHaveLength(2);
  });

  it.each([
    ['further down than a person sees', 30, []],
    [
      'kept out of sight by rows that are open above her',
      10,
      Array.from({ length: 15 }, (_, at) => node(`below ${at}`)),
    ],
  ])('who is %s is drawn at her place at once', (_, line, details) => {
    const others = Array.from({ length: line }, (__, at) => node(`other ${at}`));
    others[0] = node('other 0', ...details);
    picture = [...others, named('far', 'idle')];
    rows.refresh();
    vi.advanceTimersByTime(400);
    rows.getChildren({ id: 'other 0', target: NO_TARGET });
    begunMs = Date.now();
    change([named('far', 'works'), ...others]);
    expect(afterMs('works', 0)).toBe(0);
    vi.advanceTimersByTime(400);
    expect(screen.pictures).toHaveLength(3);
  });

  it('changes that follow each other closely are drawn as often as VS Code draws, and none is left out', () => {
    for (let at = 1; at <= 40; at += 1) {
      const both = [named('a', `Mila ${at}`), named('b', `Nora ${at}`)];
      change([...(at % 2 === 0 ? both : both.toReversed()), node('c')]);
      vi.advanceTimersByTime(25);
      // Nobody waits longer than VS Code takes between two drawings.
      expect(begunMs + at * 25 - screen.pictures.at(-1)!.atMs).toBeLessThan(240);
    }
    vi.advanceTimersByTime(500);
    expect(screen.labels).toEqual(['Mila 40', 'Nora 40', 'c']);
  });

  it('is told again where VS Code was told of all rows and never asked', () => {
    const told: unknown[] = [];
    const other = tree(true);
    other.getChildren();
    other.onDidChangeTreeData((what) => told.push(what));
    picture = [node('new')];
    other.refresh();
    expect(told).toEqual([undefined]);
    picture = [node('newer')];
    other.refresh();
    vi.advanceTimersByTime(300);
    expect(told).toHaveLength(1);
    vi.advanceTimersByTime(300);
    expect(told).toHaveLength(2);
    other.dispose();
  });

  it('what VS Code asks for late is not told once more', () => {
    const told: unknown[] = [];
    const other = tree(true);
    other.getChildren();
    other.onDidChangeTreeData((what) => told.push(what));
    picture = [node('new')];
    other.refresh();
    picture = [named('new', 'changed meanwhile')];
    other.refresh();
    vi.advanceTimersByTime(300);
    expect(other.getTreeItem(other.getChildren()[0]!).label).toBe('changed meanwhile');
    picture = [named('new', 'changed again')];
    other.refresh();
    expect(told).toHaveLength(2);
    other.dispose();
  });

  it('details that change all the time leave VS Code free for states', () => {
    const below = (label: string, at: number): RowNode => ({
      ...named('a', label),
      children: [named('detail', `detail ${at}`)],
    });
    change([below('Mila works', 0)]);
    rows.getChildren({ id: 'a', target: NO_TARGET });
    vi.advanceTimersByTime(1000);
    const before = screen.pictures.length;
    for (let at = 1; at <= 100; at += 1) {
      change([below('Mila works', at)]);
      vi.advanceTimersByTime(100);
    }
    const often = screen.pictures.length - before;
    expect(often).toBeGreaterThanOrEqual(4);
    expect(often).toBeLessThanOrEqual(6);
  });
});

it('gives the rows at the top as they are now, and VS Code draws them', () => {
  const rows = tree(true);
  rows.getChildren();
  picture = [node('new')];
  expect(rows.top().map(({ id }) => id)).toEqual(['new']);
  expect(drawn).toBe(1);
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
