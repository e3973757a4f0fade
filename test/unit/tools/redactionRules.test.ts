import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { vendorPatterns } from '../../../src/core/redaction/vendorPatterns.ts';
import { installedPatterns, vendorPatternsFile, VENDOR_PATTERNS_FILE } from '../../tools/redactionRules.ts';

it('the patterns of secrets are those of the installed rule set (npm run redaction writes them)', async () => {
  const installed = installedPatterns().map(({ rule, pattern }) => [rule, String(pattern)]);
  expect(vendorPatterns.map(([rule, pattern]) => [rule, String(pattern)])).toEqual(installed);
  expect(new Set(installed.map(([rule]) => rule)).size).toBeGreaterThan(20);
  const [, madeFrom] = (await vendorPatternsFile()).split('\n');
  expect(readFileSync(VENDOR_PATTERNS_FILE, 'utf8')).toContain(madeFrom);
});
