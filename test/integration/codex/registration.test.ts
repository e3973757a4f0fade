import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  readRegistration,
  register,
  unregister,
} from '../../../src/adapters/codex/registration/registration.ts';
import { localRunner } from '../../../src/adapters/run.ts';
import { codexBinary, testFolder } from '../../model/testing/codex.ts';
import { clearFolder } from '../../tools/clearFolder.ts';

const home = testFolder('registration');
const target = { home, launcher: [codexBinary()], env: { PATH: process.env['PATH'] ?? '' } };
const OWNERS = '# mine\nmodel = "gpt" # why\n\n[mcp_servers.other]\ncommand = "x"\n# kept\n';

beforeAll(async () => {
  await mkdir(home, { recursive: true });
  await writeFile(path.join(home, 'config.toml'), OWNERS);
});
afterAll(() => clearFolder(home));

const config = () => readFile(path.join(home, 'config.toml'), 'utf8');

test('Codex registers the Masterjet, knows it with its time-out, and forgets it without a trace', async () => {
  const wish = { name: 'codex-master', argv: ['node', '/opt/a b/mcp.js'], env: { A: 'b c' } };
  const change = await register(localRunner, target, wish);
  expect(change.before).toBeNull();
  expect(change.after).toEqual({ ...wish, enabled: true, startupTimeoutSeconds: 120 });
  expect(change.configText).toContain('startup_timeout_sec = 120');
  expect(await readRegistration(localRunner, target, 'codex-master')).toEqual(change.after);
  expect(await unregister(localRunner, target, 'codex-master')).toMatchObject({
    after: null,
    configText: null,
  });
  expect(await config()).toBe(OWNERS);
});

test('registering again replaces what was there', async () => {
  await register(localRunner, target, { name: 'codex-master', argv: ['old'], env: {} });
  const change = await register(localRunner, target, { name: 'codex-master', argv: ['new'], env: {} });
  expect(change).toMatchObject({ before: { argv: ['old'] }, after: { argv: ['new'] } });
  expect((await config()).match(/startup_timeout_sec/g)).toHaveLength(1);
  await unregister(localRunner, target, 'codex-master');
});

test('removing what is not there is no error', async () => {
  expect(await unregister(localRunner, target, 'nobody')).toMatchObject({ before: null, after: null });
});
