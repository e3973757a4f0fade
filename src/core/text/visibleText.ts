/**
 * Characters that a reader does not see and that change what is seen: controls of a terminal (C0, C1), of the writing
 * direction, line separators, characters without width, tags. Joiners stay: scripts and emoji need them.
 */
const UNSEEN =
  /(?![\n\t])\p{Cc}|[\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]/gu;

/**
 * Text of a model or a file as a person may be shown it: what could not be seen is written out (`\u{1B}`), so that it
 * neither moves a terminal's cursor nor hides a part of a command. Newlines and tabs stay.
 */
export function visibleText(text: string): string {
  return text.toWellFormed().replace(UNSEEN, writtenOut);
}

function writtenOut(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
}

/** JSON whose text is the same to a parser, and harmless where it is printed. */
export function visibleJson(json: string): string {
  return json.replace(UNSEEN, (character) =>
    Array.from({ length: character.length }, (_, index) => escaped(character.charCodeAt(index))).join(''),
  );
}

function escaped(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
