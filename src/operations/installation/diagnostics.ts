import * as z from 'zod';
import type { Check } from '../../core/diagnostics/check.ts';
import type { OperationContext } from '../context.ts';
import { appBridge } from './installation.ts';
import { defineOperation, type Operation } from '../operation.ts';
import { NOT_RETURNED } from '../sentinels.ts';
import {
  check,
  clientConfig,
  codexHomeContext,
  fileState,
  manifestVersion,
  mcpRegistration,
  pluginCache,
  processSummary,
  selfTest,
  texts,
  worktreeState,
} from '../views/diagnostics.ts';

/** Is everything there that Agentinnen and their Teamleiterin need (reference contract §7)? */

const noArguments = () => z.strictObject({});

const inquiryOf = ({ signal, onProgress }: OperationContext) => ({ signal, onProgress });

const viewOfCheck = ({ facts, ...rest }: Check) => ({ ...facts, ...rest });

export const agentDoctor = defineOperation({
  name: 'agent_doctor',
  title: 'Check everything',
  description:
    'Looks at everything that Agentinnen need: tmux, Codex, the Masterjet and its registration, each home and launcher, state and logs. ' +
    'Use it when a start fails or something is missing; it changes nothing. ' +
    'Each check that is not ok says in "hint" what to do; tell a person what you cannot do yourself.',
  kind: 'read',
  idempotent: true,
  needsFleet: false,
  input: noArguments,
  output: z.object({
    ok: z.boolean().describe('All checks are.'),
    checks: z.array(check),
    error_count: z.number(),
    warning_count: z.number().describe('What works, but not as well as it could.'),
  }),
  cli: { command: 'doctor', positionals: [], flags: [] },
  run: async (ctx) => {
    const { ok, checks } = await ctx.fleet.installation.doctor(inquiryOf(ctx));
    const count = (severity: Check['severity']): number =>
      checks.filter((one) => one.severity === severity).length;
    return {
      ok,
      checks: checks.map(viewOfCheck),
      error_count: count('error'),
      warning_count: count('warning'),
    };
  },
});

const namespaceParts = {
  mcp_registration: mcpRegistration,
  startup_self_test: selfTest,
  plugin_cache: pluginCache,
  client_config: clientConfig,
  codex_home_context: codexHomeContext,
};

export const masterPluginStatus = defineOperation({
  name: 'master_plugin_status',
  title: 'Codex plugin and registration',
  description:
    "Tells whether Codex Master's plugin, its registration and its start are in order in the active Codex home. " +
    'Use it when tools of the Masterjet are missing in a new session; agent_doctor says more about the machine. ' +
    'When "ok" is false, the first part whose own "ok" is false says why in "reason"; a person mends it with "codex-master-mcp install".',
  kind: 'read',
  idempotent: true,
  needsFleet: false,
  input: noArguments,
  output: z.object({
    ok: z.boolean(),
    repo: z.literal(NOT_RETURNED),
    repo_state: z.literal('configured'),
    plugin_manifest: fileState,
    plugin_manifest_version: manifestVersion,
    mcp_manifest: fileState,
    app_manifest: fileState,
    skill: fileState,
    app_bridge: appBridge,
    installed_source_worktree_state: worktreeState,
    ...namespaceParts,
  }),
  cli: { command: 'plugin-status', positionals: [], flags: [] },
  run: async (ctx) => ctx.fleet.installation.pluginStatus(inquiryOf(ctx)),
});

/** Codex reads its configuration and its plugins when a session begins. */
const CLIENT_REFRESH = {
  required_after_registration: true,
  running_sessions_updated: false,
  action: 'start_a_new_codex_session',
} as const;

/** Codex shows the tools of MCP servers through a search of its own, which nobody else can look into. */
const TOOL_SEARCH = { authoritative: false, checked: false, reason: 'client_side_only' } as const;

