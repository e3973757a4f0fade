import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Check } from '../../../../../src/core/diagnostics/check.ts';
import { FleetError } from '../../../../../src/core/errors.ts';
import { EMPTY_META } from '../../../../../src/core/fleet/session.ts';
import { agentAt, ended } from '../../codex/host/support.ts';
import { MISSING_PROGRAM as MISSING, Machine } from '../machine.ts';

/** As it lies in a checkout that nobody has built. */
const STARTER = path.resolve('media/plugin/bin/codex-master-mcp');

let machine: Machine;

beforeEach(() => {
  machine = new Machine();
});

describe('the doctor', () => {
  it("asks what the contract asks, in its order, and then what we ask; nobody's path is in it", async () => {
    const report = await machine.diagnostics.doctor({});
    expect(report.checks.map(({ name }) => name)).toEqual([
      'tmux_available',
      'codex_available',
      'repo_wrapper_exists',
      'repo_wrapper_executable',
      'installed_symlink',
      'installed_source_worktree_state',
      'mcp_startup_self_test',
      'agent_a_home_exists',
      'agent_a_runner_executable',
      'agent_a_tmux_session_state',
      'agent_a_home_not_used_externally',
      'agent_a_control',
      'agent_a_signed_in',
      'agent_a_socket_path',
      'agent_a_lease_readable',
      'mcp_registered',
      'codex_client_mcp_config',
      'mcp_startup_timeout_configured',
      'codex_home_context',
      'raw_log_retention_configured',
      'mcp_registered_fleet',
      'tmux_version',
      'git_available',
      'node_version',
      'node_pty_native',
      'state_directory_safe',
      'fleet_file',
      'watchdog_settings',
    ]);
    expect(JSON.stringify(report)).not.toContain(machine.root);
    expect(report.ok).toBe(false);
  });

  it('is content where all is in order', async () => {
    machine.register([STARTER]);
    const bad = [...(await machine.checks()).values()].filter(({ severity }) => severity !== 'info');
    // Both depend on what was built here.
    const built = new Set(['mcp_startup_self_test', 'node_pty_native']);
    expect(bad.filter(({ name }) => !built.has(name))).toEqual([]);
  });

  it('says of every failure what to do', async () => {
    machine.answers.clear();
    machine.agents = [agentAt('/nowhere')];
    machine.launcher = new FleetError('launcher_missing', 'The launcher is not there.');
    machine.problem = new FleetError('config_invalid', 'The fleet file is broken.');
    machine.storeProblem = new FleetError('state_directory_unsafe', 'The state directory is a link.');
    machine.socketProblem = new FleetError('socket_path_too_long', 'Too long.');
    machine.env = { ...machine.env, CODEX_HOME: '/nowhere' };
    const { ok, checks } = await machine.diagnostics.doctor({});
    expect(ok).toBe(false);
    const failed = checks.filter((check) => !check.ok);
    expect(failed.filter(({ hint }) => hint === null)).toEqual([]);
    expect(checks.filter((check) => !check.ok !== (check.severity === 'error'))).toEqual([]);
    expect(Object.fromEntries(failed.map(({ name, fix }) => [name, fix]))).toMatchObject({
      tmux_available: 'install_tmux',
      // What is not there cannot be updated.
      tmux_version: 'install_tmux',
      codex_available: 'install_codex',
      installed_symlink: 'install',
      agent_a_home_exists: 'create_home',
      agent_a_runner_executable: 'correct_launcher',
      agent_a_socket_path: 'shorten_socket_path',
      mcp_registered: 'register_mcp_server',
      codex_home_context: 'unset_codex_home',
      state_directory_safe: 'repair_state_directory',
      fleet_file: 'correct_fleet_file',
    });
  });

  it('names those who use a home beside us, by what anybody may see of them', async () => {
    const home = machine.agents[0]?.home ?? '';
    machine.addProcess(7, { CODEX_HOME: home, SECRET: 'hunter2' });
    machine.addProcess(8, { CODEX_HOME: home, CODEX_MASTER_MCP: '1' });
    machine.addProcess(9, { CODEX_HOME: machine.codexHome });
    expect((await machine.checks()).get('agent_a_home_not_used_externally')).toMatchObject({
      ok: false,
      fix: 'close_external_codex',
      facts: {
        external_process_count: 1,
        external_processes: [{ pid: 7, ppid: 42, name: 'co?dex?', state: 'S', managed_by_masterjet: false }],
        external_processes_truncated: false,
      },
    });
  });

  it('lists ten of them at most', async () => {
    for (let pid = 1; pid <= 12; pid += 1) machine.addProcess(pid, { CODEX_HOME: `${machine.root}/mila` });
    const { facts } = (await machine.checks()).get('agent_a_home_not_used_externally') as Check;
    expect(facts).toMatchObject({ external_process_count: 12, external_processes_truncated: true });
    expect(facts['external_processes']).toHaveLength(10);
  });

  it.each([
    ['0.170.0', true, null, 'app-server', 'info'],
    ['0.50.0', false, null, 'terminal', 'warning'],
    ['0.170.0', true, 'terminal', 'terminal', 'warning'],
    ['0.170.0', true, 'app-server', 'app-server', 'info'],
  ] as const)(
    'tells the rung of control: Codex %s, able %s, started %s',
    async (version, appServer, started, control, severity) => {
      machine.launcher = {
        argv: [],
        version,
        appServer,
        why: appServer ? null : 'too old',
        noDaemon: false,
      };
      if (started !== null) machine.meta = { ...EMPTY_META, expectedUp: true, control: started };
      expect((await machine.checks()).get('agent_a_control')).toMatchObject({
        ok: true,
        severity,
        facts: { control, app_server_possible: appServer, version },
      });
    },
  );

  it.each([
    ['signed_in', 'auth.json', '{}'],
    ['not_needed', 'config.toml', 'model_provider = "mine"\n'],
    ['unknown', 'config.toml', 'cli_auth_credentials_store = "keyring"\n'],
    ['unknown', 'config.toml', 'broken = [\n'],
    ['not_signed_in', 'config.toml', 'model = "x"\n'],
    ['not_signed_in', 'other', ''],
  ])('knows whether an Agentin is signed in: %s by %s', async (state, file, content) => {
    rmSync(path.join(machine.root, 'mila', 'auth.json'));
    writeFileSync(path.join(machine.root, 'mila', file), content);
    expect((await machine.checks()).get('agent_a_signed_in')).toMatchObject({
      facts: { sign_in: state },
      fix: state === 'not_signed_in' ? 'log_in' : null,
    });
  });

  it.each([
    ['tmux 3.1c\n', false],
    ['tmux 3.2\n', true],
    ['tmux next-3.6\n', true],
    ['tmux master\n', true],
  ])('looks at the version of tmux: %s', async (output, ok) => {
    machine.answers.set('tmux -V', ended(output));
    expect((await machine.checks()).get('tmux_version')).toMatchObject({ ok });
  });

  it.each([
    ['git version 2.39.5 (Apple Git-154)\n', 'info', null],
    ['git version 2.34.1\n', 'warning', 'update_git'],
    [null, 'warning', 'install_git'],
  ] as const)('looks for git, without which Agentinnen still work: %s', async (output, severity, fix) => {
    machine.answers.set('git --version', output === null ? MISSING : ended(output));
    expect((await machine.checks()).get('git_available')).toMatchObject({ ok: true, severity, fix });
  });

  it('finds a lease that nobody can read', async () => {
    machine.lease = 'unreadable';
    expect((await machine.checks()).get('agent_a_lease_readable')).toMatchObject({
      ok: false,
      fix: 'repair_lease',
    });
  });

  it('warns when the registered Masterjet leads another fleet', async () => {
    machine.register([STARTER], 120, {
      CODEX_MASTER_FLEET: '/one.json',
    });
    machine.env = { ...machine.env, CODEX_MASTER_FLEET: '/other.json', XDG_CONFIG_HOME: '/c' };
    const check = (await machine.checks()).get('mcp_registered_fleet');
    expect(check).toMatchObject({
      ok: true,
      severity: 'warning',
      facts: { different_variables: ['CODEX_MASTER_FLEET', 'XDG_CONFIG_HOME'] },
    });
    expect(JSON.stringify(check)).not.toContain('.json');
  });

  it.each([
    ['clean', '', 0, 0, 'info'],
    ['dirty', ' M src/a.ts\0?? new\0A  b\0', 2, 1, 'warning'],
    ['unknown', null, null, null, 'warning'],
  ] as const)(
    'tells of an installed checkout that it is %s',
    async (state, changes, tracked, untracked, severity) => {
      machine.link(path.resolve('media/plugin/bin/codex-master-mcp'));
      machine.answers.set('git --no-pager rev-parse --show-toplevel', ended(`${path.resolve('.')}\n`));
      const status =
        'git --no-pager status --porcelain=v1 -z --untracked-files=normal --no-renames --ignore-submodules=dirty';
      if (changes !== null) machine.answers.set(status, ended(changes));
      const checks = await machine.checks();
      expect(checks.get('installed_symlink')).toMatchObject({ ok: true });
      expect(checks.get('installed_source_worktree_state')).toMatchObject({
        ok: true,
        severity,
        facts: { state, tracked_change_count: tracked, untracked_count: untracked },
      });
    },
  );

  it('takes no repository around an extension for its checkout', async () => {
    machine.link(path.resolve('media/plugin/bin/codex-master-mcp'));
    machine.answers.set('git --no-pager rev-parse --show-toplevel', ended(`${path.resolve('..')}\n`));
    const check = (await machine.checks()).get('installed_source_worktree_state');
    expect(check).toMatchObject({ facts: { state: 'not_applicable' }, severity: 'info' });
  });

  it('counts raw logs with their older parts', async () => {
    const raw = path.join(machine.root, 'state', 'raw');
    mkdirSync(raw, { recursive: true });
    for (const [name, bytes] of [
      ['x-a.log', 3_000_000],
      ['x-a.log.1', 3_000_000],
      ['y-b.log', 10],
      ['z', 9],
    ] as const)
      writeFileSync(path.join(raw, name), Buffer.alloc(bytes));
    symlinkSync('/etc/passwd', path.join(raw, 'link.log'));
    expect((await machine.checks()).get('raw_log_retention_configured')).toMatchObject({
      ok: false,
      facts: {
        file_count: 2,
        total_bytes: 6_000_010,
        oversized_count: 1,
        max_files: 20,
        max_bytes: 5_242_880,
      },
    });
  });

  it('tells a hanging program from one that is missing', async () => {
    machine.answers.set('tmux -V', ended('', { exitCode: null, timedOut: true }));
    machine.answers.set('codex --version', MISSING);
    const checks = await machine.checks();
    expect(checks.get('tmux_available')).toMatchObject({ ok: false, facts: { returncode: 124 } });
    expect(checks.get('codex_available')).toMatchObject({ ok: false, facts: { returncode: null } });
    expect(machine.commands.every(({ timeoutMs }) => timeoutMs <= 20_000)).toBe(true);
  });

  it('believes nothing that was cut short', async () => {
    const { diagnostics } = machine;
    const inquiry = { signal: AbortSignal.abort() };
    for (const ask of [
      async () => diagnostics.doctor(inquiry),
      async () => diagnostics.pluginStatus(inquiry),
      async () => diagnostics.namespaceStatus(inquiry),
      async () => diagnostics.releaseStatus('/', inquiry),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'cancelled' });
  });
});
