/** An operating system command that a program sent to its terminal: `ESC ] code ; text BEL` (or `ESC \`). */
export interface Osc {
  readonly code: number;
  readonly text: string;
}

export interface OscScan {
  readonly sequences: readonly Osc[];
  /** The beginning of a sequence that has not ended yet: put it before the next piece. */
  readonly rest: string;
}

const ESC = '\u001B';
const BEL = '\u0007';

const WHOLE = new RegExp(`${ESC}\\](\\d{1,5});([^${BEL}${ESC}]*)(?:${BEL}|${ESC}\\\\)`, 'g');

/** No title is longer; what does not end within this is no sequence. */
const LONGEST = 4096;

/** Finds the operating system commands in a piece of a terminal's raw output. Pure; pieces may cut them anywhere. */
export function scanOsc(text: string): OscScan {
  const sequences: Osc[] = [];
  let end = 0;
  for (const match of text.matchAll(WHOLE)) {
    sequences.push({ code: Number(match[1]), text: match[2] ?? '' });
    end = match.index + match[0].length;
  }
  return { sequences, rest: openSequence(text.slice(end)) };
}

function openSequence(text: string): string {
  const start = text.lastIndexOf(`${ESC}]`);
  if (start !== -1) return text.length - start > LONGEST ? '' : text.slice(start);
  return text.endsWith(ESC) ? ESC : '';
}
