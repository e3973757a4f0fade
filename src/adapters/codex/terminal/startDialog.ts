import { readDialog } from './paneText.ts';

const ESC = '\u001B';
const BEL = '\u0007';

const TITLES = new RegExp(`${ESC}\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)`, 'g');
const CURSOR_MOVES = new RegExp(`${ESC}\\[[0-9;]*[A-HfdJ]`, 'g');
const OTHER_SEQUENCES = new RegExp(`${ESC}(?:\\[[0-9;:?<=>]*[ -/]*[@-~]|.)`, 'g');

/**
 * Does the raw output of a Codex that has not reported a state yet end in a dialog (trust, sign-in, a new model)?
 * Before its first report Codex draws nothing else, so a rough reading will do. Pure.
 */
export function showsStartDialog(raw: string): boolean {
  const text = raw.replace(TITLES, '').replace(CURSOR_MOVES, '\n').replace(OTHER_SEQUENCES, '');
  const lines = text.split(/[\r\n]+/).map((line) => line.trim());
  return readDialog(lines.filter((line) => line !== '')) !== null;
}
