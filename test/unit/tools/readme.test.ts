import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { withGeneratedParts } from '../../tools/readme.ts';

it('the README tells of the operations that there are (npm run readme writes it)', () => {
  const text = readFileSync(path.resolve(import.meta.dirname, '../../../README.md'), 'utf8');
  expect(withGeneratedParts(text)).toBe(text);
  expect(text).toContain('agent_assign_write');
  expect(text).toContain('| `tail AGENT` | `--source` `--lines` `--chars` |');
});
