import { describe, expect, it } from 'vitest';
import { countCharacters, isLongerThan, lastCharacters } from '../../../../src/core/text/characters.ts';

describe('characters', () => {
  it('are counted as JSON Schema counts them: an emoji is one', () => {
    expect(['', 'abc', 'Zwölf', '🐝🐝', 'a🐝'].map(countCharacters)).toEqual([0, 3, 5, 2, 2]);
  });

  it.each([
    ['abc', 3, false],
    ['abcd', 3, true],
    ['🐝🐝🐝', 3, false],
    ['🐝🐝🐝🐝', 3, true],
    ['🐝🐝aa', 3, true],
  ])('%s with %i at most: too long is %s', (text, most, tooLong) => {
    expect(isLongerThan(text, most)).toBe(tooLong);
  });

  it('at the end of a text are never halves', () => {
    expect(lastCharacters('a🐝b🐝', 2)).toBe('b🐝');
    expect(lastCharacters('🐝🐝🐝', 1)).toBe('🐝');
    expect(lastCharacters('ab', 5)).toBe('ab');
  });
});
