import { isLongerThan, lastCharacters } from '../text/characters.ts';
import { redactAnnounced } from './announced.ts';
import { redactLongRuns } from './longRuns.ts';
import { redactPaths } from './paths.ts';
import { redactShapes } from './vendorSecrets.ts';

/**
 * Redaction (reference contract §9).
 *
 * The shapes of vendors' secrets are those of secretlint's recommended preset: released every few weeks, MIT, patterns
 * with bounded repetitions and few false alarms, and an npm package, so that an update arrives like any other. Its
 * patterns are copied at development time (`npm run redaction`; a test fails when the installed version has others),
 * because the package itself works asynchronously, reads files, and brings 220 kB for 4 kB of patterns. gitleaks knows
 * more vendors, but is no npm package, and its patterns count on an engine that never backtracks.
 *
 * What no set covers is ours: values announced by a name, header or flag, incomplete private keys, keys that the edge
 * of a screen broke, long random runs, local paths. Everything works in time linear in the text.
 */

export { REDACTED } from './marker.ts';

/** A name or a relative path of plain words, as scopes mostly are: nothing in it can be a secret. */
const PLAIN = /^[A-Za-z]{1,24}(?:[./][A-Za-z]{1,24}){0,16}$/;

/** Text with secrets and local paths taken out; relative paths, addresses, ids and hashes stay. A second time changes nothing. */
export function redact(text: string): string {
  if (PLAIN.test(text)) return text;
  return redactPaths(redactLongRuns(redactShapes(redactAnnounced(text))));
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
  return isLongerThan(joined, chars) ? `[… cut]\n${lastCharacters(joined, chars)}` : joined;
}
