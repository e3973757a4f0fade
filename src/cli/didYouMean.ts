/** How far a word may be from another to be meant. */
const MAX_EDITS = 2;

/** The word of `known` that was most likely meant; null when none is near. */
export function didYouMean(word: string, known: readonly string[]): string | null {
  const wish = word.slice(0, 40).toLowerCase();
  const near = (edits: number): string | null =>
    known.find((candidate) => distance(wish, candidate) <= Math.min(edits, candidate.length - 2)) ?? null;
  return near(1) ?? longer(wish, known) ?? near(MAX_EDITS);
}

/** `assignment` for `assignments`, `lease` for `lease-status`: the only one that begins so. */
function longer(wish: string, known: readonly string[]): string | null {
  const longer = wish.length < 3 ? [] : known.filter((candidate) => candidate.startsWith(wish));
  return longer.length === 1 ? (longer[0] ?? null) : null;
}

/** How many characters have to be put in, taken out or changed (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let index = 0; index < a.length; index += 1) {
    const next = [index + 1];
    for (let column = 1; column <= b.length; column += 1) {
      const change = (row[column - 1] ?? 0) + (a[index] === b[column - 1] ? 0 : 1);
      next.push(Math.min(change, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
