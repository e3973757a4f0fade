import { lstat, open, readdir } from 'node:fs/promises';
import { constants, type Dirent } from 'node:fs';
import path from 'node:path';
import { readRolloutLine } from './rollout.ts';

/** How many of the newest day folders are looked at: a conversation older than these is found when it is resumed by id. */
const DAYS = 30;

/** A first line holds Codex' instructions and can be long. */
const FIRST_LINE_BYTES = 256 * 1024;

const NUMBER = /^\d{2,4}$/;
const ROLLOUT = /^rollout-.+\.jsonl$/;
const THREAD = /-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.jsonl$/;

export function isRollout(fileName: string): boolean {
  return ROLLOUT.test(fileName);
}

/** The thread that a session file is of, by its name; null for a name of another form. */
export function threadOf(file: string): string | null {
  return THREAD.exec(file)?.[1] ?? null;
}

/** The folders in which session files appear: `sessions` and the newest year and month (new days), the newest days. */
export interface SessionFolders {
  /** Folders whose new children matter, the home itself while it has no `sessions`. */
  readonly parents: readonly string[];
  /** `sessions/YYYY/MM/DD`, newest first. */
  readonly days: readonly string[];
}

/** Finds the folders of a home, without following links. */
export async function sessionFolders(home: string): Promise<SessionFolders> {
  const root = path.join(home, 'sessions');
  if (!(await isFolder(root))) return { parents: [home], days: [] };
  const parents = [root];
  const days: string[] = [];
  for (const year of await newestFolders(root)) {
    if (parents.length === 1) parents.push(year);
    for (const month of await newestFolders(year)) {
      if (parents.length === 2) parents.push(month);
      days.push(...(await newestFolders(month)));
      if (days.length >= DAYS) return { parents, days: days.slice(0, DAYS) };
    }
  }
  return { parents, days };
}

/** The conversation written to last among the day folders; helpers' files are left out. */
export async function newestRollout(days: readonly string[]): Promise<string | null> {
  const files = (await Promise.all(days.map((day) => rolloutsIn(day)))).flat();
  for (const { file } of files.sort((a, b) => b.mtimeMs - a.mtimeMs)) {
    if (await isMainRollout(file)) return file;
  }
  return null;
}

/** Is this the file of a conversation of a person's, not of a helper's? False also while its first line is not there. */
export async function isMainRollout(file: string): Promise<boolean> {
  const fact = readRolloutLine(await firstLine(file), 0);
  return fact?.kind === 'session' && fact.isMain;
}

async function rolloutsIn(day: string): Promise<{ readonly file: string; readonly mtimeMs: number }[]> {
  const names = (await entriesOf(day)).filter((entry) => entry.isFile() && isRollout(entry.name));
  const stats = names.map(async ({ name }) => {
    const file = path.join(day, name);
    const mtimeMs = await lstat(file).then(
      (found) => found.mtimeMs,
      () => null,
    );
    return mtimeMs === null ? [] : [{ file, mtimeMs }];
  });
  return (await Promise.all(stats)).flat();
}

async function newestFolders(folder: string): Promise<string[]> {
  const entries = await entriesOf(folder);
  const names = entries.filter((entry) => entry.isDirectory() && NUMBER.test(entry.name));
  return names
    .map((entry) => path.join(folder, entry.name))
    .sort()
    .reverse();
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

async function isFolder(target: string): Promise<boolean> {
  try {
    return (await lstat(target)).isDirectory();
  } catch {
    return false;
  }
}

async function firstLine(file: string): Promise<string> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(FIRST_LINE_BYTES), 0, FIRST_LINE_BYTES, 0);
      const text = buffer.toString('utf8', 0, bytesRead);
      return text.slice(0, Math.max(0, text.indexOf('\n')));
    } finally {
      await handle.close();
    }
  } catch {
    return '';
  }
}
