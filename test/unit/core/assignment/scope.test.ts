import { describe, expect, it } from 'vitest';
import {
  faultOfText,
  hasPattern,
  isWithin,
  judgeScope,
  outermost,
} from '../../../../src/core/assignment/scope.ts';

const at = (absolute: string) => ({ given: absolute.slice(1), absolute });

describe('judging write paths', () => {
  it('allows a path that equals or lies below a scope entry', () => {
    const inside = [at('/r/src'), at('/r/src/a/b')];
    expect(judgeScope([at('/r/src')], inside)).toEqual({ allowed: true, problems: [], writePaths: inside });
  });

  it('does not take a longer name for a folder below', () => {
    expect(judgeScope([at('/r/src')], [at('/r/src-old/x')])).toMatchObject({
      allowed: false,
      problems: [{ list: 'write_paths', given: 'r/src-old/x', fault: 'outside_scope' }],
    });
  });

  it('allows nothing to be written without a scope that can be used, and everything when nothing is written', () => {
    expect(judgeScope([], [at('/r/x')]).problems).toEqual([
      { list: 'write_paths', given: 'r/x', fault: 'no_scope' },
    ]);
    expect(judgeScope([{ given: ' ', fault: 'blank' }], [at('/r/x')]).allowed).toBe(false);
    expect(judgeScope([], []).allowed).toBe(true);
  });

  it('tells of a scope entry that covers nothing, without forbidding anything for it', () => {
    expect(judgeScope([{ given: 'https://x', fault: 'url' }, at('/r')], [at('/r/x')])).toMatchObject({
      allowed: true,
      problems: [{ list: 'scope', given: 'https://x', fault: 'url' }],
    });
  });

  it('knows the root as the parent of everything', () => {
    expect(isWithin('/x', '/')).toBe(true);
  });
});

describe('the outermost of several paths', () => {
  it('leave out what lies in another, and what is named twice', () => {
    expect(outermost(['/r/a/c/b', '/r/a', '/r/ab', '/r/a', '/r/a/x.md'])).toEqual(['/r/a', '/r/ab']);
    expect(outermost(['/', '/r'])).toEqual(['/']);
  });

  it('keep what is writable by its own name alone', () => {
    expect(outermost(['/r', '/r/.git', '/r/.git/hooks', '/r/src/.git'])).toEqual(['/r', '/r/.git']);
  });
});

describe('a text that is to be a path', () => {
  it.each([
    ['', 'blank'],
    ['  ', 'blank'],
    ['https://x/y', 'url'],
    ['x\0y', 'control_character'],
    ['x\ny', 'control_character'],
    ['x\u2028y', 'control_character'],
  ])('%j is none: %s', (text, fault) => {
    expect(faultOfText(text)).toBe(fault);
  });

  it.each(['src', './a b', '../x', '~/y', '/z', 'ä.ts'])('%j may be one', (text) => {
    expect(faultOfText(text)).toBeNull();
  });

  it.each([
    ['/r/src/*.ts', true],
    ['app/[id]', true],
    ['a?b', true],
    ['{a,b}', true],
    ['/r/src/a.ts', false],
  ])('%j has a pattern: %s', (path, expected) => {
    expect(hasPattern(path, '/r')).toBe(expected);
  });

  it('does not answer for the directory that it is in', () => {
    expect(hasPattern('/w/[x]/src', '/w/[x]')).toBe(false);
    expect(hasPattern('/w/[x]/src/*', '/w/[x]')).toBe(true);
    expect(hasPattern('/w/[x]/src', '/w/y')).toBe(true);
  });
});
