import path from 'node:path';
import { l10n, Uri } from 'vscode';
import type { ChangedFile, FileVersion } from '../../core/worktrees/worktreeWork.ts';
import { uriOf } from './address.ts';

/** Larger ones are told of, not shown: VS Code gives up comparing them after seconds. */
export const MOST_SHOWN_BYTES = 1024 * 1024;

/** What a diff editor shows on either side; undefined where there is nothing. */
export interface Sides {
  readonly left: Uri | undefined;
  readonly right: Uri | undefined;
}

/** What is compared: the commit of either side, and the worktree. */
export interface Compared {
  readonly tree: string;
  readonly base: string;
  readonly snapshot: string;
}

/** Sizes in bytes; null for what is not there, or where nobody knows. */
export interface Sizes {
  readonly before: number | null;
  readonly after: number | null;
}

/** How a changed file is compared among many: as text, or in words where it is none, too large, or the same. */
export function sidesOf(compared: Compared, file: ChangedFile, sizes: Sizes): Sides {
  const words = wordsFor(file, sizes);
  if (words === null) return textSides(compared, file);
  const at = (name: string, text: string): Uri => uriOf(path.join(compared.tree, name), { words: text });
  return {
    left: file.before === null ? undefined : at(file.from ?? file.path, words.before),
    right: file.after === null ? undefined : at(file.path, words.after),
  };
}

/** The contents themselves, whatever they are; the worktree's own file on the right where VS Code can open it. */
export function textSides({ tree, base, snapshot }: Compared, file: ChangedFile): Sides {
  const { before, after, from, path: name } = file;
  const of = (commit: string, version: FileVersion | null, at: string): Uri | undefined =>
    version === null ? undefined : uriOf(path.join(tree, at), { tree, commit, file: { id: version.id } });
  return {
    left: of(base, before, from ?? name),
    right: isOpenable(file) ? Uri.file(path.join(tree, name)) : of(snapshot, after, name),
  };
}

/** A link would show what it leads to, and a name that is no UTF-8 cannot be asked for. */
function isOpenable({ path: name, after }: ChangedFile): boolean {
  return (after?.kind === 'file' || after?.kind === 'executable') && !name.includes('\u{FFFD}');
}

/** What VS Code cannot compare among others, in words; null for what it can. */
function wordsFor(
  file: ChangedFile,
  sizes: Sizes,
): { readonly before: string; readonly after: string } | null {
  const { before, after, added } = file;
  const isSame = before !== null && after !== null && before.id === after.id && before.kind !== after.kind;
  if (isSame) return { before: modeWord(before), after: modeWord(after) };
  if (before?.kind === 'submodule' || after?.kind === 'submodule')
    return { before: submoduleWords(before), after: submoduleWords(after) };
  const isLarge = Math.max(sizes.before ?? 0, sizes.after ?? 0) > MOST_SHOWN_BYTES;
  if (added !== null && !isLarge) return null;
  const words = (bytes: number | null): string =>
    isLarge
      ? l10n.t('({0}: too large to be compared here. Open the file.)', sizeText(bytes))
      : l10n.t('({0}, no text)', sizeText(bytes));
  return { before: words(sizes.before), after: words(sizes.after) };
}

function modeWord({ kind }: FileVersion): string {
  return kind === 'executable' ? l10n.t('(executable)') : l10n.t('(not executable)');
}

function submoduleWords(version: FileVersion | null): string {
  return version === null ? '' : l10n.t('(submodule at {0})', version.id.slice(0, 12));
}

const UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** `12 kB`. */
export function sizeText(bytes: number | null): string {
  if (bytes === null) return l10n.t('size not known');
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = value < 10 && unit > 0 ? 1 : 0;
  return `${value.toFixed(digits)} ${UNITS[unit] ?? ''}`;
}
