import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { localRunner } from '../../../src/adapters/run.ts';
import { register } from '../../../src/adapters/codex/registration/registration.ts';
import { createDemoWorld, type DemoWorld } from '../../demo/world.ts';
import { checkout, node24 } from '../../host/paths.ts';
import { clearFolder } from '../../tools/clearFolder.ts';
import { patientClient } from '../mcp/patientClient.ts';

/** The diagnoses through the real server and command line, with real Codex, tmux and git in a scratch home. */

const server = path.join(checkout, 'src/mcp/main.ts');
const cli = path.join(checkout, 'src/cli/main.ts');
const script = path.join(checkout, 'dist/mcp.js');

let world: DemoWorld;
let person: string;
let env: Record<string, string>;

beforeAll(async () => {
  world = await createDemoWorld({ root: path.join(checkout, '.test-homes', 'diagnostics') });
  person = path.join(world.root, 'person');
  mkdirSync(person);
  const merged = Object.entries({ ...world.env, HOME: person });
  env = Object.fromEntries(merged.filter((pair): pair is [string, string] => pair[1] !== undefined));
});

afterAll(async () => {
  await world.dispose();
  await clearFolder(world.root);
});

/** A Codex of the person's own that knows nothing yet, and no installed command. */
beforeEach(() => {
  rmSync(person, { recursive: true, force: true });
  mkdirSync(path.join(person, '.codex'), { recursive: true });
});

type Value = Readonly<Record<string, unknown>>;

/** Calls the tool as a lead in `cwd` would; the client checks the result against the tool's schema. */
async function ask(name: string, change: Record<string, string> = {}, cwd = world.workspace): Promise<Value> {
  const client = patientClient();
  await client.connect(
    new StdioClientTransport({ command: node24, args: [server], cwd, env: { ...env, ...change } }),
  );
  try {
    await client.listTools();
    const { content, isError } = CallToolResultSchema.parse(await client.callTool({ name, arguments: {} }));
    const [item] = content;
    const text = item?.type === 'text' ? item.text : '';
    for (const place of [world.root, world.runtimeDir, checkout]) expect(text).not.toContain(place);
    expect(isError).not.toBe(true);
    return JSON.parse(text) as Value;
  } finally {
    await client.close();
  }
}

function target() {
  return {
    home: path.join(person, '.codex'),
    launcher: [path.join(checkout, 'node_modules/.bin/codex')],
    env: { PATH: env['PATH'] ?? '', HOME: person },
  };
}

/** One call of the command line. */
async function run(...words: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  return new Promise((resolve) => {
    const child = execFile(node24, [cli, ...words], { env, cwd: world.workspace }, (_, out) =>
      resolve({ code: child.exitCode ?? -1, out }),
    );
  });
}

/** The failed checks by name. */
function failures(report: Value): ReadonlyMap<string, Value> {
  const checks = report['checks'] as readonly Value[];
  return new Map(checks.filter(({ ok }) => ok === false).map((check) => [String(check['name']), check]));
}

describe('agent_doctor', () => {
  it('finds nothing wrong but what is not installed, and all in order once it is', async () => {
    const before = failures(await ask('agent_doctor'));
    expect([...before.keys()]).toEqual([
      'installed_symlink',
      'mcp_registered',
      'codex_client_mcp_config',
      'mcp_startup_timeout_configured',
    ]);
    expect(await run('install', '--no-plugin-cache', '--json')).toMatchObject({ code: 0 });
    const after = await ask('agent_doctor');
    expect([...failures(after).entries()]).toEqual([]);
    expect(after).toMatchObject({ ok: true, error_count: 0 });
    const tested = (after['checks'] as readonly Value[]).find(({ name }) => name === 'mcp_startup_self_test');
    expect(tested).toMatchObject({
      subject: 'installed_link',
      status: 'ok',
      version: expect.any(String) as unknown,
    });
    expect(await ask('master_namespace_status')).toMatchObject({
      mcp_server_ready: true,
      client_config_ready: true,
      plugin_cache_ready: false,
      plugin_cache: { reason: 'plugin_cache_missing' },
      tools_list_self_test: { ok: true, subject: 'installed_link' },
      local_tool_contract: { matches_self_test: true },
    });
  });

  it('says that the fleet file is broken', async () => {
    const broken = path.join(world.root, 'broken.json');
    writeFileSync(broken, '{"version":1,"agents":[');
    const report = failures(await ask('agent_doctor', { CODEX_MASTER_FLEET: broken }));
    expect(report.get('fleet_file')).toMatchObject({ fix: 'correct_fleet_file', agent_count: 0 });
  });

  it('takes little time on the command line, whose exit code says only that it ran', async () => {
    const startedMs = performance.now();
    const result = await run('doctor');
    expect(result.code).toBe(0);
    expect(result.out).toMatch(/^ok +tmux_available\n/);
    expect(result.out).toMatch(/^FAIL {2}mcp_registered\n(?:FAIL {2}\w+\n)* {6}Register the Masterjet/mu);
    // Usually half a second; the bound holds on a machine that has much else to do.
    expect(performance.now() - startedMs).toBeLessThan(60_000);
  });

  it('is not held up by a Codex that hangs or talks without end', async () => {
    const bin = path.join(world.root, 'bin');
    mkdirSync(bin, { recursive: true });
    const codex = path.join(bin, 'codex');
    writeFileSync(codex, '#!/bin/sh\nexec yes "to every one of /home/someone/secret"\n');
    chmodSync(codex, 0o755);
    const PATH = `${bin}${path.delimiter}${env['PATH'] ?? ''}`;
    const report = failures(await ask('agent_doctor', { PATH }));
    expect(report.get('codex_available')).toMatchObject({ returncode: 124 });
    expect(report.get('mcp_registered')).toMatchObject({ reason: 'codex_timed_out', returncode: 124 });
  });
});