/** `toolNames` are those of this program: asked when it runs, because it is one of them. */
export function defineNamespaceStatus(toolNames: () => readonly string[]): Operation {
  return defineOperation({
    name: 'master_namespace_status',
    title: 'Tools of the Masterjet in a lead',
    description:
      'Tells whether a new session of the active Codex gets the tools of the Masterjet: registration, start, list of tools, plugin, and whose home it is. ' +
      'Use it when a lead does not see the tools. "namespace_ready" with tools still missing means: start a new session. ' +
      'Otherwise the part whose "ok" is false says why in "reason" or "problem".',
    kind: 'read',
    idempotent: true,
    needsFleet: false,
    input: noArguments,
    output: z.object({
      ok: z.boolean(),
      namespace_ready: z.boolean(),
      mcp_server_ready: z.boolean(),
      plugin_cache_ready: z.boolean(),
      client_config_ready: z.boolean(),
      active_home_ready: z.boolean(),
      ...namespaceParts,
      tools_list_self_test: selfTest,
      local_tool_contract: z.object({
        ok: z.boolean(),
        tool_count: z.number(),
        required_tool: z.string(),
        required_tool_present: z.boolean(),
        matches_self_test: z.boolean().nullable().describe('Null when the self-test listed no tools.'),
      }),
      expected_tools: texts,
      tool_search: z.object({
        authoritative: z.literal(false),
        checked: z.literal(false),
        reason: z.literal('client_side_only'),
      }),
      client_refresh: z.object({
        required_after_registration: z.literal(true),
        running_sessions_updated: z.literal(false),
        action: z.literal('start_a_new_codex_session'),
      }),
      running_process_summary: processSummary,
    }),
    cli: { command: 'namespace-status', positionals: [], flags: [] },
    run: async (ctx) => {
      const status = await ctx.fleet.installation.namespaceStatus(inquiryOf(ctx));
      const names = toolNames();
      return {
        ...status,
        local_tool_contract: localContract(names, status.tools_list_self_test.tool_count),
        expected_tools: names,
        tool_search: TOOL_SEARCH,
        client_refresh: CLIENT_REFRESH,
      };
    },
  });
}

const REQUIRED_TOOL = 'master_app_bridge_status';

function localContract(names: readonly string[], listed: number | null) {
  const present = names.includes(REQUIRED_TOOL);
  return {
    ok: present,
    tool_count: names.length,
    required_tool: REQUIRED_TOOL,
    required_tool_present: present,
    // A window of another version may answer for the server that was started.
    matches_self_test: listed === null ? null : listed === names.length,
  };
}

export const masterReleaseStatus = defineOperation({
  name: 'master_release_status',
  title: 'Release readiness',
  description:
    'Tells whether the repository you work in is ready to be released: the version of its package and of its Codex plugin (if it has one), ' +
    'its tags "v…", and its releases on GitHub when gh is installed. Use it before a release and after it. ' +
    'Every entry of "blockers" has to be dealt with first; "warnings" may wait. It changes nothing and fetches no tags.',
  kind: 'read',
  idempotent: true,
  needsFleet: false,
  input: noArguments,
  output: z.object({
    ok: z.boolean(),
    release_needed: z.boolean(),
    repo: z.literal(NOT_RETURNED),
    repo_state: z.enum(['git_repository', 'not_a_git_repository', 'git_unavailable']),
    package_manifest: z.enum(['package.json', 'pyproject.toml', 'Cargo.toml']).nullable(),
    package_version: z.string().nullable(),
    plugin_version: z.string().nullable(),
    plugin_base_version: z.string().nullable(),
    expected_tag: z.string().nullable(),
    current_tag_exists: z.boolean(),
    current_tag_points_at_head: z.boolean(),
    latest_local_tag: z.string().nullable(),
    commits_since_latest_local_tag: z.number().nullable(),
    latest_github_release_tag: z.string().nullable(),
    commits_since_latest_github_release: z.number().nullable(),
    github_release_status: z.enum(['ok', 'gh_unavailable', 'gh_release_list_failed']),
    github_release_available: z.boolean(),
    current_version_has_github_release: z.boolean().nullable(),
    local_tag_without_github_release_count: z.number().nullable(),
    local_tags_without_github_release: texts,
    blockers: texts,
    warnings: texts,
  }),
  cli: { command: 'release-status', positionals: [], flags: [] },
  run: async (ctx) => ctx.fleet.installation.releaseStatus(ctx.cwd, inquiryOf(ctx)),
});
