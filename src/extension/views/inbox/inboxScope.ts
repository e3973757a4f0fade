import path from 'node:path';
import { l10n } from 'vscode';
import type { PendingItem } from '../../../core/agent/pending.ts';
import { isSettled } from '../../../core/assignment/delivery.ts';
import { isWithin } from '../../../core/assignment/scope.ts';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import { folderOf } from '../agents/agentTexts.ts';

/**
 * Where something lies that an Agentin asks for, seen from what her assignment lets her write. `wider`: a command's folder
 * has the scope and more in it. `free`: no assignment says anything of it.
 */
export type ScopeFit = 'inside' | 'wider' | 'outside' | 'free';

/** Only files and folders can be judged; what a command does there cannot. */
export function scopeFit({ model, ...snapshot }: AgentSnapshot, item: PendingItem): ScopeFit {
  const { assignment } = model;
  const folder = folderOf({ model, ...snapshot });
  if (assignment === null || isSettled(assignment.delivery) || folder === null) return 'free';
  const writable = assignment.writePaths.map((entry) => path.resolve(folder, entry));
  if (item.kind === 'file') {
    const files = item.changes.map((change) => path.resolve(folder, change.path));
    return files.every((file) => writable.some((entry) => isWithin(file, entry))) ? 'inside' : 'outside';
  }
  if (item.kind !== 'command') return 'free';
  const cwd = path.resolve(folder, item.cwd);
  if (writable.some((entry) => isWithin(cwd, entry))) return 'inside';
  return writable.some((entry) => isWithin(entry, cwd)) ? 'wider' : 'outside';
}

/** The same in words; null when there is nothing to say. */
export function scopeFitText(fit: ScopeFit, item: PendingItem): string | null {
  if (fit === 'free') return null;
  if (item.kind === 'file') {
    return fit === 'inside'
      ? l10n.t('all within what her assignment lets her write')
      : l10n.t('goes beyond what her assignment lets her write');
  }
  switch (fit) {
    case 'inside':
      return l10n.t(
        'runs in a folder that her assignment lets her write; once approved, it may write anywhere',
      );
    case 'wider':
      return l10n.t('runs in a folder wider than her assignment; once approved, it may write anywhere');
    case 'outside':
      return l10n.t(
        'runs outside of what her assignment lets her write; once approved, it may write anywhere',
      );
  }
}
