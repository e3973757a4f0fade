/**
 * The fields of each tool's result (reference contract §1 to §7), as words. Where a tool answers for several Agentinnen
 * these are the fields of an entry of `results`; where there are two kinds of entry, there are two rows.
 */
const STATUS =
  'agent label backend running session pid home home_kind runner runner_state started_at_utc cwd cwd_state model ' +
  'model_reasoning_effort lease last_assignment tui_context limit_state response_state raw_log raw_log_bytes ' +
  'raw_log_updated_at_utc raw_log_idle_seconds raw_log_max_bytes raw_log_policy raw_log_path_valid home_process_count ' +
  'home_external_process_count home_external_processes_truncated raw_output';
const LEASE =
  'agent state holder held_by_this_server expires_at_utc seconds_remaining ttl_seconds raw_output';
const ASSIGNED =
  'assignment_id agent status role name model skill scope_count write_policy write_path_count subagents_allowed lease ' +
  'prompt_chars prompt_output response_output send';
const RECORD =
  'assignment_id created_at_utc agent role name model skill scope write_paths context_count forbidden_count ' +
  'write_policy allow_subagents lease submitted prompt_chars prompt_output response_output';
const SENT = 'agent status chars paste_mode submitted response_output lease';
const SKILL = 'name source plugin path';
const PROGRAM = 'ok returncode output_excerpt redaction_applied';
const PLUGINS = 'plugin_count plugins_offset plugins_limit plugins plugins_truncated';
const WATCHED =
  'agent running lease_state held_by_this_server manage_unclaimed response_state effective_idle_seconds activity_source ' +
  'idle_threshold_seconds report_grace_seconds planned_action dry_run watchdog_state action_taken';

