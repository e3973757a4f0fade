import { REDACTED } from './marker.ts';

/** A run that could be a key of any vendor: forty characters of Base64 (either alphabet) and more. */
const LONG_RUN = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{40,}={0,2}/g;
/** How package managers write what a download must hash to. */
const INTEGRITY = /^sha(?:1|256|384|512)-/;
const HEX = /^(?:[0-9a-f-]+|[0-9A-F-]+)$/;

/** Where a key was broken by the edge of a screen, its rest stands at the beginning of the next line. */
const BROKEN_KEY = /(<redacted>[ \t]{0,8}\n[ \t│┃|>]{0,16})([A-Za-z0-9+/_-]{8,}={0,2})/g;

/**
 * Of neighbouring characters in random Base64, about 0.4 (0.2 in the poorest of forty) go from a digit to a letter, back, or from a small letter to a
 * capital one; in words joined by slashes, hyphens, underscores or capitals fewer than 0.15 do.
 */
const RANDOM_CHANGES = 0.19;
const CHANGE = /[a-zA-Z](?=\d)|\d(?=[a-zA-Z])|[a-z](?=[A-Z])/g;

/** Long runs of random characters. Hashes, ids, paths and long names stay. */
export function redactLongRuns(text: string): string {
  return text
    .replace(LONG_RUN, (run) => (isRandom(run) ? REDACTED : run))
    .replace(BROKEN_KEY, (all, before: string, run: string) => (isRandom(run) ? before + REDACTED : all));
}

function isRandom(run: string): boolean {
  if (HEX.test(run) || INTEGRITY.test(run)) return false;
  const changes = run.match(CHANGE)?.length ?? 0;
  return changes >= run.length * RANDOM_CHANGES || run.split(/[/_+=-]/).some(isLongKey);
}

/** Longer than words are without a separator, with letters and digits. */
function isLongKey(part: string): boolean {
  return part.length >= 32 && /\d/.test(part) && /[A-Za-z]/.test(part) && !HEX.test(part);
}
