import { describe, expect, it } from 'vitest';
import { checkScope, isUsablePath, isWithin } from '../../../src/core/scope.ts';

const at = (absolute: string): { given: string; absolute: string } => ({
  given: absolute.slice(1),
  absolute,
});

describe('checkScope', () => {
  it('allows a path that equals or lies below a scope entry', () => {
    expect(checkScope([at('/r/src')], [at('/r/src'), at('/r/src/a/b')])).toEqual({
      allowed: true,
      violations: [],
    });
  });

  it('does not take a longer name for a folder below', () => {
    expect(checkScope([at('/r/src')], [at('/r/src-old/x')])).toEqual({
      allowed: false,
      violations: ['r/src-old/x'],
    });
  });

  it('allows nothing to be written without a scope, and everything when nothing is written', () => {
    expect(checkScope([], [at('/r/x')]).allowed).toBe(false);
    expect(checkScope([], []).allowed).toBe(true);
  });

  it('knows the root as the parent of everything', () => {
    expect(isWithin('/x', '/')).toBe(true);
  });
});

describe('isUsablePath', () => {
  it.each(['', '  ', 'https://x/y', 'src/*.ts', 'a?b', 'x\0y', '{a,b}'])('refuses %j', (text) => {
    expect(isUsablePath(text)).toBe(false);
  });

  it.each(['src', './a b', '../x', '~/y', '/z', 'ä.ts'])('takes %j', (text) => {
    expect(isUsablePath(text)).toBe(true);
  });
});
