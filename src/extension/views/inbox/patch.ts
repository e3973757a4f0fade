/** A hunk of a unified diff: where it begins in the old and the new text (from 1), and its lines with their signs. */
interface Hunk {
  readonly oldStart: number;
  readonly newStart: number;
  readonly lines: readonly string[];
}

/** The two sides of a change as far as the diff alone shows them. */
export interface DiffSides {
  readonly before: string;
  readonly after: string;
}

const HUNK_HEAD = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/u;

/**
 * `text` with the unified diff applied; null when it does not fit, as after the file was changed meanwhile.
 * Headers before the first hunk are passed over, and a missing newline at the end is kept as the diff says.
 */
export function applyDiff(text: string, diff: string): string | null {
  const hunks = parseHunks(diff);
  if (hunks.length === 0) return null;
  const old = text.split('\n');
  const result: string[] = [];
  let next = 0;
  for (const hunk of hunks) {
    const start = Math.max(0, hunk.oldStart - 1);
    if (start < next) return null;
    result.push(...old.slice(next, start));
    const expected = sideOf(hunk, '-');
    const actual = old.slice(start, start + expected.length);
    if (actual.length !== expected.length || actual.some((line, index) => line !== expected[index]))
      return null;
    result.push(...sideOf(hunk, '+'));
    next = start + expected.length;
  }
  return [...result, ...old.slice(next)].join('\n');
}

/** The diff that takes this one back. Of hunks alone: headers of files are left out. */
export function invertedDiff(diff: string): string {
  return parseHunks(diff)
    .map(({ newStart, lines }) => `@@ -${newStart} +0,0 @@\n${lines.map(inverted).join('\n')}`)
    .join('\n');
}

function inverted(line: string): string {
  if (line.startsWith('+')) return `-${line.slice(1)}`;
  return line.startsWith('-') ? `+${line.slice(1)}` : line;
}

/** Only what the diff itself holds, for when the file cannot be had: the hunks' lines, hunk after hunk. */
export function sidesOfDiff(diff: string): DiffSides {
  const hunks = parseHunks(diff);
  const join = (sign: '-' | '+'): string => hunks.map((hunk) => sideOf(hunk, sign).join('\n')).join('\n⋯\n');
  return { before: join('-'), after: join('+') };
}

function parseHunks(diff: string): Hunk[] {
  const hunks: { oldStart: number; newStart: number; lines: string[] }[] = [];
  for (const line of diff.split('\n')) {
    const head = HUNK_HEAD.exec(line);
    if (head !== null) hunks.push({ oldStart: Number(head[1]), newStart: Number(head[2]), lines: [] });
    else if (/^[ +-]/u.test(line)) hunks.at(-1)?.lines.push(line);
  }
  return hunks;
}

/** The hunk's lines as they are on one side: context, and the lines with that side's sign. */
function sideOf(hunk: Hunk, sign: '-' | '+'): string[] {
  return hunk.lines.filter((line) => line[0] === ' ' || line[0] === sign).map((line) => line.slice(1));
}
