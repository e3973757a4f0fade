const ESC = '\u001B';
const BEL = '\u0007';

/** Source of an expression for what begins a control sequence (CSI), in its 7-bit and its 8-bit form. */
export const CSI = String.raw`(?:${ESC}\[|\u009B)`;

/** A whole control sequence: parameters, intermediates, and the final character unless the text ends before it. */
export const CONTROL_SEQUENCE = new RegExp(`${CSI}[0-?]*[ -/]*[@-~]?`, 'gu');

/** Titles, links and other strings (OSC, DCS, SOS, PM, APC) up to their end (BEL, ST), or as far as they go. */
export const STRING_SEQUENCE = new RegExp(
  String.raw`(?:${ESC}[\]PX^_]|[\u0090\u0098\u009D-\u009F])[^${BEL}${ESC}\u009C]*(?:${BEL}|${ESC}\\|\u009C)?`,
  'gu',
);

/** Charset selects (`ESC ( B`) and the other short sequences. */
export const SHORT_SEQUENCE = new RegExp(`${ESC}[ -/]*[0-~]?`, 'gu');

/** Every control character, C0 and C1, but newline and tab. */
export const CONTROL_CHARACTER = /(?![\n\t])\p{Cc}/gu;
