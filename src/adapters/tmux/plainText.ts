import { CONTROL_CHARACTER, CONTROL_SEQUENCE, CSI, SHORT_SEQUENCE, STRING_SEQUENCE } from './sequences.ts';

/** The widest gap that a cursor movement stands for. */
const MAX_GAP = 200;

// A newline, and what moves the cursor to another place or line: CSI … H, f; A, B, E, F, d.
const LINE_MOVE = new RegExp(String.raw`\n|${CSI}(\d*)[\d;]*([ABEFHdf])`, 'gu');
const FORWARD_MOVE = new RegExp(String.raw`${CSI}(\d*)C`, 'gu');

/** Turns movements of the cursor into line breaks; within the row that was named last they are a space. */
function applyMoves(text: string): string {
  let row: string | null = null;
  return text.replaceAll(LINE_MOVE, (_all, first: string | undefined, move: string | undefined) => {
    const before = row;
    row = move === 'H' || move === 'f' ? (first ?? '') : null;
    return row !== null && row === before ? ' ' : '\n';
  });
}

/** Applies backspaces: each takes back the character before it, within the line. */
function applyBackspaces(text: string): string {
  if (!text.includes('\b')) return text;
  const kept: string[] = [];
  for (const character of text) {
    if (character !== '\b') kept.push(character);
    else if (kept.length > 0 && kept.at(-1) !== '\n') kept.pop();
  }
  return kept.join('');
}

/** What a line shows after carriage returns: the last text that was written from its beginning. */
function applyReturns(line: string): string {
  if (!line.includes('\r')) return line;
  return line.split('\r').findLast((part) => part !== '') ?? '';
}

/**
 * Terminal output as text: escape sequences, bells and other control characters gone, backspaces and carriage
 * returns applied, cursor movements turned into the line break or gap that they make on the screen. What is left
 * holds no control character but newline and tab. Not an emulator: text drawn over other text stays beside it.
 */
export function plainText(raw: string): string {
  const text = applyMoves(raw.replaceAll(STRING_SEQUENCE, ''))
    .replaceAll(FORWARD_MOVE, (_all, count: string) => ' '.repeat(Math.min(Number(count || '1'), MAX_GAP)))
    .replaceAll(CONTROL_SEQUENCE, '')
    .replaceAll(SHORT_SEQUENCE, '');
  const lines = applyBackspaces(text).split('\n');
  return lines
    .map((line) => applyReturns(line))
    .join('\n')
    .replaceAll(CONTROL_CHARACTER, '');
}
