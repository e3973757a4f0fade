/** Everything that a terminal or a model may take for the end of a line. */
const LINE_END = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/u;

/**
 * Characters that are not seen but do something: controls other than the tab (without ESC a paste terminator is mere
 * text), and marks of writing direction, which show a text in another order than it is read in.
 */
const UNSEEN = /[^\P{Cc}\t]|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF\uFFF9-\uFFFB]/gu;

/** The lines of a text, in what can be seen of them; half of a surrogate pair becomes U+FFFD. */
export function visibleLines(text: string): readonly string[] {
  return text.split(LINE_END).map((line) => line.toWellFormed().replace(UNSEEN, ''));
}

/** A text on one line, in what can be seen of it. */
export function visibleLine(text: string): string {
  return visibleLines(text).join(' ').trim();
}
