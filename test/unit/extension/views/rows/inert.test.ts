import { expect, it } from 'vitest';
import { inert } from '../../../../../src/extension/views/rows/inert.ts';

it.each([
  ['a link that runs a command', 'see [Approve](command:codexMaster.approve)', /\]\(/],
  ['an icon', '$(check) Safe', /\$\(/],
  ['a turned direction', 'rm \u202E-fr', /\u202E/],
])("a model's text holds no %s", (_, text, shape) => {
  expect(text).toMatch(shape);
  expect(inert(text)).not.toMatch(shape);
  expect(inert(inert(text))).toBe(inert(text));
  expect(inert('npm test -- a(b)[c]')).toBe('npm test -- a(b)[c]');
});
