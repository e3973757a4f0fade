import { expect, test } from 'vitest';
import { Backoff } from '../../../../src/adapters/codex/link/backoff.ts';
import { overridesFor } from '../../../../src/adapters/codex/link/overrides.ts';
import { BASE } from './linkRig.ts';

const NOW = { model: 'owner', effort: null, approvalPolicy: 'on-request', permissions: ':workspace' };

test('a tuple is named whole, but for what it leaves open', () => {
  expect(overridesFor(BASE, NOW, {})).toEqual({
    overrides: { permissions: ':workspace', approvalPolicy: 'on-request' },
    before: {},
  });
});

test('what stood before our override is remembered and named again', () => {
  const first = overridesFor({ ...BASE, model: 'a' }, NOW, {});
  expect(first).toMatchObject({ overrides: { model: 'a' }, before: { model: 'owner' } });
  const second = overridesFor({ ...BASE, model: 'b' }, { ...NOW, model: 'a' }, first.before);
  expect(second).toMatchObject({ overrides: { model: 'b' }, before: { model: 'owner' } });
  const third = overridesFor(BASE, { ...NOW, model: 'b' }, second.before);
  expect(third.overrides.model).toBe('owner');
  expect(third.before).toEqual({});
});

test('the waiting doubles from 20 ms to 2 s, less up to half of it by chance', () => {
  let backoff = Backoff.first;
  const waits: number[] = [];
  for (let attempt = 0; attempt < 9; attempt += 1) {
    waits.push(backoff.delayMs(0));
    expect(backoff.delayMs(1)).toBe(backoff.delayMs(0) / 2);
    backoff = backoff.next();
  }
  expect(waits).toEqual([20, 40, 80, 160, 320, 640, 1280, 2000, 2000]);
});
