import type { AppBridgeStatus, PluginCacheStatus, PluginManifestReport } from '../installation.ts';
import type { DoctorReport } from './check.ts';
import type { CodexHomeContext } from './codexHome.ts';
import type { ProcessSummary } from './processes.ts';
import type { ClientConfigStatus, RegistrationStatus } from './registration.ts';
import type { ReleaseStatus } from './release.ts';
import type { SelfTestResult } from './selfTest.ts';

/** How a diagnosis is asked for. */
export interface Inquiry {
  /** Ends it early; it then rejects with `cancelled`. */
  readonly signal?: AbortSignal | undefined;
  /** Hears a short public sentence before what may take a while. */
  readonly onProgress?: ((message: string) => void) | undefined;
}

/** Is a file that the product ships there? Its path is kept back. */
export interface FileState {
  readonly path: 'not_returned';
  readonly path_state: 'configured';
  readonly exists: boolean;
  readonly regular_file: boolean;
  readonly symlink: boolean;
}

/** What an installed link points to. */
export type LinkTarget = 'not_symlink' | 'matching_repo_wrapper' | 'different' | 'unreadable';

export interface LinkState {
  readonly exists: boolean;
  readonly symlink: boolean;
  readonly target_state: LinkTarget;
}

/** Has the checkout that the installed link runs from changes of its own? */
export interface WorktreeState {
  readonly state: 'not_applicable' | 'clean' | 'dirty' | 'unknown';
  readonly tracked_change_count: number | null;
  readonly untracked_count: number | null;
  readonly severity: 'info' | 'warning';
}

/** The command line that a self-test started: what is installed, what Codex has registered, or the package itself. */
export type SelfTestSubject = 'installed_link' | 'registered_command' | 'package';

export type SelfTestReport = SelfTestResult & { readonly subject: SelfTestSubject };

/** What plugin and namespace status have in common. */
export interface NamespaceParts {
  readonly mcp_registration: RegistrationStatus;
  readonly startup_self_test: SelfTestReport;
  readonly plugin_cache: PluginCacheStatus;
  readonly client_config: ClientConfigStatus;
  readonly codex_home_context: CodexHomeContext;
}

export interface PluginStatus extends NamespaceParts {
  readonly ok: boolean;
  readonly repo: 'not_returned';
  readonly repo_state: 'configured';
  readonly plugin_manifest: FileState;
  readonly plugin_manifest_version: PluginManifestReport;
  readonly mcp_manifest: FileState;
  readonly app_manifest: FileState;
  readonly skill: FileState;
  readonly app_bridge: AppBridgeStatus;
  readonly installed_source_worktree_state: WorktreeState;
}

export interface NamespaceStatus extends NamespaceParts {
  readonly ok: boolean;
  readonly namespace_ready: boolean;
  readonly mcp_server_ready: boolean;
  readonly plugin_cache_ready: boolean;
  readonly client_config_ready: boolean;
  readonly active_home_ready: boolean;
  readonly tools_list_self_test: SelfTestReport;
  readonly running_process_summary: ProcessSummary;
}

/** Looks at an installation and at what it needs; changes nothing. Reports are in the words of the contract (§7). */
export interface Diagnostics {
  doctor(inquiry: Inquiry): Promise<DoctorReport>;
  pluginStatus(inquiry: Inquiry): Promise<PluginStatus>;
  namespaceStatus(inquiry: Inquiry): Promise<NamespaceStatus>;
  /** `directory`: absolute; the repository around it is meant. */
  releaseStatus(directory: string, inquiry: Inquiry): Promise<ReleaseStatus>;
}

/** Ready for a Teamleiterin: the server starts and is registered, its plugin is there, in a home that may have it. */
export function judgeNamespace(
  parts: NamespaceParts & Pick<NamespaceStatus, 'tools_list_self_test' | 'running_process_summary'>,
): NamespaceStatus {
  const server = parts.mcp_registration.ok && parts.startup_self_test.ok && parts.tools_list_self_test.ok;
  const [cache, config, home] = [parts.plugin_cache.ok, parts.client_config.ok, parts.codex_home_context.ok];
  const ready = server && cache && config && home;
  return {
    ok: ready,
    namespace_ready: ready,
    mcp_server_ready: server,
    plugin_cache_ready: cache,
    client_config_ready: config,
    active_home_ready: home,
    ...parts,
  };
}
