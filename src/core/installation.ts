/**
 * What Codex Master says about, and does to, the Codex of a person: the Teamleiterin's own. Reports are in the words
 * of the reference contract (§7, §8): they are made to be shown, and nothing else is done with them.
 */

/** Stands for a path that is kept back. */
type NotReturned = 'not_returned';

/** Why the plugin's app entry is not ready (reference contract §7, master_app_bridge_status). */
export type AppBridgeReason =
  | 'app_manifest_not_regular_file'
  | 'app_manifest_unreadable'
  | 'apps_not_object'
  | 'codex_master_app_missing'
  | 'connector_id_missing'
  | 'plugin_or_connector_id_not_ready';

export interface AppBridgeStatus {
  readonly ok: boolean;
  readonly app_name: string;
  readonly app_manifest: {
    readonly path: NotReturned;
    readonly path_state: 'configured';
    readonly exists: boolean;
    readonly regular_file: boolean;
    readonly symlink: boolean;
  };
  /** What the plugin's manifest says of its apps. */
  readonly plugin_apps: {
    readonly declared: boolean;
    /** Relative to the plugin, null when none is named or it leads out of the plugin. */
    readonly target: string | null;
    readonly ok: boolean;
  };
  readonly registration_mode: 'plugin_app_manifest';
  /** A connector is registered in ChatGPT, by its owner; nothing here can do that or look it up. */
  readonly chatgpt_connector_registration: 'not_verified' | 'not_configured';
  readonly connector_id: string | null;
  readonly connector_id_kind: 'connector' | 'app' | 'custom' | null;
  readonly connector_id_format_ok: boolean;
  readonly reason: AppBridgeReason | null;
}

/** Why the plugin cache does not hold our plugin (reference contract §7, master_plugin_status). */
export type PluginCacheReason =
  | 'plugin_cache_missing'
  | 'plugin_cache_unreadable'
  | 'plugin_cache_not_real_directory'
  | 'plugin_cache_changed'
  | 'repo_plugin_version_not_installed';

/** A plugin's manifest, as far as its name and version go. */
export interface PluginManifestReport {
  readonly version: string | null;
  readonly version_state: 'valid' | 'invalid' | 'missing';
  readonly name_matches: boolean;
  readonly ok: boolean;
  readonly reason:
    | 'plugin_manifest_missing'
    | 'plugin_manifest_not_regular_file'
    | 'plugin_manifest_unreadable'
    | 'plugin_manifest_invalid'
    | 'plugin_name_mismatch'
    | 'plugin_version_invalid'
    | null;
}

export interface PluginCacheStatus {
  readonly ok: boolean;
  readonly marketplace: string;
  readonly plugin_name: string;
  readonly repo_manifest: PluginManifestReport;
  readonly repo_version_installed: boolean;
  readonly installed_version_count: number;
  /** Newest first, at most 20. */
  readonly installed_versions: readonly string[];
  readonly installed_versions_truncated: boolean;
  readonly symlink_entry_count: number;
  readonly invalid_entry_count: number;
  readonly unreadable_entry_count: number;
  readonly reason: PluginCacheReason | null;
}

/** What came of putting the plugin into the cache (reference contract §8, plugin cache sync). */
export interface PluginCacheSync {
  readonly ok: boolean;
  readonly status: 'synced' | 'sync_incomplete';
  /** False when the very same files were there already. */
  readonly changed: boolean;
  readonly version: string;
  readonly cache_entry: NotReturned;
  readonly cache_entry_state: 'configured';
  readonly copied_files: number;
  readonly copied_directories: number;
  /** Relative to the plugin. */
  readonly excluded_artifacts: readonly string[];
  readonly retention: {
    readonly max_versions: number;
    readonly current_version_retained: boolean;
    readonly retained_old_version_count: number;
    readonly pruned_version_count: number;
  };
  readonly plugin_cache: PluginCacheStatus;
}

/** The product in a person's Codex. Nothing here touches an Agentin. */
export interface Installation {
  /** Is the plugin's app entry (a ChatGPT connector) filled in? Reads two files. */
  appBridgeStatus(): Promise<AppBridgeStatus>;
}
