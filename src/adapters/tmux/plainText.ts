import { CONTROL_CHARACTER, CONTROL_SEQUENCE, CSI, SHORT_SEQUENCE, STRING_SEQUENCE } from './sequences.ts';

/** The widest gap that a cursor movement stands for. */
const MAX_GAP = 200;

// Cursor positions and movements between lines: CSI … A, B, E, F, H, d, f.
const LINE_MOVE = new RegExp(String.raw`${CSI}[\d;]*[ABEFHdf]`, 'gu');
const FORWARD_MOVE = new RegExp(String.raw`${CSI}(\d*)C`, 'gu');

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
  const text = raw
    .replaceAll(STRING_SEQUENCE, '')
    .replaceAll(LINE_MOVE, '\n')
    .replaceAll(FORWARD_MOVE, (_all, count: string) => ' '.repeat(Math.min(Number(count || '1'), MAX_GAP)))
    .replaceAll(CONTROL_SEQUENCE, '')
    .replaceAll(SHORT_SEQUENCE, '');
  const lines = applyBackspaces(text).split('\n');
  return lines
    .map((line) => applyReturns(line))
    .join('\n')
    .replaceAll(CONTROL_CHARACTER, '');
}
