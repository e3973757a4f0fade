import type { DiffFile, Edit, EditedFile, TurnContent } from './content.ts';
import { CONTENT_LIMITS } from './content.ts';
import { cutPatch } from './unifiedDiff.ts';

/** A file that a turn changed. */
export interface ChangedInTurn extends DiffFile {
  /** Where it is on this machine; null when nothing tells what `path` is relative to. */
  readonly absolutePath: string | null;
}

export interface TurnChanges {
  /**
   * `diff`: what Codex says that the turn comes to. `edits`: her single edits added up, so that lines which she changed
   * twice count twice. `unknown`: this process came later, and was told neither.
   */
  readonly source: 'diff' | 'edits' | 'unknown';
  readonly files: readonly ChangedInTurn[];
  readonly leftOut: number;
  readonly added: number;
  readonly removed: number;
}

/** What a turn changed, by the best that is known of it. Pure. */
export function changesOf(turn: TurnContent): TurnChanges {
  const done = turn.edits.items.filter(({ state }) => state === 'done');
  if (turn.diff !== null) {
    const { files, leftOutFiles, added, removed } = turn.diff;
    const root = rootOf(files, done);
    const placed = files.map((file) => placedBelow(root, file));
    return { source: 'diff', files: placed, leftOut: leftOutFiles, added, removed };
  }
  const files = addedUp(done);
  const leftOut = done.reduce((sum, edit) => sum + edit.leftOutChanges, turn.edits.leftOut);
  return {
    source: files.length === 0 && turn.seen === 'joined' && turn.isRunning ? 'unknown' : 'edits',
    files: files.slice(0, CONTENT_LIMITS.files),
    leftOut: leftOut + Math.max(0, files.length - CONTENT_LIMITS.files),
    added: sumOf(files, 'added'),
    removed: sumOf(files, 'removed'),
  };
}

function placedBelow(root: string | null, file: DiffFile): ChangedInTurn {
  return { ...file, absolutePath: root === null ? null : root + file.path };
}

/** Paths of a diff are relative, those of her edits are not: one that is in both tells the folder, with its slash. */
function rootOf(files: readonly DiffFile[], edits: readonly Edit[]): string | null {
  const absolute = edits.flatMap(({ changes }) => changes.map(({ path }) => path));
  for (const { path, from } of files) {
    for (const relative of from === null ? [path] : [path, from]) {
      const found = absolute.find((one) => one.endsWith(`/${relative}`));
      if (found !== undefined) return found.slice(0, -relative.length);
    }
  }
  return null;
}

function addedUp(edits: readonly Edit[]): ChangedInTurn[] {
  const byPath = new Map<string, EditedFile[]>();
  for (const change of edits.flatMap(({ changes }) => changes))
    byPath.set(change.path, [...(byPath.get(change.path) ?? []), change]);
  return [...byPath].flatMap(([path, changes]) => {
    const kind = kindOf(changes);
    if (kind === null) return [];
    const patch = changes.map((change) => change.patch.text).join('\n');
    const cut = cutPatch(patch, CONTENT_LIMITS.filePatchChars);
    const leftOutLines = changes.reduce((sum, change) => sum + change.patch.leftOutLines, cut.leftOutLines);
    return {
      path,
      absolutePath: path,
      from: null,
      kind,
      added: sumOf(changes, 'added'),
      removed: sumOf(changes, 'removed'),
      patch: { text: cut.text, leftOutLines },
    };
  });
}

/** Null for what she made and took away again. */
function kindOf(changes: readonly EditedFile[]): DiffFile['kind'] | null {
  const isNew = changes[0]?.kind === 'add';
  if (changes.at(-1)?.kind === 'delete') return isNew ? null : 'deleted';
  return isNew ? 'added' : 'changed';
}

function sumOf<Key extends 'added' | 'removed'>(
  files: readonly Readonly<Record<Key, number>>[],
  key: Key,
): number {
  return files.reduce((sum, file) => sum + file[key], 0);
}
