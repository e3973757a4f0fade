import { expect, it } from 'vitest';
import { didYouMean } from '../../../src/cli/didYouMean.ts';

const known = ['start', 'status', 'stop', 'assign', 'assign-write', 'assignments', 'release', 'lease-status'];

it.each([
  ['statsu', 'status'],
  ['Status', 'status'],
  ['strat', 'start'],
  ['assign-wrte', 'assign-write'],
  ['lease', 'lease-status'],
  ['assignment', 'assignments'],
  ['fly', null],
  ['x', null],
  ['', null],
])('%j means %j', (word, meant) => {
  expect(didYouMean(word, known)).toBe(meant);
});
