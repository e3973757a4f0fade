import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { isWithin } from '../../core/assignment/scope.ts';
import type { FolderListing, PathEntry } from '../../shared/assignForm.ts';

const MOST_ENTRIES = 500;

/**
 * What lies in a folder below `root` (both as the form shows them: '' is the root itself), folders first. Names only; links
 * are shown and not followed. What cannot be read is empty.
 */
export async function folderEntries(root: string | null, folder: string): Promise<FolderListing> {
  const nothing: FolderListing = { folder, entries: [], left: 0 };
  if (root === null) return nothing;
  const place = path.resolve(root, folder);
  if (!isWithin(place, root)) return nothing;
  const [real, realRoot] = await Promise.all(
    [place, root].map(async (one) => realpath(one).catch(() => null)),
  );
  if (!real || !realRoot || real !== path.join(realRoot, path.relative(root, place))) return nothing;
  const found = await readdir(place, { withFileTypes: true }).catch(() => []);
  const entries = found
    .filter((entry) => entry.name !== '.git')
    .map((entry): PathEntry => ({
      path: folder === '' ? entry.name : `${folder}/${entry.name}`,
      name: entry.name,
      isFolder: entry.isDirectory(),
    }))
    .toSorted(byKindAndName);
  return {
    folder,
    entries: entries.slice(0, MOST_ENTRIES),
    left: Math.max(0, entries.length - MOST_ENTRIES),
  };
}

function byKindAndName(a: PathEntry, b: PathEntry): number {
  return Number(b.isFolder) - Number(a.isFolder) || a.name.localeCompare(b.name);
}
