/**
 * `node test/tools/redactionRules.ts` writes `src/core/redaction/vendorPatterns.ts` from the rules of the installed
 * secretlint preset. Its rules search a text with `content.matchAll(pattern)`: a text that only remembers what it is
 * asked for learns the patterns. A test compares the file with the installed version, so an update cannot be missed.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import { checkout } from '../host/paths.ts';

const PACKAGE = '@secretlint/secretlint-rule-preset-recommend';
export const VENDOR_PATTERNS_FILE = path.join(checkout, 'src/core/redaction/vendorPatterns.ts');

/** Rules that look for something else than a secret. */
const NO_SECRETS = new Set(['filter-comments']);
/** The preset's rule for account numbers, which are no secrets. */
const isAccountNumber = (pattern: RegExp): boolean => pattern.source.includes('ACCOUNT');

interface VendorPattern {
  readonly rule: string;
  readonly pattern: RegExp;
}

/** What a rule asks of the text it is given; the rest of a real source is empty. */
interface Probe {
  readonly content: { matchAll(pattern: RegExp): readonly never[] };
  readonly contentType: 'text';
  readonly ext: '';
}

interface Rule {
  readonly meta: { readonly id: string };
  create(context: object, options: object): { file?(source: Probe): unknown };
}

/** Every pattern that the installed rules search for, in the preset's order. */
export function installedPatterns(): readonly VendorPattern[] {
  return (rules as unknown as readonly Rule[]).flatMap((rule) => {
    const name = rule.meta.id.replace('@secretlint/secretlint-rule-', '');
    if (NO_SECRETS.has(name)) return [];
    return patternsOf(rule)
      .filter((pattern) => !isAccountNumber(pattern))
      .map((pattern) => ({ rule: name, pattern }));
  });
}

function patternsOf(rule: Rule): readonly RegExp[] {
  const found: RegExp[] = [];
  const content = {
    matchAll: (pattern: RegExp) => {
      found.push(pattern);
      return [];
    },
  };
  const context = { createTranslator: () => () => '', report() {}, ignore() {} };
  // The rule of AWS looks for key ids only when it is told to.
  rule.create(context, { enableIDScanRule: true }).file?.({ content, contentType: 'text', ext: '' });
  return found;
}

/** The file as it should be for the installed version. */
export async function vendorPatternsFile(): Promise<string> {
  const manifest = path.join(checkout, 'node_modules', PACKAGE, 'package.json');
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { readonly version: string };
  const lines = installedPatterns().map(({ rule, pattern }) => `['${rule}', ${String(pattern)}],`);
  const text = `/**
 * Made by \`npm run redaction\` from ${PACKAGE} ${version}
 * (https://github.com/secretlint/secretlint, MIT License, Copyright (c) 2020 azu). Do not edit.
 */
/* oxlint-disable no-useless-escape */
export const vendorPatterns: readonly (readonly [rule: string, pattern: RegExp])[] = [
${lines.join('\n')}
];
`;
  return text;
}

if (process.argv[1] === import.meta.filename)
  await writeFile(VENDOR_PATTERNS_FILE, await vendorPatternsFile());
