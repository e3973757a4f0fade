import type { DiffFile, PatchText, TurnDiff } from './content.ts';
import { CONTENT_LIMITS } from './content.ts';

/** Lines that a patch adds and takes away. */
export interface LineCounts {
  readonly added: number;
  readonly removed: number;
}

const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/**
 * A unified diff of several files (`diff --git …`), read line by line in one pass. What is left out is counted, so the
 * sums are those of the whole. Never throws: what cannot be read as a diff has no files.
 */
export function readTurnDiff(diff: string): TurnDiff {
  const reader = new DiffReader();
  for (const line of linesOf(diff)) reader.line(line);
  return { fingerprint: fingerprintOf(diff), ...reader.end() };
}

/** To know a text again without keeping it: its length and two 32-bit sums. */
export function fingerprintOf(text: string): string {
  let a = 0x81_1c_9d_c5;
  let b = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 0x01_00_01_93);
    b = (Math.imul(b, 31) + code) | 0;
  }
  return `${text.length}:${a >>> 0}:${b >>> 0}`;
}

/** What the hunks of one file come to. */
export function countLines(patch: string): LineCounts {
  const counter = new HunkCounter();
  for (const line of linesOf(patch)) counter.line(line);
  return { added: counter.added, removed: counter.removed };
}

/** The beginning of a patch, whole lines of it, as far as `mostChars` go. */
export function cutPatch(patch: string, mostChars: number): PatchText {
  if (patch.length <= mostChars) return { text: patch, leftOutLines: 0 };
  const end = Math.max(0, patch.lastIndexOf('\n', mostChars));
  const rest = patch.slice(end);
  return { text: patch.slice(0, end), leftOutLines: rest.split('\n').filter((line) => line !== '').length };
}

/** Knows which lines belong to a hunk by the lengths in its head: a removed line may begin with `-- `. */
class HunkCounter {
  added = 0;
  removed = 0;
  #old = 0;
  #new = 0;

  get isInside(): boolean {
    return this.#old > 0 || this.#new > 0;
  }

  /** True when the line is part of a hunk, or its head. */
  line(line: string): boolean {
    if (!this.isInside) {
      const head = HUNK.exec(line);
      if (head === null) return line.startsWith('\\');
      this.#old = head[1] === undefined ? 1 : Number(head[1]);
      this.#new = head[2] === undefined ? 1 : Number(head[2]);
      return true;
    }
    if (line.startsWith('+')) {
      this.added += 1;
      this.#new -= 1;
    } else if (line.startsWith('-')) {
      this.removed += 1;
      this.#old -= 1;
    } else if (!line.startsWith('\\')) {
      this.#old -= 1;
      this.#new -= 1;
    }
    return true;
  }
}

interface OpenFile {
  path: string;
  from: string | null;
  kind: DiffFile['kind'];
  readonly lines: string[];
  chars: number;
  leftOutLines: number;
  readonly counter: HunkCounter;
}

class DiffReader {
  readonly #files: DiffFile[] = [];
  #leftOutFiles = 0;
  #added = 0;
  #removed = 0;
  #leftChars = CONTENT_LIMITS.patchChars as number;
  #open: OpenFile | null = null;

  line(line: string): void {
    const open = this.#open;
    if (open?.counter.isInside !== true && line.startsWith('diff --git ')) {
      this.#close();
      this.#open = openFile(line);
      return;
    }
    if (open === null) return;
    if (open.counter.line(line)) this.#keep(open, line);
    else readHeader(open, line);
  }

  end(): Omit<TurnDiff, 'fingerprint'> {
    this.#close();
    return {
      files: this.#files,
      leftOutFiles: this.#leftOutFiles,
      added: this.#added,
      removed: this.#removed,
    };
  }

  #keep(open: OpenFile, line: string): void {
    const most = Math.min(CONTENT_LIMITS.filePatchChars, this.#leftChars);
    if (open.leftOutLines > 0 || open.chars + line.length + 1 > most) {
      open.leftOutLines += 1;
      return;
    }
    open.chars += line.length + 1;
    open.lines.push(line);
  }

  #close(): void {
    const open = this.#open;
    this.#open = null;
    if (open === null) return;
    const { path, from, kind, counter, lines, leftOutLines } = open;
    this.#added += counter.added;
    this.#removed += counter.removed;
    if (this.#files.length >= CONTENT_LIMITS.files) {
      this.#leftOutFiles += 1;
      return;
    }
    this.#leftChars -= open.chars;
    this.#files.push({
      path: path.slice(0, CONTENT_LIMITS.pathChars),
      from: from === null || from === path ? null : from.slice(0, CONTENT_LIMITS.pathChars),
      kind: kind === 'changed' && from !== null && from !== path ? 'moved' : kind,
      added: counter.added,
      removed: counter.removed,
      patch: { text: lines.join('\n'), leftOutLines },
    });
  }
}

function openFile(head: string): OpenFile {
  const { from, to } = pathsOfHead(head.slice('diff --git '.length));
  return {
    path: to,
    from,
    kind: 'changed',
    lines: [],
    chars: 0,
    leftOutLines: 0,
    counter: new HunkCounter(),
  };
}

/** `a/X b/Y`; with blanks in the names only the half that is the same on both sides is certain. */
function pathsOfHead(head: string): { readonly from: string; readonly to: string } {
  const middle = (head.length - 1) / 2;
  const [left, right] = [head.slice(0, middle), head.slice(middle + 1)];
  if (Number.isInteger(middle) && left.slice(2) === right.slice(2))
    return { from: left.slice(2), to: left.slice(2) };
  const at = head.indexOf(' b/');
  return at < 0 ? { from: head, to: head } : { from: head.slice(2, at), to: head.slice(at + 3) };
}

/** The lines between `diff --git` and the first hunk; what they say of paths is more exact. */
function readHeader(open: OpenFile, line: string): void {
  if (line.startsWith('new file mode')) open.kind = 'added';
  else if (line.startsWith('deleted file mode')) open.kind = 'deleted';
  else if (line.startsWith('--- a/')) open.from = withoutTab(line.slice(6));
  else if (line.startsWith('+++ b/')) open.path = withoutTab(line.slice(6));
  else if (line.startsWith('rename from ')) open.from = line.slice('rename from '.length);
  else if (line.startsWith('rename to ')) open.path = line.slice('rename to '.length);
}

function withoutTab(path: string): string {
  return path.endsWith('\t') ? path.slice(0, -1) : path;
}

function* linesOf(text: string): Generator<string> {
  let from = 0;
  while (from < text.length) {
    const at = text.indexOf('\n', from);
    const end = at < 0 ? text.length : at;
    yield text.slice(from, end);
    from = end + 1;
  }
}
