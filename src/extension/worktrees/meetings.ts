import { l10n } from 'vscode';
import type { Repositories } from '../../core/worktrees/repositories.ts';
import type { Clash } from '../../core/worktrees/worktreeWork.ts';
import { isChanged } from './pictures.ts';
import type { Meeting, WorktreePicture } from './pictures.ts';

interface State {
  readonly path: string | null;
  readonly name: string;
  readonly commit: string;
}

/** What worktrees with changes have in common with each other, and where the main branch is in conflict with them. */
export async function meetingsOf(
  repositories: Pick<Repositories, 'clash'>,
  pictures: readonly WorktreePicture[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, readonly Meeting[]>> {
  const found = new Map<string, Meeting[]>();
  const note = (path: string | null, other: State, clash: Clash): void => {
    if (path === null) return;
    const meetings = found.get(path) ?? [];
    meetings.push({ other: other.path, otherName: other.name, otherCommit: other.commit, clash });
    found.set(path, meetings);
  };
  const asked = pairsOf(pictures).map(async ({ picture, a, b }) => {
    const clash = await repositories.clash(picture.repository, a.commit, b.commit, signal).catch(() => null);
    if (clash === null || clash.shared.length + clash.conflicts.length === 0) return;
    // What the main branch changed as well is usual; only a conflict is worth a line.
    if (b.path === null && clash.conflicts.length === 0) return;
    note(a.path, b, clash);
    note(b.path, a, clash);
  });
  await Promise.all(asked);
  for (const meetings of found.values())
    meetings.sort((one, other) => (one.other ?? '').localeCompare(other.other ?? ''));
  return found;
}

interface Pair {
  readonly picture: WorktreePicture;
  readonly a: State;
  readonly b: State;
}

function pairsOf(pictures: readonly WorktreePicture[]): readonly Pair[] {
  const changed = pictures.filter((one) => isChanged(one) && one.isCompared);
  return changed.flatMap((picture, index) => {
    const a = stateOf(picture);
    if (a === null) return [];
    const others = changed
      .slice(index + 1)
      .filter(({ repository }) => repository.commonDir === picture.repository.commonDir)
      .map(stateOf);
    return [...others, mainOf(picture)].flatMap((b) => (b === null ? [] : [{ picture, a, b }]));
  });
}

function stateOf({ review, worktree, title }: WorktreePicture): State | null {
  const commit = review?.snapshot ?? null;
  return commit === null ? null : { path: worktree.path, name: title, commit };
}

function mainOf({ review }: WorktreePicture): State | null {
  const commit = review?.mainCommit ?? null;
  return commit === null || (review?.againstMain?.behind ?? 0) === 0
    ? null
    : { path: null, name: l10n.t('main branch'), commit };
}
