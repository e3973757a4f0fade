import { REDACTED } from './marker.ts';

/** Names that announce a secret, however they are joined to other words: `OPENAI_API_KEY`, `"access_token"`, `api key`. */
const NAME =
  '(?:(?:api|access|auth|bearer|codex|openai|private|secret|signing|encryption|master|account|storage)[ _-]?key' +
  '|secret|token|password|passwort|passwd|passphrase|credential|(?<=[A-Za-z][_-])pwd)';

/** `name = `, `"name": `, `name=>`. The rest of the name is a group, to tell `secret` from `secretary`. */
const ANNOUNCEMENT = new RegExp(
  String.raw`${NAME}([\w-]{0,40})\\{0,7}["'\x60]?[ \t]{0,3}(?:=>|:=|[:=])[ \t]{0,3}`,
  'gi',
);

/** `--token value`. */
const FLAG = new RegExp(String.raw`--[\w-]{0,40}${NAME}([\w-]{0,20})[ \t]{1,3}(?=[^\s-])`, 'gi');

/** Headers whose whole value is a secret, but for the scheme. */
const HEADER = /(?:authorization|cookie)\\{0,7}["'`]?[ \t]{0,3}[:=][ \t]{0,3}/gi;
const SCHEME =
  /\\{0,7}["'`]?(?:(?:basic|bearer|digest|token|negotiate|apikey|aws4-hmac-sha256)[ \t]{1,3})?/iy;

/** `Bearer xyz` without its header; in prose ("basic usage") what follows is a word. */
const BARE_SCHEME = /(?<![A-Za-z0-9])((?:bearer|basic)[ \t]{1,3})([A-Za-z0-9._~+/=-]{6,})/gi;

/** A user's password in an address, up to the last `@` before the path; or a lone token in the user's place. */
const ADDRESS_PASSWORD = /(:\/\/[^\s/:@"'`]{0,256}:)[^\s/"'`]{1,1024}(?=@)/g;
const ADDRESS_TOKEN = /(:\/\/)([^\s/:@"'`]{16,1024})(?=@)/g;

/** What stands for a value in code and forms, and is none. */
const NO_VALUES: ReadonlySet<string> = new Set(
  'string number boolean null undefined unknown any none true false required optional'.split(' '),
);
const NUMBER = /^\d[\d.,]{0,12}[kKmM%]?$/;
const VARIABLE = /^\$(?:[A-Z_{(]|$)/;

/** Secrets that are known by what stands before them; that stays. */
export function redactAnnounced(text: string): string {
  const named = replaceValues(text, ANNOUNCEMENT, valueAfter);
  const flagged = replaceValues(named, FLAG, valueAfter);
  return replaceValues(flagged, HEADER, headerAfter)
    .replace(BARE_SCHEME, (all, kept: string, value: string) => (isKeyLike(value) ? kept + REDACTED : all))
    .replace(ADDRESS_PASSWORD, (_, kept: string) => kept + REDACTED)
    .replace(ADDRESS_TOKEN, (all, kept: string, user: string) => (isKeyLike(user) ? kept + REDACTED : all));
}

/** A piece of a text. */
interface Span {
  readonly start: number;
  readonly end: number;
}

type FindValue = (text: string, announcement: RegExpExecArray, from: number) => Span | null;

/** Every announced value replaced. Each character is looked at a bounded number of times, whatever the text. */
function replaceValues(text: string, pattern: RegExp, find: FindValue): string {
  const search = new RegExp(pattern);
  let result = '';
  let done = 0;
  for (let found = search.exec(text); found !== null; found = search.exec(text)) {
    const value = find(text, found, search.lastIndex);
    if (value === null) continue;
    result += text.slice(done, value.start) + REDACTED;
    done = value.end;
    search.lastIndex = value.end;
  }
  return result + text.slice(done);
}

function valueAfter(text: string, announcement: RegExpExecArray, from: number): Span | null {
  const [words, rest = ''] = announcement;
  // `secretary`, `tokenizer`: another word. `secrets`, `tokenValue`, `TOKENS`: the same one.
  if (/^s?[a-z]/.test(rest.replace(/^s(?![a-z])/, ''))) return null;
  const quoted = quotedValue(text, from);
  const value = quoted ?? { start: from, end: wordEnd(text, from) };
  if (value.start === value.end) return null;
  const word = text.slice(value.start, value.end);
  if (word.startsWith(REDACTED)) return null;
  if (quoted !== null) return value;
  const isCount = /token/i.test(words) && NUMBER.test(word);
  return isCount || NO_VALUES.has(word) || VARIABLE.test(word) ? null : value;
}

/** To the end of the line, or of the quotes that the header began in. */
function headerAfter(text: string, announcement: RegExpExecArray, from: number): Span | null {
  SCHEME.lastIndex = from;
  const kept = SCHEME.exec(text)?.[0] ?? '';
  const start = from + kept.length;
  const opening = /["'`]/.exec(kept)?.[0] ?? text[announcement.index - 1] ?? '';
  const stop = '"\'`'.includes(opening) ? opening : '\n';
  let end = start;
  while (end < text.length && text[end] !== '\n' && text[end] !== stop) end += 1;
  return start === end || text.startsWith(REDACTED, start) ? null : { start, end };
}

const WORD_END = /[\s"'`,;&<>{}[\]()|]/;

function wordEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && !WORD_END.test(text.charAt(end))) end += 1;
  return end;
}

/** What stands between quotes, which may themselves be escaped (JSON within JSON); to the line's end if they stay open. */
function quotedValue(text: string, from: number): Span | null {
  const opening = /\\{0,7}["'`]/y;
  opening.lastIndex = from;
  const mark = opening.exec(text)?.[0];
  if (mark === undefined) return null;
  const depth = mark.length - 1;
  const start = from + mark.length;
  let backslashes = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\n') return { start, end: at };
    if (character === mark.at(-1) && closes(backslashes, depth)) return { start, end: at - depth };
    backslashes = character === '\\' ? backslashes + 1 : 0;
  }
  return { start, end: text.length };
}

function closes(backslashes: number, depth: number): boolean {
  return depth === 0 ? backslashes % 2 === 0 : backslashes === depth;
}

/** Not a word of a language: digits in it, or capitals behind small letters. */
function isKeyLike(value: string): boolean {
  return /\d|[a-z][A-Z]|=$/.test(value);
}
