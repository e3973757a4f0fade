import { opendirSync, type Dir, type Dirent } from 'node:fs';
import { join } from 'node:path';
import type { Stamp } from './stamp.ts';

/** What makes a folder a skill (reference contract §6). */
const SKILL_FILE = 'SKILL.md';
/** A clone's own files: many, and none of them a skill. */
const NEVER_ENTERED = '.git';
/** Codex itself goes six folders deep. */
const MAX_DEPTH = 12;
const MAX_ENTRIES = 20_000;

/** A folder below a root, as it is remembered. */
export interface Folder {
  readonly path: string;
  /** The names of the folders from the root to it, its own last. */
  readonly parts: readonly string[];
  /** As it was when last read; null when it must be read again. */
  stamp: Stamp | null;
  content: Content;
}

export interface Content {
  /** Last by name first: the order in which a stack gives them back. */
  readonly folders: readonly Folder[];
  readonly isSkill: boolean;
  readonly links: number;
  /** False when it holds more than we look at, or could not be read. */
  readonly isWhole: boolean;
}

export const NOTHING: Content = { folders: [], isSkill: false, links: 0, isWhole: true };

/** What is in a folder now; folders that it had before keep what is known of them. */
export function readFolder(folder: Folder): Content {
  const entries = entriesOf(folder.path);
  if (entries === null) return { ...NOTHING, isWhole: false };
  const names = entries
    .filter((entry) => entry.isDirectory() && entry.name !== NEVER_ENTERED)
    .map(({ name }) => name);
  const isTooDeep = folder.parts.length >= MAX_DEPTH && names.length > 0;
  return {
    folders: isTooDeep ? [] : foldersIn(folder, names),
    isSkill: entries.some((entry) => entry.name === SKILL_FILE && entry.isFile()),
    links: entries.filter((entry) => entry.isSymbolicLink()).length,
    isWhole: !isTooDeep && entries.length < MAX_ENTRIES,
  };
}

export function sameContent(one: Content, other: Content): boolean {
  return (
    one.isSkill === other.isSkill &&
    one.links === other.links &&
    one.isWhole === other.isWhole &&
    one.folders.length === other.folders.length &&
    one.folders.every((folder, index) => folder === other.folders[index])
  );
}

function foldersIn(folder: Folder, names: readonly string[]): readonly Folder[] {
  const known = new Map(folder.content.folders.map((inner) => [inner.path, inner]));
  return names
    .toSorted((one, other) => (one < other ? 1 : -1))
    .map((name) => {
      const path = join(folder.path, name);
      return known.get(path) ?? { path, parts: [...folder.parts, name], stamp: null, content: NOTHING };
    });
}

/** The first entries of a folder, however many it has; null when it cannot be read. */
function entriesOf(path: string): readonly Dirent[] | null {
  const entries: Dirent[] = [];
  let dir: Dir | undefined;
  try {
    dir = opendirSync(path, { bufferSize: 256 });
    for (let entry = dir.readSync(); entry !== null; entry = dir.readSync()) {
      entries.push(entry);
      if (entries.length >= MAX_ENTRIES) break;
    }
    return entries;
  } catch {
    return null;
  } finally {
    dir?.closeSync();
  }
}
