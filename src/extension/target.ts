import { NO_TARGET } from './views/rowNode.ts';
import type { RowTarget } from './views/rowNode.ts';

/**
 * What a command's first argument points at: a row of one of our trees, or an Agentin's id. Null when it is neither,
 * as when the command came from the palette.
 */
export function targetOf(argument: unknown): RowTarget | null {
  if (typeof argument === 'string') return { ...NO_TARGET, agentId: argument };
  if (!isRecord(argument) || !isRecord(argument['target'])) return null;
  const { agentId, itemKey, path, assignmentId } = argument['target'];
  return {
    agentId: stringOrNull(agentId),
    itemKey: stringOrNull(itemKey),
    path: stringOrNull(path),
    ...(typeof assignmentId === 'string' ? { assignmentId } : {}),
  };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function stringOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
