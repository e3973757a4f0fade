import { REDACTED } from './marker.ts';
import { vendorPatterns } from './vendorPatterns.ts';

/**
 * Prefixes whose secrets are taken out from twelve characters on: the reference contract's lengths (§9), which also
 * hit keys that a screen cut off. The maintained patterns want the exact length of today's keys.
 */
const PREFIXED: readonly RegExp[] = [
  /(?<![A-Za-z0-9])(?:sk|sess)-[A-Za-z0-9_-]{12,}/gi,
  /(?<![A-Za-z0-9])github_pat_[A-Za-z0-9_]{12,}/gi,
  /(?<![A-Za-z0-9])gh[pousr]_[A-Za-z0-9]{12,}/gi,
  /(?<![A-Za-z0-9])(?:glpat|xox[abeoprs]|xapp)-[A-Za-z0-9_-]{12,}/gi,
  /(?<![A-Za-z0-9])(?:npm|hf|pypi|gsk|dop_v1)[_-][A-Za-z0-9]{12,}/gi,
  /(?<![A-Za-z0-9])(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{8,}/gi,
  /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{12,}/g,
  /(?<![A-Za-z0-9])(?:AIza|ya29\.)[A-Za-z0-9_-]{20,}/g,
  /(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g,
];

/** A private key up to its end, or as far as the text goes. */
const PEM =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g;

/** Secrets that are known by their own shape. */
export function redactShapes(text: string): string {
  let result = text.replace(PEM, REDACTED);
  for (const [, pattern] of vendorPatterns) result = result.replace(pattern, replaceFound);
  for (const pattern of PREFIXED) result = result.replace(pattern, REDACTED);
  return result;
}

type Groups = Readonly<Record<string, string | undefined>>;

/** A pattern that names the password within its match (an address) loses that alone, if there is one. */
function replaceFound(found: string, ...rest: readonly unknown[]): string {
  const groups = rest.at(-1);
  if (typeof groups !== 'object' || groups === null || !('password' in groups)) return REDACTED;
  const { password } = groups as Groups;
  return password === undefined ? found : found.replace(`:${password}@`, () => `:${REDACTED}@`);
}
