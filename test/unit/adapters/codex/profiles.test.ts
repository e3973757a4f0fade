import { expect, test } from 'vitest';
import { installEdits, removeEdits } from '../../../../src/adapters/codex/link/profiles.ts';
import type { CodexConfig } from '../../../../src/adapters/codex/wire/calls.ts';
import { setAt, type Json } from './fakeThreads.ts';

const EMPTY: CodexConfig = {
  model: null,
  model_reasoning_effort: null,
  default_permissions: null,
  permissions: null,
};
const profile = (name: string) => ({
  name,
  projectWritePaths: ['docs'],
  absoluteWritePaths: ['/elsewhere'],
  fileWritePaths: [],
});

/** The config after the edits, as `config/read` gives it. */
function after(config: CodexConfig, edits: ReturnType<typeof installEdits>): CodexConfig {
  const next = structuredClone(config) as unknown as Json;
  next['permissions'] ??= {};
  for (const { keyPath, value } of edits) setAt(next, keyPath.split('.'), value);
  next['default_permissions'] ??= null;
  return next as unknown as CodexConfig;
}

test('a profile makes the project readable and only its paths writable', () => {
  const edits = installEdits({ ...EMPTY, default_permissions: ':workspace' }, profile('cm_1'));
  expect(edits).toEqual([
    {
      keyPath: 'permissions.cm_1',
      mergeStrategy: 'replace',
      value: {
        description: expect.stringContaining('Codex Master') as unknown,
        filesystem: {
          ':root': 'read',
          ':project_roots': { '.': 'read', docs: 'write' },
          '/elsewhere': 'write',
        },
      },
    },
  ]);
});

test('the whole project can be writable', () => {
  const [edit] = installEdits(
    { ...EMPTY, default_permissions: 'x' },
    { name: 'cm_1', projectWritePaths: ['.'], absoluteWritePaths: [], fileWritePaths: [] },
  );
  expect(edit?.value).toMatchObject({ filesystem: { ':project_roots': { '.': 'write' } } });
});

test('a file is writable with the names that Codex guards inside of folders', () => {
  const [edit] = installEdits(
    { ...EMPTY, default_permissions: 'x' },
    {
      name: 'cm_1',
      projectWritePaths: ['a.md', 'src'],
      absoluteWritePaths: ['/b.md'],
      fileWritePaths: ['a.md', '/b.md'],
    },
  );
  const inFile = (path: string) =>
    Object.fromEntries(['.git', '.agents', '.codex', '.aws'].map((name) => [`${path}/${name}`, 'write']));
  expect(edit?.value).toMatchObject({
    filesystem: {
      ':project_roots': { '.': 'read', 'a.md': 'write', src: 'write', ...inFile('a.md') },
      '/b.md': 'write',
      ...inFile('/b.md'),
    },
  });
});

test('a default that only we needed comes and goes with our profiles', () => {
  const one = after(EMPTY, installEdits(EMPTY, profile('cm_1')));
  expect(one.default_permissions).toBe(':workspace');
  const two = after(one, installEdits(one, profile('cm_2')));
  const rest = after(two, removeEdits(two, 'cm_1'));
  expect(rest.default_permissions).toBe(':workspace');
  const none = after(rest, removeEdits(rest, 'cm_2'));
  expect(none).toMatchObject({ default_permissions: null, permissions: {} });
});

test("the owner's default stays, whatever it is", () => {
  const owners = { ...EMPTY, default_permissions: ':workspace' };
  const installed = after(owners, installEdits(owners, profile('cm_1')));
  expect(after(installed, removeEdits(installed, 'cm_1')).default_permissions).toBe(':workspace');
});

test('a default that the owner changed meanwhile, or needs for a profile of his own, stays', () => {
  const ours = after(EMPTY, installEdits(EMPTY, profile('cm_1')));
  const changed = { ...ours, default_permissions: ':read-only' };
  expect(after(changed, removeEdits(changed, 'cm_1')).default_permissions).toBe(':read-only');
  const shared = { ...ours, permissions: { ...ours.permissions, mine: { description: null } } };
  expect(after(shared, removeEdits(shared, 'cm_1'))).toMatchObject({
    default_permissions: ':workspace',
    permissions: { mine: { description: null } },
  });
});

test('removing a profile that is not there changes nothing', () => {
  expect(removeEdits(EMPTY, 'cm_1')).toEqual([]);
});

test.each(['mine', 'cm_', 'cm_a.b', 'cm_a"', ':workspace', 'cm_ä'])('%s is no name of ours', (name) => {
  expect(() => installEdits(EMPTY, profile(name))).toThrow(/cm_/);
  expect(() => removeEdits(EMPTY, name)).toThrow(/cm_/);
});
