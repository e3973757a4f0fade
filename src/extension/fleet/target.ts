import { NO_TARGET } from '../views/rows/rowNode.ts';
import type { RowTarget } from '../views/rows/rowNode.ts';

/**
 * What a command's first argument points at: a row of one of our trees, or an Agentin's id. Null when it is neither,
 * as when the command came from the palette.
 */
export function targetOf(argument: unknown): RowTarget | null {
  if (typeof argument === 'string') return { ...NO_TARGET, agentId: argument };
  if (!isRecord(argument) || !isRecord(argument['target'])) return null;
  const { agentId, itemKey, path, assignmentId, worktree } = argument['target'];
  return {
    agentId: stringOrNull(agentId),
    itemKey: stringOrNull(itemKey),
    path: stringOrNull(path),
    ...(typeof assignmentId === 'string' ? { assignmentId } : {}),
    ...(typeof worktree === 'string' ? { worktree } : {}),
  };
}

/**
 * What a command from a tree of which several rows may be selected is about: all selected rows when the one that was
 * clicked is among them (VS Code passes them as the second argument), else that one. Null as in `targetOf`.
 */
export function targetsOf(argument: unknown, selection: unknown): readonly RowTarget[] | null {
  const target = targetOf(argument);
  if (target === null) return null;
  const rows = Array.isArray(selection) ? selection.map(targetOf).filter((row) => row !== null) : [];
  return rows.length > 1 && rows.some((row) => sameTarget(row, target)) ? rows : [target];
}

/** The Agentinnen of the rows that a command is about, each once; null when it came from elsewhere. */
export function agentIdsOf(argument: unknown, selection: unknown): readonly string[] | null {
  const ids = targetsOf(argument, selection)?.map((target) => target.agentId) ?? null;
  return ids === null ? null : [...new Set(ids)].filter((id) => id !== null);
}

function sameTarget(a: RowTarget, b: RowTarget): boolean {
  return a.agentId === b.agentId && a.itemKey === b.itemKey && a.path === b.path;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function stringOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
