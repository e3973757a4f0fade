/** What stands in the place of something that must not be shown. */
export const REDACTED = '<redacted>';

/**
 * Shapes of secrets, first the ones with a prefix of their own, then names that announce a value. Each has one group
 * to keep in front of the replacement. Sources: the reference contract §9 (its rules and the shapes it missed).
 */
const SECRETS: readonly RegExp[] = [
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /()\b(?:sk|sess|rk|pk)-[A-Za-z0-9_-]{12,}/gi,
  /()\bgithub_pat_[A-Za-z0-9_]{12,}/gi,
  /()\bgh[pousr]_[A-Za-z0-9]{12,}/gi,
  /()\bglpat-[A-Za-z0-9_-]{12,}/gi,
  /()\bxox[abeoprs]-[A-Za-z0-9-]{12,}/gi,
  /()\b(?:npm|hf)_[A-Za-z0-9]{12,}/gi,
  /()\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g,
  /()\bAIza[A-Za-z0-9_-]{20,}/g,
  /()\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}/g,
  /(\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{6,}/gi,
  /(["']?[\w.-]*(?:api[_-]?key|access[_-]?key|private[_-]?key|secret|token|passwd|password|credential)[\w-]*["']?\s*[:=]\s*)(?:"[^"\n]*"|'[^'\n]*'|[^\s,;}\]]{4,})/gi,
  /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:)[^\s/@]+(?=@)/gi,
];

/** A long run that could be a key: mixed letters and digits without a slash; a git hash (hex alone) is none. */
const LONG_RUN = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+_-]{40,}={0,2}(?![A-Za-z0-9+/_-])/g;
const HEX = /^[0-9a-f]+$/i;

/** An absolute POSIX, home or Windows path, when a path may begin there (not inside a word, URL or relative path). */
const POSIX_PATH = /(?<![\w.\-/])(~?)\/(?:[^\s"'`<>:;,)}\]|/]+\/?)+/g;
const WINDOWS_PATH = /(?<!\w)[A-Za-z]:\\[^\s"'`<>|:;,)}\]]+|\\\\[^\s"'`<>|:;,)}\]]+/g;

/** Text with secrets and absolute local paths taken out; relative paths, URLs and git hashes stay. */
export function redact(text: string): string {
  let result = text;
  for (const secret of SECRETS) result = result.replace(secret, (_, kept: string) => `${kept}${REDACTED}`);
  return redactPaths(result.replace(LONG_RUN, (run) => (isKeyLike(run) ? REDACTED : run)));
}

/** Only the paths: for texts whose other content is our own. */
export function redactPaths(text: string): string {
  return text.replace(POSIX_PATH, (_, home: string) => `${home}/${REDACTED}`).replace(WINDOWS_PATH, REDACTED);
}

function isKeyLike(run: string): boolean {
  return !HEX.test(run) && /[0-9]/.test(run) && /[A-Za-z]/.test(run);
}

/**
 * The newest `lines` lines and `chars` characters of a text, with a marker line where something was left out. A screen is
 * mostly blank: several blank lines count, and come out, as one.
 */
export function boundTail(text: string, lines: number, chars: number): string {
  const all = text
    .trimEnd()
    .replace(/\n(?:[^\S\n]*\n){2,}/g, '\n\n')
    .split('\n');
  const cut = all.length > lines ? ['[… older lines left out]', ...all.slice(-lines)] : all;
  const joined = cut.join('\n');
  return joined.length > chars ? `[… cut]\n${joined.slice(-chars)}` : joined;
}
