import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { scanProcesses } from '../../../../../src/adapters/installation/doctor/processScan.ts';
import { summarizeProcesses } from '../../../../../src/core/diagnostics/processes.ts';
import { statLine } from '../../../fakes/ports/statLine.ts';
import { scratchFolder } from '../../store/support.ts';

const OWN_PID = 7;

let folder: string;
let homes: { readonly main: string; readonly agent: string; readonly other: string };
let nextPid: number;

beforeEach(() => {
  folder = scratchFolder();
  nextPid = 100;
  homes = {
    main: path.join(folder, '.codex'),
    agent: path.join(folder, 'agent-a'),
    other: path.join(folder, 'o'),
  };
  for (const home of Object.values(homes)) mkdirSync(home);
  mkdirSync(path.join(folder, 'proc', 'self'), { recursive: true });
});

interface Entry {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly parent?: number;
  readonly pid?: number;
}

/** An entry of /proc as Linux shows it; returns its folder. */
function add({ argv, env = { HOME: folder }, parent = 1, pid = nextPid++ }: Entry): string {
  const entry = path.join(folder, 'proc', String(pid));
  mkdirSync(entry);
  writeFileSync(path.join(entry, 'cmdline'), argv.map((word) => `${word}\0`).join(''));
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}\0`);
  writeFileSync(path.join(entry, 'environ'), variables.join(''));
  writeFileSync(path.join(entry, 'stat'), statLine({ pid, name: 'a) R 1', parent }));
  symlinkSync('/', path.join(entry, 'root'));
  symlinkSync(folder, path.join(entry, 'cwd'));
  symlinkSync('/usr/bin/other', path.join(entry, 'exe'));
  return entry;
}

async function scan(procRoot = path.join(folder, 'proc')) {
  const options = { env: { HOME: folder }, agents: [{ id: 'a', home: homes.agent }], pid: OWN_PID, procRoot };
  return summarizeProcesses(await scanProcesses(options));
}

/** A package with a `dist/mcp.js`; returns the script. */
function masterjetIn(place: string, name = 'codex-master'): string {
  const dist = path.join(folder, place, 'dist');
  mkdirSync(dist, { recursive: true });
  writeFileSync(path.join(dist, 'mcp.js'), '');
  writeFileSync(path.join(folder, place, 'package.json'), JSON.stringify({ name }));
  return path.join(dist, 'mcp.js');
}

function pluginIn(place: string): string {
  const script = masterjetIn(place);
  writeFileSync(path.join(folder, place, 'package.json'), '{"type":"commonjs"}');
  mkdirSync(path.join(folder, place, '.codex-plugin'));
  writeFileSync(path.join(folder, place, '.codex-plugin/plugin.json'), '{"name":"codex-master"}');
  return script;
}

describe('Codex clients', () => {
  it('are counted by the kind of their home', async () => {
    add({ argv: ['codex'] });
    add({ argv: ['/usr/bin/codex', 'resume'], env: { CODEX_HOME: homes.main } });
    add({ argv: ['codex', 'app-server'], env: { CODEX_HOME: homes.agent, CODEX_MASTER_MCP: '1' } });
    add({ argv: ['codex'], env: { CODEX_HOME: homes.other } });
    add({ argv: ['vim', 'codex'] });
    add({ argv: [] });
    expect(await scan()).toEqual({
      codex_client_process_count: 4,
      mcp_server_process_count: 0,
      home_kind_counts: { main_default_home: 2, managed_agent_home: 1, custom_home: 1, unknown_home: 0 },
      namespace_visibility: {
        main_default_home_clients: 2,
        custom_home_clients: 1,
        managed_agent_home_clients: 1,
        unknown_home_clients: 0,
        custom_home_clients_need_own_mcp_config: true,
        managed_agent_home_clients_expect_no_master_mcp: true,
        unknown_home_clients_need_manual_check: false,
      },
    });
  });

  it("are one with npm's script that started them", async () => {
    add({ argv: ['node', '/usr/lib/node_modules/@openai/codex/bin/codex.js'], pid: 50 });
    add({ argv: ['/vendor/bin/codex'], parent: 50 });
    add({ argv: ['node', '/usr/lib/node_modules/@openai/codex/bin/codex.js'], pid: 60 });
    expect(await scan()).toMatchObject({ codex_client_process_count: 2 });
  });

  it('with variables that are empty, unreadable or name no directory are of an unknown home', async () => {
    add({ argv: ['codex'], env: {} });
    const entry = add({ argv: ['codex'] });
    rmSync(path.join(entry, 'environ'));
    mkdirSync(path.join(entry, 'environ'));
    add({ argv: ['codex'], env: { CODEX_HOME: '/nowhere/at/all' } });
    expect(await scan()).toMatchObject({
      home_kind_counts: { unknown_home: 3 },
      namespace_visibility: { unknown_home_clients_need_manual_check: true },
    });
  });
});

describe('Masterjets', () => {
  it.each<[string, () => readonly string[]]>([
    ['our script, run by Node', () => ['/usr/bin/node', masterjetIn('ext')]],
    ['our script with options of Node', () => ['node', '--no-warnings', masterjetIn('ext')]],
    ["our script, run by VS Code's Electron", () => ['/usr/share/code/code', masterjetIn('ext')]],
    ['our script by a relative path', () => (masterjetIn('ext'), ['node', 'ext/dist/mcp.js'])],
    ['another version of ours', () => ['node', masterjetIn('extensions/codex-master-9.9.9')]],
    ["the plugin's copy in Codex' cache", () => ['node', pluginIn('cache/codex-master/1.0.0')]],
    ['the installed command', () => ['node', '/home/x/.local/bin/codex-master-mcp']],
    ['the installed command as a program', () => ['/home/x/.local/bin/codex-master-mcp']],
    ["the reference's module", () => ['python3', '-m', 'codex_master.server']],
    ["the reference's command", () => ['/usr/bin/python3.12', '/home/x/bin/codex-master-mcp']],
  ])('%s is one', async (_, argv) => {
    add({ argv: argv() });
    expect(await scan()).toMatchObject({ mcp_server_process_count: 1, codex_client_process_count: 0 });
  });

  it.each<[string, () => readonly string[]]>([
    [
      "the reference's raw-log writer",
      () => ['python3', '-m', 'codex_master.server', 'raw-log-writer', '/l'],
    ],
    ['a raw-log writer by its command', () => ['codex-master-mcp', 'raw-log-writer', '/l']],
    ['our raw-log writer', () => ['sh', '-c', 'log=/state/codex-master-mcp/raw/x.log\n…']],
    ['a command line of it', () => ['node', '/usr/bin/codex-master-mcp', 'status']],
    ['an editor', () => ['vim', masterjetIn('ext')]],
    ['a search', () => ['grep', '-r', 'codex-master-mcp']],
    ["somebody else's dist/mcp.js", () => ['node', masterjetIn('ext', 'other')]],
    ['a script in no package', () => ['node', '/nowhere/dist/mcp.js']],
    ['a watcher of its files', () => ['node', 'watch.js', masterjetIn('ext')]],
  ])('%s is none', async (_, argv) => {
    add({ argv: argv() });
    expect(await scan()).toMatchObject({ mcp_server_process_count: 0, codex_client_process_count: 0 });
  });

  it('do not include this one and what it tests', async () => {
    const script = masterjetIn('ext');
    add({ argv: ['node', script], pid: OWN_PID });
    add({ argv: ['node', script], parent: OWN_PID });
    add({ argv: ['node', script] });
    // Codex, asked for its registration: npm's script and the program that it starts.
    add({ argv: ['node', '/lib/node_modules/@openai/codex/bin/codex.js'], pid: 51, parent: OWN_PID });
    add({ argv: ['/vendor/bin/codex', 'mcp', 'get'], pid: 50, parent: 51 });
    expect(await scan()).toMatchObject({ mcp_server_process_count: 1, codex_client_process_count: 0 });
  });

  it('are not asked for their package through a pipe or a huge file', async () => {
    const script = masterjetIn('ext');
    writeFileSync(path.join(folder, 'ext/package.json'), `{"name":"codex-master"}${' '.repeat(300_000)}`);
    add({ argv: ['node', script] });
    expect(await scan()).toMatchObject({ mcp_server_process_count: 0 });
  });
});

describe('a scan', () => {
  it('passes over processes that end meanwhile', async () => {
    const entry = add({ argv: ['codex'] });
    rmSync(path.join(entry, 'stat'));
    const other = add({ argv: ['codex'] });
    rmSync(path.join(other, 'cmdline'));
    add({ argv: ['codex'] });
    expect(await scan()).toMatchObject({ codex_client_process_count: 1 });
  });

  it('finds nothing where there is no /proc, in the same shape', async () => {
    const nothing = await scan(path.join(folder, 'none'));
    expect(nothing).toMatchObject({ codex_client_process_count: 0, mcp_server_process_count: 0 });
    expect(nothing.home_kind_counts).toEqual({
      main_default_home: 0,
      managed_agent_home: 0,
      custom_home: 0,
      unknown_home: 0,
    });
  });

  it('of the real /proc ends well', async () => {
    chmodSync(folder, 0o700);
    await expect(scan('/proc')).resolves.toBeDefined();
  });
});
