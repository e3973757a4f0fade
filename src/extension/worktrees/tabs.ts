import { TabInputTextDiff, window } from 'vscode';
import type { Tab, Uri } from 'vscode';
import { isWithin } from '../../core/assignment/scope.ts';
import { BASE_SCHEME } from './sides.ts';
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
  // Of the multi-diff editor VS Code tells the title alone: `Review: Mila · checks passed (2 files)`.
  if (input !== undefined || isNamesake) return false;
  const start = reviewTitleStart(name);
  return label === start || label.startsWith(`${start} (`) || label.startsWith(`${start} · `);
}

function isOurs({ scheme, path }: Uri, tree: string): boolean {
  return scheme === BASE_SCHEME && isWithin(path, tree);
}
