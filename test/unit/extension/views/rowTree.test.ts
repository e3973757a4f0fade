import { beforeEach, describe, expect, it } from 'vitest';
import { NO_TARGET } from '../../../../src/extension/views/rowNode.ts';
import type { RowNode } from '../../../../src/extension/views/rowNode.ts';
import { RowTree } from '../../../../src/extension/views/rowTree.ts';
import { ui } from '../../fakes/vscode.ts';

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

function tree(isVisible: boolean): RowTree {
  const made = new RowTree({ picture: () => picture, nextChangeMs: () => null, now: () => 0 });
  made.onDidChangeTreeData(() => {
    drawn += 1;
  });
  made.setVisible(isVisible);
  return made;
}

beforeEach(() => {
  ui.reset();
  drawn = 0;
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
    rows.find(() => true);
    expect(drawn).toBe(0);
    rows.setVisible(true);
    expect(drawn).toBe(1);
  });
});
