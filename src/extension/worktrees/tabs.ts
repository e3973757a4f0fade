import { TabInputTextDiff, window } from 'vscode';
import type { Tab, Uri } from 'vscode';
import { isWithin } from '../../core/assignment/scope.ts';
import { BASE_SCHEME } from './address.ts';
import { isRecord } from '../fleet/target.ts';
import { reviewTitleStart } from './diffs.ts';

/** A worktree that is gone. */
export interface Gone {
  readonly tree: string;
  readonly name: string;
  /** Does another one that is still there have the same name? Then nobody can tell their reviews apart. */
  readonly isNamesake: boolean;
}

/** Closes what showed the changes of a worktree that is gone: its review, and diffs against its base. Nothing else. */
export async function closeReviews(gone: Gone): Promise<void> {
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => isReviewOf(tab, gone));
  // Without taking the focus from where it is.
  if (tabs.length > 0) await window.tabGroups.close(tabs, true);
}

function isReviewOf({ input, label }: Tab, { tree, name, isNamesake }: Gone): boolean {
  if (input instanceof TabInputTextDiff) return isOurs(input.original, tree) || isOurs(input.modified, tree);
  // `Review: Mila · checks passed (2 files)`.
  const start = reviewTitleStart(name);
  const isCalledSo = label === start || label.startsWith(`${start} (`) || label.startsWith(`${start} · `);
  const sides = sidesOf(input);
  if (sides !== null)
    return (
      sides.every(({ path }) => isWithin(path, tree)) &&
      (isCalledSo || sides.some((uri) => isOurs(uri, tree)))
    );
  return input === undefined && isCalledSo && !isNamesake;
}

/** What a multi-diff editor shows; null for anything else. The API has it, but not its type yet. */
function sidesOf(input: unknown): readonly Uri[] | null {
  if (!isRecord(input) || !Array.isArray(input['textDiffs'])) return null;
  const diffs: readonly unknown[] = input['textDiffs'];
  return diffs.flatMap((diff) => (isRecord(diff) ? [diff['original'], diff['modified']].filter(isUri) : []));
}

function isUri(value: unknown): value is Uri {
  return isRecord(value) && typeof value['scheme'] === 'string' && typeof value['path'] === 'string';
}

function isOurs({ scheme, path }: Uri, tree: string): boolean {
  return scheme === BASE_SCHEME && isWithin(path, tree);
}