describe('master_plugin_status and master_namespace_status', () => {
  it('know a registration of the program itself, and start it as Codex would', async () => {
    await register(localRunner, target(), {
      name: 'codex-master-mcp',
      argv: [node24, script],
      env: { A: 'b' },
    });
    expect(await ask('master_plugin_status')).toMatchObject({
      ok: false,
      mcp_registration: { registered: true, command_matches: true, startup_timeout_ok: true, ok: true },
      client_config: { ok: true, reason: null, startup_timeout_sec: 120 },
      startup_self_test: { ok: true, subject: 'registered_command' },
      plugin_manifest_version: { ok: true },
      plugin_cache: { ok: false },
      codex_home_context: { home_kind: 'main_default_home' },
    });
    expect(await ask('master_namespace_status')).toMatchObject({
      namespace_ready: false,
      mcp_server_ready: true,
      client_config_ready: true,
      active_home_ready: true,
      plugin_cache_ready: false,
      tools_list_self_test: { ok: true, status: 'ok' },
      local_tool_contract: { ok: true },
      // Codex itself does not run, and the server that answers does not count itself.
      running_process_summary: { home_kind_counts: { main_default_home: 0, managed_agent_home: 0 } },
    });
  });

  it('say what is wrong with a damaged config.toml, and show nothing of it', async () => {
    const config = path.join(person, '.codex', 'config.toml');
    writeFileSync(config, 'KEY = "hunter2\n');
    const broken = await ask('master_plugin_status');
    expect(broken).toMatchObject({
      mcp_registration: { ok: false, reason: 'codex_failed' },
      client_config: { reason: 'codex_config_invalid_toml' },
    });
    expect(JSON.stringify(broken)).not.toContain('hunter2');
    rmSync(config);
    writeFileSync(`${config}.real`, '');
    symlinkSync(`${config}.real`, config);
    expect(await ask('master_plugin_status')).toMatchObject({
      client_config: { reason: 'codex_config_not_regular_file' },
    });
  });

  it('do not expect the Masterjet in the home of an Agentin', async () => {
    expect(await ask('master_namespace_status', { CODEX_HOME: world.homes.b })).toMatchObject({
      ok: false,
      active_home_ready: false,
      codex_home_context: { home_kind: 'managed_agent_home', matched_agent: 'b', ok: false },
    });
  });
});

describe('master_release_status', () => {
  const git = (...args: readonly string[]): string => {
    const who = ['-c', 'user.name=T', '-c', 'user.email=t@localhost'];
    return execFileSync('git', ['-C', world.workspace, ...who, ...args], { encoding: 'utf8' });
  };

  it('follows a repository from version to tag to release', async () => {
    writeFileSync(path.join(world.workspace, 'package.json'), '{"name":"shop","version":"1.1.0"}');
    git('add', '.');
    git('commit', '-q', '-m', 'Version 1.1.0');
    git('tag', 'v1.0.0', 'HEAD~1');
    expect(await ask('master_release_status')).toMatchObject({
      ok: false,
      release_needed: true,
      package_version: '1.1.0',
      latest_local_tag: 'v1.0.0',
      commits_since_latest_local_tag: 1,
      github_release_status: 'gh_unavailable',
      blockers: ['current_version_tag_missing'],
    });
    git('tag', '-a', 'v1.1.0', '-m', 'annotated');
    expect(await ask('master_release_status')).toMatchObject({
      ok: true,
      release_needed: false,
      latest_local_tag: 'v1.1.0',
      current_tag_points_at_head: true,
    });
    const bin = path.join(world.root, 'gh-bin');
    mkdirSync(bin);
    writeFileSync(
      path.join(bin, 'gh'),
      '#!/bin/sh\n[ "$*" = "release list --limit 100" ] || exit 3\nprintf "One\\tLatest\\tv1.0.0\\t2026-01-01\\n"\n',
    );
    chmodSync(path.join(bin, 'gh'), 0o755);
    const PATH = `${bin}${path.delimiter}${env['PATH'] ?? ''}`;
    expect(await ask('master_release_status', { PATH })).toMatchObject({
      ok: false,
      github_release_status: 'ok',
      latest_github_release_tag: 'v1.0.0',
      commits_since_latest_github_release: 1,
      local_tags_without_github_release: ['v1.1.0'],
      blockers: ['github_release_missing_for_current_version'],
      warnings: ['latest_github_release_behind_head', 'local_tags_without_github_release'],
    });
  });

  it('runs nothing that the repository names', async () => {
    const mark = path.join(world.root, 'ran');
    const hook = path.join(world.root, 'hook');
    writeFileSync(hook, `#!/bin/sh\ntouch ${mark}\n`);
    chmodSync(hook, 0o755);
    git('config', 'core.fsmonitor', hook);
    await ask('master_release_status');
    git('config', '--unset', 'core.fsmonitor');
    expect(() => rmSync(mark)).toThrow();
  });

  it('says outside of a repository that there is none', async () => {
    expect(await ask('master_release_status', { GIT_CEILING_DIRECTORIES: '/' }, '/')).toMatchObject({
      ok: false,
      repo_state: 'not_a_git_repository',
    });
  });
});
