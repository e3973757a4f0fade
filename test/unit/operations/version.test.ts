import { expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { VERSION } from '../../../src/operations/version.ts';

it('the version in the code is the one of package.json', () => {
  expect(VERSION).toBe(manifest.version);
});
