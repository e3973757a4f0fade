import type { SelfTestResult } from './diagnostics/selfTest.ts';

/**
 * What Codex Master says about, and does to, the Codex of a person: the Teamleiterin's own. Reports are in the words
 * of the reference contract (§7, §8): they are made to be shown, and nothing else is done with them.
 */

import type { Diagnostics } from './diagnostics/diagnostics.ts';

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

/** Where the link is to be: a path as a person writes it (`~/…`, or relative to `cwd`); null for the usual place. */
export interface LinkWish {
  readonly path: string | null;
  readonly cwd: string;
}

export interface InstallWish extends LinkWish {
  /** Make the Masterjet known to the active Codex home. */
  readonly register: boolean;
  /** Put the plugin into that home's cache and turn it on. */
  readonly pluginCache: boolean;
  /** Replace another link, and another registration of this name. */
  readonly force: boolean;
}

/** What an installation does, in this order. */
export type InstallStep = 'check' | 'link' | 'self_test' | 'register' | 'plugin_cache' | 'plugin_activation';

export type SelfTestSummary = Pick<SelfTestResult, 'ok' | 'status' | 'returncode' | 'timeout_seconds'>;

/** What came of an installation (reference contract §8). */
export interface InstallReport {
  readonly ok: true;
  readonly install_path: NotReturned;
  readonly install_path_state: 'default' | 'custom';
  /** Does a shell find the command by its name? */
  readonly install_path_on_path: boolean;
  readonly target: NotReturned;
  readonly target_state: 'matching_repo_wrapper';
  readonly symlink: 'created' | 'already_installed' | 'replaced';
  readonly startup_self_test: SelfTestSummary;
  readonly mcp: {
    readonly requested: boolean;
    readonly status: 'registered' | 'already_registered' | 'skipped';
    readonly startup_timeout: {
      readonly status: 'updated' | 'already_configured' | 'skipped';
      readonly startup_timeout_sec: number | null;
    };
  };
  readonly plugin_cache_install: PluginCacheSync | { readonly ok: true; readonly status: 'skipped' };
  /** Codex loads a plugin from its cache only when config.toml turns it on. */
  readonly plugin_activation: 'enabled' | 'already_enabled' | 'left_disabled' | 'not_possible' | 'skipped';
}

export interface UninstallWish extends LinkWish {
  readonly keepRegistration: boolean;
  readonly keepPluginCache: boolean;
  readonly keepSymlink: boolean;
  /** Remove the link also when it is not known who made it, as long as it leads to our program. */
  readonly removeSymlink: boolean;
}

/** What came of taking out what `install` made (reference contract §8). */
export interface UninstallReport {
  readonly ok: true;
  readonly install_path: NotReturned;
  readonly install_path_state: 'default' | 'custom';
  readonly mcp: {
    readonly status: 'removed' | 'not_registered' | 'left_in_place_other_command' | 'skipped';
  };
  readonly symlink:
    | 'removed'
    | 'missing'
    | 'left_in_place_not_repo_wrapper'
    | 'left_in_place_not_installed_by_us'
    | 'skipped';
  readonly plugin_cache: {
    readonly status: 'removed' | 'not_installed' | 'skipped';
    readonly removed_version_count: number;
  };
  readonly plugin_activation: 'removed' | 'not_enabled' | 'left_in_place' | 'skipped';
}

/** The product in a person's Codex. Nothing here touches an Agentin. */
export interface Installation extends Diagnostics {
  /**
   * Makes the product known to the active Codex home, step by step. Idempotent. Rejects with `install_refused` (nothing
   * was changed) or `install_incomplete` (`details.done` says what was; calling again goes on), `codex_missing`, `home_missing`.
   */
  install(wish: InstallWish, onStep?: (step: InstallStep) => void): Promise<InstallReport>;
  /** Takes out what `install` made, and only that. Rejects with `uninstall_incomplete`, `codex_missing`. */
  uninstall(wish: UninstallWish): Promise<UninstallReport>;
  /** Leads what an older version of the extension installed to this one; how many installations it were. */
  followUpdate(): Promise<number>;
  /** Is the plugin's app entry (a ChatGPT connector) filled in? Reads two files. */
  appBridgeStatus(): Promise<AppBridgeStatus>;
}
