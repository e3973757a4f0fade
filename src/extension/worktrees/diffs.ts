import path from 'node:path';
import { commands, l10n, Uri } from 'vscode';
import type { Disposable } from '../../core/lifecycle.ts';
import type { Fleet } from '../../core/fleetApi.ts';
import type { ChangedFile, CommittedFile, WorktreeReview } from '../../core/worktrees/worktreeWork.ts';
import { overallState } from '../checks/words.ts';
import { fileContentOf, uriOf } from './address.ts';
import { overallText } from './checkRows.ts';
import { CommitFiles } from './commitFiles.ts';
import { namesOf } from './meetingFiles.ts';
import type { Meeting, WorktreePicture } from './pictures.ts';
import { sidesOf, textSides } from './sides.ts';
import type { Compared, Sides, Sizes } from './sides.ts';
import { showInfo } from '../messages/say.ts';

/** A file in the multi-diff editor: what it is called, and both sides. */
type Resource = readonly [label: Uri, left: Uri | undefined, right: Uri | undefined];

/** Shows what a worktree changes, against where its branch left the main one, in VS Code's own diff editors. */
export class WorktreeDiffs implements Disposable {
  readonly #ready: () => Promise<Fleet>;
  readonly #files: CommitFiles;

  constructor(ready: () => Promise<Fleet>) {
    this.#ready = ready;
    this.#files = new CommitFiles(ready);
  }

  /** Everything, in the multi-diff editor. */
  async showAll(picture: WorktreePicture): Promise<void> {
    const compared = comparedIn(picture);
    if (compared === null) return;
    const files = picture.review?.files ?? [];
    const sizes = await this.#sizesOf(picture, compared, files);
    const resources = files.map((file, index): Resource => {
      const { left, right } = sidesOf(compared, file, sizes[index] ?? UNKNOWN);
      return [Uri.file(path.join(compared.tree, file.path)), left, right];
    });
    await this.#prepare(resources);
    await commands.executeCommand('vscode.changes', reviewTitle(picture), resources);
  }

  async showFile(picture: WorktreePicture, filePath: string): Promise<void> {
    const compared = comparedIn(picture);
    const file = picture.review?.files.find((one) => one.path === filePath);
    if (compared === null || file === undefined) return;
    const [sizes = UNKNOWN] = await this.#sizesOf(picture, compared, [file]);
    // Pictures and other files that are no text have editors of their own, but not among many.
    const sides = file.added === null ? textSides(compared, file) : sidesOf(compared, file, sizes);
    await show(sides, `${path.basename(filePath)} (${picture.name})`);
  }

  /** What both changed, side by side: the other's on the left. `otherReview`: null for the main branch. */
  async showMeeting(
    { worktree, repository, name, review }: WorktreePicture,
    meeting: Meeting,
    otherReview: WorktreeReview | null,
  ): Promise<void> {
    const { otherName, otherCommit, clash } = meeting;
    const snapshot = review?.snapshot ?? null;
    if (snapshot === null) return;
    const files = namesOf(clash, otherReview?.files ?? [], review?.files ?? []);
    const { repositories } = await this.#ready();
    const asked = files.flatMap(({ left, right }) => [
      ...left.map((file): CommittedFile => ({ commit: otherCommit, file: { path: file } })),
      ...right.map((file): CommittedFile => ({ commit: snapshot, file: { path: file } })),
    ]);
    const sizes = await repositories.sizesOf(repository, asked);
    const there = new Set(asked.flatMap((one, index) => (sizes[index] === null ? [] : [keyOf(one)])));
    const side = (commit: string, names: readonly string[]): Uri | undefined => {
      const file = names.find((one) => there.has(keyOf({ commit, file: { path: one } })));
      if (file === undefined) return undefined;
      return uriOf(path.join(worktree.path, file), { tree: worktree.path, commit, file: { path: file } });
    };
    const resources = distinct(
      files.flatMap(({ left, right }): Resource[] => {
        const [before, after] = [side(otherCommit, left), side(snapshot, right)];
        const shown = after ?? before;
        return shown === undefined ? [] : [[Uri.file(shown.path), before, after]];
      }),
    );
    if (resources.length === 0) void showInfo(l10n.t('These files cannot be shown side by side.'));
    else {
      await this.#prepare(resources);
      await commands.executeCommand('vscode.changes', `${otherName} × ${name}`, resources);
    }
  }

  /** A git process for each file is what many files would wait for. */
  async #prepare(resources: readonly Resource[]): Promise<void> {
    const uris = resources.flatMap(([, ...sides]) => sides.filter((uri) => uri !== undefined));
    await this.#files.prepare(uris.flatMap((uri) => fileContentOf(uri) ?? []));
  }

  dispose(): void {
    this.#files.dispose();
  }

  async #sizesOf(
    { repository }: WorktreePicture,
    { base, snapshot }: Compared,
    files: readonly ChangedFile[],
  ): Promise<readonly Sizes[]> {
    const { repositories } = await this.#ready();
    const asked = files.flatMap(({ before, after }): CommittedFile[] => [
      { commit: base, file: { id: before?.id ?? '' } },
      { commit: snapshot, file: { id: after?.id ?? '' } },
    ]);
    const sizes = await repositories.sizesOf(repository, asked);
    return files.map((_, index) => ({
      before: sizes[2 * index] ?? null,
      after: sizes[2 * index + 1] ?? null,
    }));
  }
}

function keyOf({ commit, file }: CommittedFile): string {
  return JSON.stringify([commit, file]);
}

/** A file that was moved is named twice, as it was and as it is. */
function distinct(resources: readonly Resource[]): readonly Resource[] {
  const text = ([, left, right]: Resource): string => `${left?.toString() ?? ''} ${right?.toString() ?? ''}`;
  return [...new Map(resources.map((one) => [text(one), one])).values()];
}

/** The title of a worktree's review; VS Code adds how many files it has. */
function reviewTitle({ name, checks }: Pick<WorktreePicture, 'name' | 'checks'>): string {
  const checked = overallState(checks);
  return checked === null ? reviewTitleStart(name) : `${reviewTitleStart(name)} · ${overallText(checked)}`;
}

/** What the title begins with, whatever its checks came to. */
export function reviewTitleStart(name: string): string {
  return l10n.t('Review: {0}', name);
}

const UNKNOWN: Sizes = { before: null, after: null };

function comparedIn({ review, worktree }: WorktreePicture): Compared | null {
  const base = review?.baseCommit ?? null;
  const snapshot = review?.snapshot ?? null;
  return base === null || snapshot === null ? null : { tree: worktree.path, base, snapshot };
}

async function show({ left, right }: Sides, title: string): Promise<void> {
  const options = { preview: true };
  if (left === undefined || right === undefined)
    await commands.executeCommand('vscode.open', right ?? left, options, title);
  else await commands.executeCommand('vscode.diff', left, right, title, options);
}
