import { expect, it } from 'vitest';
import { fingerprint } from '../../../../src/core/text/fingerprint.ts';

it('is the same for the same text and salt, and another for any other', () => {
  expect(fingerprint('salt', 'text')).toBe(fingerprint('salt', 'text'));
  expect(fingerprint('salt', 'text')).toMatch(/^[0-9a-f]{8}$/);
  const others = [fingerprint('other', 'text'), fingerprint('salt', 'texu'), fingerprint('saltt', 'ext')];
  expect(others).not.toContain(fingerprint('salt', 'text'));
  const many = Array.from({ length: 2000 }, (_, index) => fingerprint('salt', `task ${index}`));
  expect(new Set(many).size).toBe(2000);
});
