import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A path as the Agentin takes it and a person reads it: relative to her folder when it lies there, else absolute. */
export function pathForAgent(folder: string | null, file: string): string {
  if (folder === null || !path.isAbsolute(file)) return file;
  const relative = path.relative(folder, file);
  if (relative === '') return '.';
  return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}

/** A folder for a narrow place: its name, then where it lies, with `~` for the person's home. */
export function folderParts(folder: string, home = homedir()): readonly [name: string, place: string] {
  const name = path.basename(folder);
  const parent = path.dirname(folder);
  const isBelowHome = parent === home || parent.startsWith(`${home}${path.sep}`);
  return [name === '' ? folder : name, isBelowHome ? `~${parent.slice(home.length)}` : parent];
}

/**
 * The file on this machine that a dragged or dropped address names; null when it names none. In a remote window the
 * editor's own addresses say `vscode-remote://<name>+<host>/…`, and its files are those of the machine we run on.
 */
export function localFileOf(uri: string, remoteName: string | undefined): string | null {
  try {
    const url = new URL(uri);
    if (url.protocol === 'file:') return fileURLToPath(url);
    if (url.protocol !== 'vscode-remote:' || remoteName === undefined) return null;
    const host = decodeURIComponent(url.host);
    const isHere = host === remoteName || host.startsWith(`${remoteName}+`);
    return isHere ? decodeURIComponent(url.pathname) : null;
  } catch {
    return null;
  }
}