/** Tool, the way to the fields in the schema of its result (`results.lease`), the fields. */
export const RESULT_FIELDS: readonly (readonly [tool: string, way: string, fields: string])[] = [
  [
    'agent_start',
    'results',
    'agent backend session pid cwd cwd_state lease model model_reasoning_effort raw_log raw_log_max_bytes',
  ],
  ['agent_start', 'results', 'agent backend session pid lease meta home_external_process_count'],
  ['agent_status', 'results', STATUS],
  [
    'agent_wait',
    '',
    'agent status timeout_seconds poll_interval_seconds poll_count elapsed_seconds initial current',
  ],
  ['agent_wait', 'initial', STATUS],
  ['agent_wait', 'current', STATUS],
  ['agent_send', '', SENT],
  ['agent_interrupt', '', 'agent status lease response_output'],
  ['agent_stop', 'results', 'agent status session lease'],
  ['agent_safe_tail', '', 'agent source lines_limit chars_limit redaction_applied raw_log output'],
  ['agent_lease_status', 'results', LEASE],
  ['agent_claim', '', 'agent status lease previous_lease waited_seconds poll_count'],
  ['agent_claim', 'previous_lease', LEASE],
  ['agent_release', '', 'agent status previous_lease lease'],
  [
    'fleet_watchdog',
    '',
    'status agent idle_seconds poll_interval_seconds report_grace_seconds action require_lease manage_unclaimed dry_run results',
  ],
  ['fleet_watchdog', 'results', WATCHED],
  [
    'agent_skills',
    'results',
    `agent label home total roots by_source system_skills ${PLUGINS} skill_file_contents`,
  ],
  ['agent_skill_match', 'results', 'agent skill available match_count matches skill_file_contents'],
  [
    'agent_capabilities',
    'results',
    `agent label home models skill_count system_skills plugin_page_count ${PLUGINS} master_mcp_tools native_subagents write_policy`,
  ],
  ['agent_scope_check', '', 'cwd cwd_state allowed scope write_paths violations'],
  ['agent_assign', '', ASSIGNED],
  ['agent_assign_readonly', '', ASSIGNED],
  ['agent_assign_write', '', ASSIGNED],
  ['agent_assign', 'send', SENT],
  [
    'agent_assignments',
    '',
    'agent limit records record_count retained_count retention_limit records_truncated log_path',
  ],
  ['agent_assignments', 'records', RECORD],
  ['agent_last_assignment_status', '', 'agent status record'],
  ['agent_last_assignment_status', 'record', RECORD],
  ['agent_report_request', '', 'agent status submitted assignment_id lease send'],
  ['agent_report_request', 'send', SENT],
  ['worktree_create_for_agent', '', 'agent path path_state path_kind base_ref status'],
  ['worktree_status', '', 'path path_state status worktrees'],
  ['worktree_status', 'status', 'ok returncode output_excerpt redaction_applied'],
  ['integration_status', '', 'repo repo_state status diff_stat assignments'],
  ['commit_ready_check', '', 'ok checks'],
  ['commit_ready_check', 'checks', 'name ok returncode output_excerpt redaction_applied'],
  [
    'master_app_bridge_status',
    '',
    'ok app_name app_manifest plugin_apps registration_mode chatgpt_connector_registration connector_id connector_id_kind connector_id_format_ok reason',
  ],
  [
    'master_plugin_status',
    '',
    'ok repo plugin_manifest plugin_manifest_version plugin_cache mcp_manifest app_manifest skill app_bridge mcp_registration client_config startup_self_test installed_source_worktree_state codex_home_context',
  ],
  [
    'master_namespace_status',
    '',
    'ok namespace_ready mcp_server_ready plugin_cache_ready client_config_ready active_home_ready tools_list_self_test local_tool_contract expected_tools tool_search client_refresh running_process_summary',
  ],
  [
    'master_release_status',
    '',
    'ok release_needed package_version plugin_version plugin_base_version expected_tag current_tag_exists current_tag_points_at_head latest_local_tag commits_since_latest_local_tag latest_github_release_tag commits_since_latest_github_release github_release_status github_release_available current_version_has_github_release local_tag_without_github_release_count local_tags_without_github_release blockers warnings',
  ],
  ['agent_doctor', '', 'ok checks'],
  // What lies deeper (contract §1.1, §3.6, §4, §6, §7).
  [
    'agent_status',
    'results.limit_state',
    'limited window kind model model_source model_pool session_model session_model_pool assignment_model assignment_model_pool role source evidence raw_output',
  ],
  ['agent_status', 'results.response_state', 'state idle_threshold_seconds response_output raw_output'],
  ['agent_status', 'results.lease', LEASE],
  ['agent_status', 'results.last_assignment', 'assignment_id created_at_utc role model'],
  ['agent_claim', 'lease', LEASE],
  ['agent_release', 'lease', LEASE],
  ['fleet_watchdog', 'results.report_request', 'status submitted assignment_id send_status'],
  ['fleet_watchdog', 'results.action_result', 'status lease'],
  ['agent_skills', 'results.roots', 'kind path path_state exists skill_count'],
  ['agent_skills', 'results.names', SKILL],
  ['agent_skill_match', 'results.matches', SKILL],
  [
    'agent_capabilities',
    'results.models',
    'default read_only write default_reasoning_effort write_reasoning_effort',
  ],
  ['agent_assign', 'skill', 'requested available matches'],
  ['agent_assignments', 'records.lease', 'state holder held_by_this_server expires_at_utc raw_output'],
  ['agent_assignments', 'records.skill', 'requested available match_count'],
  ['worktree_status', 'worktrees', PROGRAM],
  ['integration_status', 'status', PROGRAM],
  ['integration_status', 'diff_stat', PROGRAM],
  ['integration_status', 'assignments', RECORD],
  ['master_app_bridge_status', 'app_manifest', 'path path_state exists regular_file symlink'],
  ['master_app_bridge_status', 'plugin_apps', 'declared target ok'],
  ['master_plugin_status', 'plugin_manifest_version', 'version version_state name_matches ok reason'],
  [
    'master_plugin_status',
    'plugin_cache',
    'marketplace plugin_name repo_manifest repo_version_installed installed_version_count installed_versions installed_versions_truncated symlink_entry_count invalid_entry_count unreadable_entry_count ok reason',
  ],
  [
    'master_plugin_status',
    'mcp_registration',
    'registered command_matches startup_timeout_sec startup_timeout_ok startup_timeout_recommended_sec ok redaction_applied output_excerpt',
  ],
  [
    'master_plugin_status',
    'client_config',
    'server_declared command_configured command_matches_install_path startup_timeout_sec startup_timeout_ok ok reason',
  ],
  ['master_plugin_status', 'startup_self_test', 'ok status returncode timeout_seconds'],
  ['master_plugin_status', 'codex_home_context', 'codex_home_env home_kind matched_agent mcp_visibility ok'],
  [
    'master_namespace_status',
    'running_process_summary',
    'codex_client_process_count mcp_server_process_count home_kind_counts namespace_visibility',
  ],
  [
    'master_namespace_status',
    'running_process_summary.namespace_visibility',
    'main_default_home_clients custom_home_clients managed_agent_home_clients unknown_home_clients custom_home_clients_need_own_mcp_config managed_agent_home_clients_expect_no_master_mcp unknown_home_clients_need_manual_check',
  ],
  ['agent_doctor', 'checks', 'name ok'],
];
