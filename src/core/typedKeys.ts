/*
 * What a terminal sends is keys of a person and reports of its own: answers to what a program asked, focus, mouse.
 * Both come over the same line; only the shape tells them apart (xterm's control sequences, ECMA-48 §5.4).
 */

/** What a person did, as far as their keys tell. */
export interface Typing {
  /** Characters in the composer that were typed and not sent. */
  readonly unsentChars: number;
}

export const NOTHING_TYPED: Typing = { unsentChars: 0 };

/** Fewer answer a dialog: `y`, `1`. */
const TEXT_CHARS = 2;

export interface Keys {
  /** Did a person press or paste anything? */
  readonly isTyped: boolean;
  /** The terminal lost (false) or got (true) the focus; null: no word of it. */
  readonly focus: boolean | null;
  readonly typing: Typing;
}

/** Does unsent text stand in the composer? */
export function hasUnsent({ unsentChars }: Typing): boolean {
  return unsentChars >= TEXT_CHARS;
}

/** Reads what the terminal sent in one go. */
export function readKeys(data: string, before: Typing): Keys {
  let keys: Keys = { isTyped: false, focus: null, typing: before };
  for (let rest = data; rest !== '';) {
    const token = nextToken(rest);
    keys = afterToken(keys, token);
    rest = rest.slice(token.text.length);
  }
  return keys;
}

type Token = { readonly kind: 'focus' | 'report' | 'paste' | 'key' | 'text'; readonly text: string };

function afterToken(keys: Keys, { kind, text }: Token): Keys {
  switch (kind) {
    case 'report':
      return keys;
    case 'focus':
      return { ...keys, focus: text === FOCUS_IN };
    case 'key':
      return { ...keys, isTyped: true, typing: afterKey(text, keys.typing) };
    case 'paste':
    case 'text': {
      const unsentChars = keys.typing.unsentChars + Array.from(pasted(text)).length;
      return { ...keys, isTyped: true, typing: { unsentChars } };
    }
  }
}

function afterKey(key: string, typing: Typing): Typing {
  switch (key) {
    case '\r': // Enter sends.
    case '\u0003': // Ctrl+C empties the composer.
      return NOTHING_TYPED;
    case '\u007F':
    case '\b':
      return { unsentChars: Math.max(0, typing.unsentChars - 1) };
    default:
      return typing;
  }
}

const FOCUS_IN = '\u001B[I';
const PASTE_BEGIN = '\u001B[200~';
const PASTE_END = '\u001B[201~';

function pasted(text: string): string {
  return text.startsWith(PASTE_BEGIN) ? text.slice(PASTE_BEGIN.length, -PASTE_END.length) : text;
}

/* eslint-disable no-control-regex -- control characters are what this file is about. */
const SHAPES: readonly (readonly [Token['kind'], RegExp])[] = [
  ['paste', /^\u001B\[200~[^]*?\u001B\[201~/],
  ['focus', /^\u001B\[[IO]/],
  // Mouse: SGR, urxvt, and the oldest with three bytes.
  ['report', /^\u001B\[<[\d;]*[Mm]/],
  ['report', /^\u001B\[\d+;\d+;\d+M/],
  ['report', /^\u001B\[M[^]{3}/],
  // Answers with a private mark: device attributes, modes, cursor position, keyboard flags, colour scheme.
  ['report', /^\u001B\[[?>=][\d;:]*[ -/]*[@-~]/],
  // Cursor position, status, device attributes, modes, window.
  ['report', /^\u001B\[\d+;\d+R/],
  ['report', /^\u001B\[[03]n/],
  ['report', /^\u001B\[[\d;]*c/],
  ['report', /^\u001B\[[\d;]*\$y/],
  ['report', /^\u001B\[[\d;]+t/],
  // Strings with an end (DCS, OSC, APC, PM, SOS): colours, versions, settings, clipboard. Without an end it is Alt+P and such.
  ['report', /^\u001B[P\]_^X][^\u0007\u001B]*(?:\u0007|\u001B\\)/],
  // Keys: CSI and SS3 sequences, Alt with a key, a control character.
  ['key', /^\u001B\[[\d;:]*[ -/]*[@-~]/],
  ['key', /^\u001BO[ -~]/],
  ['key', /^\u001B[^\u001B]?/u],
  ['key', /^[\0-\u001F\u007F]/],
  ['text', /^[^\0-\u001F\u007F]+/u],
];
/* eslint-enable no-control-regex */

function nextToken(data: string): Token {
  for (const [kind, shape] of SHAPES) {
    const text = shape.exec(data)?.[0];
    if (text !== undefined && text !== '') return { kind, text };
  }
  return { kind: 'key', text: data.slice(0, 1) };
}
