import { chmod, lstat, mkdtemp, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  readRegistration,
  register,
  unregister,
} from '../../../../../src/adapters/codex/registration/registration.ts';
import {
  raiseInServerTable,
  serverTableText,
} from '../../../../../src/adapters/codex/registration/tomlTable.ts';
import type { Command, CommandRunner, RunResult } from '../../../../../src/adapters/run.ts';
import { clearFolder } from '../../../../tools/clearFolder.ts';
import { ended } from '../host/support.ts';

let home: string;
let commands: Command[];
/** Servers as `codex mcp list --json` shows them. */
let listed: object[];

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'reg-'));
  commands = [];
  listed = [];
});
afterEach(() => clearFolder(home));

const config = () => path.join(home, 'config.toml');

/** Writes and lists as `codex mcp` does. */
const runner: CommandRunner = {
  async run(command: Command): Promise<RunResult> {
    commands.push(command);
    const [, , verb, name] = command.args;
    if (verb === 'list') return ended(JSON.stringify(listed));
    if (verb === 'remove') listed = [];
    if (verb === 'add') {
      const argv = command.args.slice(command.args.indexOf('--') + 1);
      await writeFile(config(), `# mine\n\n[mcp_servers.${name}]\ncommand = "${argv[0]}"\n\n[other]\n`, {
        flag: 'a',
      });
      listed = [
        {
          name,
          enabled: true,
          transport: { type: 'stdio', command: argv[0], args: argv.slice(1), env: null },
        },
      ];
    }
    return ended('');
  },
};
const target = () => ({ home, launcher: ['codex', '-x'], env: { PATH: '/bin' } });

test('a server is registered by Codex itself and given time to start', async () => {
  const wish = { name: 'master', argv: ['node', '/opt/a b/mcp.js'], env: { A: 'b c' } };
  const change = await register(runner, target(), wish);
  expect(commands.find(({ args }) => args.includes('add'))).toMatchObject({
    file: 'codex',
    args: ['-x', 'mcp', 'add', 'master', '--env', 'A=b c', '--', 'node', '/opt/a b/mcp.js'],
    env: { PATH: '/bin', CODEX_HOME: home },
  });
  expect(change.before).toBeNull();
  expect(change.after).toMatchObject({ name: 'master', argv: wish.argv });
  expect(change.configText).toBe('[mcp_servers.master]\ncommand = "node"\nstartup_timeout_sec = 120');
  expect(await readFile(config(), 'utf8')).toContain('# mine\n');
});

test('the file keeps its permissions, and a link stays a link', async () => {
  const real = path.join(home, 'dotfiles.toml');
  await writeFile(real, '');
  await chmod(real, 0o600);
  await symlink(real, config());
  await register(runner, target(), { name: 'master', argv: ['node'], env: {} });
  expect((await lstat(config())).isSymbolicLink()).toBe(true);
  expect((await stat(real)).mode & 0o777).toBe(0o600);
  expect(await readFile(real, 'utf8')).toContain('startup_timeout_sec = 120');
});

test('a server is read and removed by its name', async () => {
  await register(runner, target(), { name: 'master', argv: ['node'], env: {} });
  expect(await readRegistration(runner, target(), 'master')).toEqual({
    name: 'master',
    enabled: true,
    argv: ['node'],
    env: {},
    startupTimeoutSeconds: null,
  });
  expect(await readRegistration(runner, target(), 'other')).toBeNull();
  expect(await unregister(runner, target(), 'master')).toMatchObject({
    before: { name: 'master' },
    after: null,
  });
});

test.each<[string, RunResult]>([
  ['refuses', ended('', { exitCode: 1, stderr: '/home/x: odd' })],
  ['cannot be started', { kind: 'unstarted', reason: 'missing', cause: new Error('x') }],
  ['answers nonsense', ended('Hello!')],
])('a Codex that %s is a failed registration, told without paths', async (_how, result) => {
  const broken: CommandRunner = { run: () => Promise.resolve(result) };
  const error: unknown = await readRegistration(broken, target(), 'master').catch(
    (caught: unknown) => caught,
  );
  expect(error).toMatchObject({ code: 'registration_failed' });
  expect(String(error)).not.toContain('/home');
});

const TOML = `model = "x" # why

[mcp_servers.master] # ours
command = "node"
startup_timeout_sec = 30 # short
# below

[mcp_servers.master.env]
A = "b"

[mcp_servers.master2]
startup_timeout_sec = 5
`;

test('a time-out that is too short is raised, everything else left alone', () => {
  const raised = raiseInServerTable(TOML, 'master', 'startup_timeout_sec', 120);
  expect(raised).toBe(TOML.replace('startup_timeout_sec = 30 # short', 'startup_timeout_sec = 120 # short'));
  expect(raiseInServerTable(raised ?? '', 'master', 'startup_timeout_sec', 120)).toBeNull();
  expect(raiseInServerTable(TOML, 'missing', 'startup_timeout_sec', 120)).toBeNull();
});

test('a missing time-out is added at the end of the table itself', () => {
  const quoted = '[mcp_servers."a.b"]\ncommand = "x"\n\n# next\n[z]\n';
  expect(raiseInServerTable(quoted, 'a.b', 'startup_timeout_sec', 120)).toBe(
    '[mcp_servers."a.b"]\ncommand = "x"\nstartup_timeout_sec = 120\n\n# next\n[z]\n',
  );
});

test('the text of a server is its table with its sub-tables', () => {
  expect(serverTableText(TOML, 'master')).toBe(
    TOML.slice(TOML.indexOf('[mcp_servers.master]'), TOML.indexOf('[mcp_servers.master2]')).trimEnd(),
  );
  expect(serverTableText(TOML, 'none')).toBeNull();
});

test('a config.toml that vanished meanwhile is told as no text', async () => {
  const vanishing: CommandRunner = {
    async run(command) {
      const result = await runner.run(command);
      if (command.args.includes('add')) await rename(config(), `${config()}.gone`);
      return result;
    },
  };
  const change = await register(vanishing, target(), { name: 'master', argv: ['node'], env: {} });
  expect(change.configText).toBeNull();
});
