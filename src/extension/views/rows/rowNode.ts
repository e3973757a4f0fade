import { l10n } from 'vscode';
import type { Fact, Row } from './row.ts';
import { sameRow } from './row.ts';

/** What a row is about; commands find their object by it. */
export interface RowTarget {
  readonly agentId: string | null;
  /** The pending item, where the row is one or belongs to one. */
  readonly itemKey: string | null;
  /** The changed file, where the row is one. */
  readonly path: string | null;
  /** The assignment, where the row is one. */
  readonly assignmentId?: string;
  /** The top folder of the worktree, where the row is one or belongs to one. */
  readonly worktree?: string;
}

/** A row with its place in the tree. Ids are unique in the whole tree and stay the same as the row changes. */
export interface RowNode {
  readonly id: string;
  readonly target: RowTarget;
  readonly row: Row;
  readonly children: readonly RowNode[];
  readonly isOpen: boolean;
  /** The tooltip's lines, made when they are looked at. */
  readonly facts: () => readonly Fact[];
}

export const NO_TARGET: RowTarget = { agentId: null, itemKey: null, path: null };

/**
 * What must be redrawn to get from one picture of the tree to the next. `moved`: the rows at the top are the same in another
 * order; `roots` are those of them that read differently.
 */
export type RowChanges =
  | { readonly kind: 'none' }
  | { readonly kind: 'all' }
  | { readonly kind: 'moved'; readonly roots: readonly string[] }
  | { readonly kind: 'some'; readonly roots: readonly string[]; readonly below: readonly string[] };

/** The smallest set of rows to redraw: everything only when rows at the top came, went or moved. */
export function changedRows(before: readonly RowNode[], after: readonly RowNode[]): RowChanges {
  if (!sameIds(before, after)) return movedRows(before, after);
  const roots: string[] = [];
  const below: string[] = [];
  for (const [index, node] of after.entries()) collect(before[index], node, roots, below);
  return roots.length + below.length === 0 ? { kind: 'none' } : { kind: 'some', roots, below };
}

function movedRows(before: readonly RowNode[], after: readonly RowNode[]): RowChanges {
  const places = new Map(before.map((node) => [node.id, node]));
  const isSame = before.length === after.length && after.every(({ id }) => places.has(id));
  if (!isSame) return { kind: 'all' };
  const roots = after.filter((node) => {
    const was = places.get(node.id);
    return was === undefined || !sameFace(was, node);
  });
  return { kind: 'moved', roots: roots.map(({ id }) => id) };
}

function collect(before: RowNode | undefined, after: RowNode, own: string[], below: string[]): void {
  if (before === undefined || !sameFace(before, after)) {
    own.push(after.id);
    return;
  }
  if (!sameIds(before.children, after.children)) {
    below.push(after.id);
    return;
  }
  for (const [index, child] of after.children.entries()) collect(before.children[index], child, below, below);
}

function sameFace(a: RowNode, b: RowNode): boolean {
  return sameRow(a.row, b.row) && (a.children.length === 0) === (b.children.length === 0);
}

function sameIds(a: readonly RowNode[], b: readonly RowNode[]): boolean {
  return a.length === b.length && a.every((node, index) => node.id === b[index]?.id);
}

/** The last line of a list that is longer than it shows. */
export function moreNode(parent: string, count: number): RowNode {
  return lastNode(parent, l10n.t('… and {0} more', count), null);
}

/** The line below a list that goes on; `command` shows what follows, where something does. */
export function lastNode(parent: string, label: string, command: Row['command']): RowNode {
  const row: Row = {
    label,
    description: '',
    icon: { id: 'ellipsis', color: null },
    contextValue: 'more',
    spoken: label,
    command,
  };
  return { id: `${parent}/more`, target: NO_TARGET, row, children: [], isOpen: false, facts: () => [] };
}
