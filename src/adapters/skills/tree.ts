import { setImmediate as breathe } from 'node:timers/promises';
import type { Disposable } from '../../core/lifecycle.ts';
import { readFolder, sameContent, NOTHING, type Content, type Folder } from './folder.ts';
import { Quiet } from './quiet.ts';
import { isSettled, sameStamp, stampOf, type Stamp } from './stamp.ts';

/** How much of one root is looked at; Codex itself takes 2000 skills. */
const MAX_FOLDERS = 20_000;
/** How long we look before other work of the process has its turn. */
const AT_ONCE_MS = 4;

/** What lies below one root. */
export interface TreeReading {
  /** The folders that hold a skill, each by the names of the folders on the way to it, in path order. */
  readonly skills: readonly (readonly string[])[];
  /** Links that were passed by. */
  readonly links: number;
  /** False when a bound was reached or a folder could not be read. */
  readonly isComplete: boolean;
}

/**
 * The skill folders below a root, remembered. A reading looks at every known folder (its change time tells whether an
 * entry came or went) and reads only those that changed, unless watching tells that none did. No file is opened, no link
 * followed. One reading at a time, and each only when the event loop has gone round since it was asked for.
 */
export class SkillTree implements Disposable {
  readonly #root: Folder;
  readonly #quiet = new Quiet();
  #reading: TreeReading = { skills: [], links: 0, isComplete: true };

  constructor(root: string) {
    this.#root = { path: root, parts: [], stamp: null, content: NOTHING };
  }

  /** The same object as last time when nothing changed. */
  async read(): Promise<TreeReading> {
    if (this.#quiet.isKnown) return this.#reading;
    this.#quiet.lookBegins();
    const seen: Folder[] = [];
    const ahead = [this.#root];
    let hasChanged = false;
    let isWhole = true;
    let untilMs = performance.now() + AT_ONCE_MS;
    for (let folder = ahead.pop(); folder !== undefined; folder = ahead.pop()) {
      seen.push(folder);
      if (performance.now() > untilMs) {
        await breathe();
        untilMs = performance.now() + AT_ONCE_MS;
      }
      // Looked at and read at once: through the thread pool this takes twenty times as long.
      const stamp = stampOf(folder.path);
      if (stamp === null || folder.stamp === null || !sameStamp(folder.stamp, stamp))
        hasChanged = refresh(folder, stamp) || hasChanged;
      const room = MAX_FOLDERS - seen.length - ahead.length;
      if (folder.content.folders.length <= room) ahead.push(...folder.content.folders);
      else isWhole = false;
    }
    if (hasChanged) this.#reading = readingOf(seen, isWhole);
    this.#quiet.looked(seen.map(({ path }) => path));
    return this.#reading;
  }

  dispose(): void {
    this.#quiet.dispose();
  }
}

/** Reads a folder anew; true when something in it changed. */
function refresh(folder: Folder, stamp: Stamp | null): boolean {
  const before = folder.content;
  // Asked before reading: what comes while we read, or within the same tick of the clock, is looked for again.
  folder.stamp = stamp !== null && isSettled(stamp, Date.now()) ? stamp : null;
  const content: Content = stamp === null ? NOTHING : readFolder(folder);
  if (sameContent(before, content)) return false;
  folder.content = content;
  return true;
}

function readingOf(folders: readonly Folder[], isWhole: boolean): TreeReading {
  return {
    skills: folders.filter(({ content }) => content.isSkill).map(({ parts }) => parts),
    links: folders.reduce((sum, { content }) => sum + content.links, 0),
    isComplete: isWhole && folders.every(({ content }) => content.isWhole),
  };
}
