import { expect, it } from 'vitest';
import { formatLook, parseLook } from '../../../../src/adapters/store/looks.ts';

it('a look names its turn, and what is damaged or of another Agentin is none', () => {
  expect(parseLook(formatLook('a', 'turn-1'), 'a')).toBe('turn-1');
  expect(parseLook(formatLook('b', 'turn-1'), 'a')).toBeNull();
  expect(parseLook('{"agent":"a"', 'a')).toBeNull();
  expect(parseLook('{"agent":"a","turn_id":""}', 'a')).toBeNull();
});
