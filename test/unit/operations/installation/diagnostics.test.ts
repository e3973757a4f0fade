import { describe, expect, it } from 'vitest';
import { failed, passed, reportOf, warned } from '../../../../src/core/diagnostics/check.ts';
import { judgeHome } from '../../../../src/core/diagnostics/codexHome.ts';
import { judgeNamespace, type NamespaceParts } from '../../../../src/core/diagnostics/diagnostics.ts';
import { summarizeProcesses } from '../../../../src/core/diagnostics/processes.ts';
import { judgeClientConfig, judgeRegistration } from '../../../../src/core/diagnostics/registration.ts';
import { judgeRelease } from '../../../../src/core/diagnostics/release.ts';
import { SELF_TEST_SECONDS } from '../../../../src/core/diagnostics/selfTest.ts';
import { FleetError } from '../../../../src/core/errors.ts';
import { bindOperations } from '../../../../src/operations/index.ts';
import { readable } from '../../../../src/cli/readable.ts';
import { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { fakeInstallation } from '../../fakes/fleet/fakeInstallation.ts';
import { call, good } from '../support.ts';

const server = {
  enabled: true,
  argv: ['/bin/codex-master-mcp'],
  env: {},
  startupTimeoutSeconds: 120,
};
const tested = {
  ok: true,
  status: 'ok',
  returncode: null,
  timeout_seconds: SELF_TEST_SECONDS,
  problem: null,
  version: null,
  tool_count: null,
  elapsed_ms: 0,
  subject: 'installed_link',
} as const;

/** Everything in order. */
const parts: NamespaceParts = {
  mcp_registration: judgeRegistration({ kind: 'answered', server }, true),
  client_config: judgeClientConfig({ kind: 'read', server }, true),
  startup_self_test: tested,
  plugin_cache: {
    ok: true,
    marketplace: 'personal',
    plugin_name: 'codex-master',
    repo_manifest: { version: '1.0.0', version_state: 'valid', name_matches: true, ok: true, reason: null },
    repo_version_installed: true,
    installed_version_count: 1,
    installed_versions: ['1.0.0'],
    installed_versions_truncated: false,
    symlink_entry_count: 0,
    invalid_entry_count: 0,
    unreadable_entry_count: 0,
    reason: null,
  },
  codex_home_context: judgeHome({ isSet: false, isDefault: true, matchedAgent: null }),
};

function namespace(change: Partial<NamespaceParts> = {}, toolCount: number | null = null) {
  return judgeNamespace({
    ...parts,
    ...change,
    tools_list_self_test: { ...tested, tool_count: toolCount },
    running_process_summary: summarizeProcesses([]),
  });
}

function fleetThat(change: Parameters<typeof fakeInstallation>[0]): FakeFleet {
  const fleet = new FakeFleet();
  fleet.installation = fakeInstallation(change);
  return fleet;
}

describe('agent_doctor', () => {
  const checks = [
    passed('tmux_available', { returncode: 0 }),
    warned('node_pty_native', { hint: 'Install another package.', fix: 'reinstall_extension' }),
    failed('codex_available', { hint: 'Install Codex.', fix: 'install_codex' }),
  ];

  it('shows each check with its figures beside it, and counts what is wrong', async () => {
    const fleet = fleetThat({ doctor: async () => Promise.resolve(reportOf(checks)) });
    expect(good(await call(fleet, 'agent_doctor'))).toEqual({
      ok: false,
      error_count: 1,
      warning_count: 1,
      checks: [
        { name: 'tmux_available', ok: true, severity: 'info', hint: null, fix: null, returncode: 0 },
        {
          name: 'node_pty_native',
          ok: true,
          severity: 'warning',
          hint: 'Install another package.',
          fix: 'reinstall_extension',
        },
        {
          name: 'codex_available',
          ok: false,
          severity: 'error',
          hint: 'Install Codex.',
          fix: 'install_codex',
        },
      ],
    });
  });

  it('is a list for a person', async () => {
    const fleet = fleetThat({ doctor: async () => Promise.resolve(reportOf(checks)) });
    expect(readable('agent_doctor', good(await call(fleet, 'agent_doctor')))).toBe(
      [
        'ok    tmux_available',
        'warn  node_pty_native',
        '      Install another package.',
        'FAIL  codex_available',
        '      Install Codex.',
        '',
        '1 check failed, 1 warning.',
      ].join('\n'),
    );
  });

  it('hands on the wish to stop, and says that it was stopped', async () => {
    const cancelled = new FleetError('cancelled', 'The diagnosis was cancelled.');
    const fleet = fleetThat({
      doctor: async ({ signal }) =>
        signal?.aborted === true ? Promise.reject(cancelled) : Promise.resolve(reportOf([])),
    });
    expect(await call(fleet, 'agent_doctor', {}, { signal: AbortSignal.abort() })).toMatchObject({
      ok: false,
      value: { error_code: 'cancelled' },
    });
  });

  it('works where the fleet file cannot be used, which is when it is needed most', async () => {
    const fleet = fleetThat({ doctor: async () => Promise.resolve(reportOf(checks)) });
    fleet.changeAgents([]);
    fleet.configProblem = new FleetError('config_invalid', 'The fleet file is broken.');
    expect(await call(fleet, 'agent_doctor')).toMatchObject({ ok: true });
    expect(await call(fleet, 'agent_status')).toMatchObject({ ok: false });
  });

  it('takes no arguments', async () => {
    expect(await call(fleetThat({}), 'agent_doctor', { agent: 'a' })).toMatchObject({
      ok: false,
      value: { error_code: 'invalid_arguments' },
    });
  });
});

describe('master_namespace_status', () => {
  it('is ready when all four parts are', async () => {
    const names = [...bindOperations(['a']).keys()];
    const fleet = fleetThat({
      namespaceStatus: async () => Promise.resolve(namespace({}, names.length)),
    });
    expect(good(await call(fleet, 'master_namespace_status'))).toMatchObject({
      ok: true,
      namespace_ready: true,
      mcp_server_ready: true,
      expected_tools: names,
      local_tool_contract: {
        ok: true,
        tool_count: names.length,
        required_tool_present: true,
        matches_self_test: true,
      },
      tool_search: { authoritative: false },
    });
  });

  it.each<[string, Partial<NamespaceParts>]>([
    ['mcp_server_ready', { startup_self_test: { ...tested, ok: false } }],
    ['mcp_server_ready', { mcp_registration: judgeRegistration({ kind: 'answered', server: null }, false) }],
    ['plugin_cache_ready', { plugin_cache: { ...parts.plugin_cache, ok: false } }],
    [
      'client_config_ready',
      { client_config: judgeClientConfig({ kind: 'failed', reason: 'codex_config_missing' }, false) },
    ],
    [
      'active_home_ready',
      { codex_home_context: judgeHome({ isSet: true, isDefault: false, matchedAgent: 'a' }) },
    ],
  ])('is not ready without %s', (part, change) => {
    expect(namespace(change)).toMatchObject({ ok: false, namespace_ready: false, [part]: false });
  });

  it('says when the server that was started is of another version', async () => {
    const fleet = fleetThat({ namespaceStatus: async () => Promise.resolve(namespace({}, 3)) });
    expect(good(await call(fleet, 'master_namespace_status'))).toMatchObject({
      local_tool_contract: { matches_self_test: false },
    });
  });
});

describe('master_release_status', () => {
  it('is about the repository that the caller is in', async () => {
    const asked: string[] = [];
    const fleet = fleetThat({
      releaseStatus: async (directory) => {
        asked.push(directory);
        return Promise.resolve(
          judgeRelease({
            repository: 'not_a_git_repository',
            packageManifest: null,
            packageVersion: null,
            pluginVersion: null,
            localTags: [],
            currentTag: { exists: false, isAtHead: false },
            gitHub: { status: 'gh_unavailable' },
            commitsSince: { localTag: null, gitHubRelease: null },
          }),
        );
      },
    });
    expect(good(await call(fleet, 'master_release_status', {}, { cwd: '/my/repo' }))).toMatchObject({
      ok: false,
      blockers: ['not_a_git_repository'],
    });
    expect(asked).toEqual(['/my/repo']);
  });
});
