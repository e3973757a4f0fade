import { REDACTED } from './marker.ts';

/** Addresses of local files: `file://`, and those that editors open. */
const FILE_ADDRESS =
  /(?<![\w+.-])((?:file|vscode(?:-insiders)?:\/\/file|cursor:\/\/file|vscodium:\/\/file):?\/{1,3})[^\s"'`<>)]+/gi;

/** A path in quotes may hold spaces. */
const QUOTED_PATH = /(["'`])(~?)(?:\/(?=[^/\s"'`])|[A-Za-z]:[\\/]|\\\\(?=\w))[^"'`<>\n]{0,1024}\1/g;

/**
 * An absolute path or one in a home (`~/x`, `~name/x`), where it may begin: not inside of a word, a relative path or an
 * address, but behind the letter of a flag (`-I/usr/include`).
 */
const POSIX_PATH =
  /(?:(?<![\p{L}\p{N}_.\-/~])|(?<=(?:^|[\s"'(])-[A-Za-z]))(~?)(?:(?<=~)[\w.-]{0,32})?\/(?=[^/\s"'`<>:;,)}\]|])[^\s"'`<>:;,)}\]|]*/gu;
const DOUBLE_SLASH_PATH = /(?<![\p{L}\p{N}_.\-/:~])\/{2,8}[^\s/"'`<>:;,)}\]|]{1,255}\/[^\s"'`<>:;,)}\]|]*/gu;
const WINDOWS_PATH =
  /(?<![\p{L}\p{N}_])[A-Za-z]:\\[^\s"'`<>|:;,)}\]]+|(?<!\\)\\\\\w[^\s"'`<>|:;,)}\]]*\\[^\s"'`<>|:;,)}\]]+/gu;

/** Text without local paths: relative ones and web addresses stay. */
export function redactPaths(text: string): string {
  return text
    .replace(FILE_ADDRESS, (_, scheme: string) => scheme + REDACTED)
    .replace(QUOTED_PATH, (_, quote: string, home: string) => `${quote}${home}/${REDACTED}${quote}`)
    .replace(DOUBLE_SLASH_PATH, `/${REDACTED}`)
    .replace(POSIX_PATH, (_, home: string) => `${home}/${REDACTED}`)
    .replace(WINDOWS_PATH, REDACTED);
}
