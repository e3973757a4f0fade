import * as z from 'zod';
import { NOT_RETURNED } from '../sentinels.ts';

/** Shapes that the diagnoses share (reference contract §7). */

export const fileState = z.object({
  path: z.literal(NOT_RETURNED),
  path_state: z.literal('configured'),
  exists: z.boolean(),
  regular_file: z.boolean(),
  symlink: z.boolean(),
});

const seconds = z.number().nullable();

export const texts = z.array(z.string()).readonly();

export const mcpRegistration = z.object({
  registered: z.boolean(),
  command_matches: z.boolean(),
  startup_timeout_sec: seconds,
  startup_timeout_ok: z.boolean(),
  startup_timeout_recommended_sec: z.number(),
  ok: z.boolean(),
  reason: z.string().nullable(),
  returncode: z.number().nullable(),
  output_excerpt: z.string().nullable(),
  redaction_applied: z.literal(true),
});

export const clientConfig = z.object({
  server_declared: z.boolean(),
  command_configured: z.boolean(),
  command_matches_install_path: z.boolean(),
  startup_timeout_sec: seconds,
  startup_timeout_ok: z.boolean(),
  ok: z.boolean(),
  reason: z.string().nullable(),
});

export const selfTest = z.object({
  ok: z.boolean(),
  status: z.enum(['ok', 'failed', 'timeout', 'unavailable']),
  subject: z.enum(['installed_link', 'registered_command', 'package']).describe('What was started.'),
  returncode: z.number().nullable(),
  timeout_seconds: z.number(),
  problem: z.string().nullable(),
  version: z.string().nullable(),
  tool_count: z.number().nullable(),
  elapsed_ms: z.number(),
});

export const manifestVersion = z.object({
  version: z.string().nullable(),
  version_state: z.enum(['valid', 'invalid', 'missing']),
  name_matches: z.boolean(),
  ok: z.boolean(),
  reason: z.string().nullable(),
});

export const pluginCache = z.object({
  ok: z.boolean(),
  marketplace: z.string(),
  plugin_name: z.string(),
  repo_manifest: manifestVersion,
  repo_version_installed: z.boolean(),
  installed_version_count: z.number(),
  installed_versions: texts,
  installed_versions_truncated: z.boolean(),
  symlink_entry_count: z.number(),
  invalid_entry_count: z.number(),
  unreadable_entry_count: z.number(),
  reason: z.string().nullable(),
});

export const worktreeState = z.object({
  state: z.enum(['not_applicable', 'clean', 'dirty', 'unknown']),
  tracked_change_count: z.number().nullable(),
  untracked_count: z.number().nullable(),
  severity: z.enum(['info', 'warning']),
});

export const codexHomeContext = z.object({
  codex_home_env: z.enum(['set', 'unset']),
  home_kind: z.enum(['main_default_home', 'managed_agent_home', 'custom_home']),
  matched_agent: z.string().nullable(),
  mcp_visibility: z.enum([
    'expected_if_registered',
    'not_expected_for_master_mcp',
    'depends_on_custom_home_registration',
  ]),
  ok: z.boolean(),
});

const count = z.number();

export const processSummary = z.object({
  codex_client_process_count: count,
  mcp_server_process_count: count.describe('Other Masterjets than this one, relays included.'),
  home_kind_counts: z.object({
    main_default_home: count,
    managed_agent_home: count,
    custom_home: count,
    unknown_home: count,
  }),
  namespace_visibility: z.object({
    main_default_home_clients: count,
    custom_home_clients: count,
    managed_agent_home_clients: count,
    unknown_home_clients: count,
    custom_home_clients_need_own_mcp_config: z.boolean(),
    managed_agent_home_clients_expect_no_master_mcp: z.boolean(),
    unknown_home_clients_need_manual_check: z.boolean(),
  }),
});

/** One check of agent_doctor; its figures stand beside these keys. */
export const check = z.looseObject({
  name: z.string(),
  ok: z.boolean(),
  severity: z.enum(['info', 'warning', 'error']),
  hint: z.string().nullable().describe('What to do; null when there is nothing to do.'),
  fix: z.string().nullable().describe('What a front end may offer to do about it.'),
});
