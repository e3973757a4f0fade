import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/** A small text file that was read without following a link. */
export type ReadResult =
  | { readonly kind: 'text'; readonly text: string; readonly mode: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'not_regular'; readonly symlink: boolean }
  /** No permission, too large, or exchanged while it was read. */
  | { readonly kind: 'unreadable' };

/** Reads a file of at most `maxBytes`; a link in its place is not followed. Never rejects. */
export async function readRegularFile(path: string, maxBytes: number): Promise<ReadResult> {
  try {
    const before = await lstat(path);
    if (!before.isFile()) return { kind: 'not_regular', symlink: before.isSymbolicLink() };
    const handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const stats = await handle.stat();
      const isSame = stats.isFile() && stats.ino === before.ino && stats.dev === before.dev;
      if (!isSame || stats.size > maxBytes) return { kind: 'unreadable' };
      return { kind: 'text', text: await handle.readFile('utf8'), mode: stats.mode & 0o777 };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return { kind: isMissing(error) ? 'missing' : 'unreadable' };
  }
}

export function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** A JSON object's text as that object; null for anything else. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
