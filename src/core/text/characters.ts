/**
 * Characters as JSON Schema counts them, and with it every bound of the reference contract: code points. JavaScript's
 * own `length` counts an emoji as two.
 */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Has the text more than `most` characters? Of one that is far too long no more is looked at than that takes. */
export function isLongerThan(text: string, most: number): boolean {
  if (text.length <= most) return false;
  return text.length > most * 2 || countCharacters(text) > most;
}

/** The last `most` characters; none is cut in two. */
export function lastCharacters(text: string, most: number): string {
  if (text.length <= most) return text;
  return Array.from(text.slice(-most * 2))
    .slice(-most)
    .join('');
}
