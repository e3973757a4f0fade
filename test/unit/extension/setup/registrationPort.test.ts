import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registrationPort } from '../../../../src/extension/setup/registrationPort.ts';
import { clearFolder } from '../../../tools/clearFolder.ts';

let home = '';
let codex = '';

/** A `codex` that knows `mcp list --json` and `mcp add`, and writes config.toml as the real one does. */
const program = `#!${process.execPath}
const fs = require('node:fs');
const file = process.env.CODEX_HOME + '/servers.json';
const known = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file)) : [];
const [, action, ...args] = process.argv.slice(2);
if (process.env.ELECTRON_RUN_AS_NODE) process.exit(3);
if (action === 'list') console.log(JSON.stringify(known));
if (action === 'add') {
  const split = args.indexOf('--');
  const pairs = args.slice(1, split).filter((arg) => arg !== '--env').map((pair) => pair.split('='));
  const [command, ...rest] = args.slice(split + 1);
  const transport = { type: 'stdio', command, args: rest, env: Object.fromEntries(pairs) };
  fs.writeFileSync(file, JSON.stringify([{ name: args[0], enabled: true, transport }]));
  fs.writeFileSync(process.env.CODEX_HOME + '/config.toml', '[mcp_servers.' + args[0] + ']\\ncommand = "' + command + '"\\n');
}
`;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'codex-home-'));
  codex = path.join(home, 'codex');
  await writeFile(codex, program);
  await chmod(codex, 0o755);
});

afterEach(async () => clearFolder(home));

const environment = { PATH: process.env['PATH'], ELECTRON_RUN_AS_NODE: '1' };
const command = {
  command: '/usr/bin/node',
  args: ['/ext/dist/mcp.js'],
  env: { CODEX_MASTER_FLEET: '/f.json' },
};

describe('the registration in a Codex home', () => {
  it('is made and read by Codex itself, and shown as it stands', async () => {
    const port = registrationPort(async () => Promise.resolve(codex), environment);
    expect(await port.read(home)).toBeNull();
    const { written, text } = await port.register(home, command);
    expect(written).toEqual(command);
    expect(text).toContain('[mcp_servers.codex-master-mcp]\ncommand = "/usr/bin/node"');
    expect(await readFile(path.join(home, 'config.toml'), 'utf8')).toContain('startup_timeout_sec = 120');
    expect(await port.read(home)).toEqual(command);
  });

  it('needs a codex on PATH', async () => {
    const port = registrationPort(async () => Promise.resolve(null), environment);
    await expect(port.read(home)).rejects.toMatchObject({ code: 'codex_missing' });
  });
});
