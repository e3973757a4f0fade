import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readProjectTrust } from '../../../../../src/adapters/codex/host/projectTrust.ts';
import { clearFolder } from '../../../../tools/clearFolder.ts';

let home: string;

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'cm-trust-'));
});

afterEach(() => clearFolder(home));

const told = async (toml: string): Promise<unknown> => {
  writeFileSync(path.join(home, 'config.toml'), toml);
  return Object.fromEntries(await readProjectTrust(home));
};

it('reads what a person told Codex of folders', async () => {
  const toml = [
    'model = "x"',
    '[projects."/repo"]',
    'trust_level = "trusted"',
    '[projects."/a \\"b\\".c"]',
    'trust_level = "untrusted"',
    '[projects."/none"]',
    '[projects."/odd"]',
    'trust_level = 1',
  ].join('\n');
  expect(await told(toml)).toEqual({ '/repo': true, '/a "b".c': false });
});

it.each(['', 'projects = 3', 'projects = ["/repo"]', 'no = toml = at all'])(
  'takes nothing from %j',
  async (toml) => {
    expect(await told(toml)).toEqual({});
  },
);

it('follows no link, and misses nothing where there is no file', async () => {
  expect(await readProjectTrust(home)).toEqual(new Map());
  const elsewhere = path.join(home, 'elsewhere.toml');
  writeFileSync(elsewhere, '[projects."/repo"]\ntrust_level = "trusted"\n');
  symlinkSync(elsewhere, path.join(home, 'config.toml'));
  expect(await readProjectTrust(home)).toEqual(new Map());
});
