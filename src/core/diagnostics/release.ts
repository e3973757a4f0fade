/** Is the repository that someone works in ready to be released (reference contract §7, master_release_status)? */

export type RepositoryState = 'git_repository' | 'not_a_git_repository' | 'git_unavailable';
export type PackageManifest = 'package.json' | 'pyproject.toml' | 'Cargo.toml';
export type GitHubReleaseStatus = 'ok' | 'gh_unavailable' | 'gh_release_list_failed';

export type ReleaseBlocker =
  | 'not_a_git_repository'
  | 'git_unavailable'
  | 'package_version_missing'
  | 'plugin_version_mismatch'
  | 'current_version_tag_missing'
  | 'current_version_tag_not_at_head'
  | 'github_release_missing_for_current_version';

export type ReleaseWarning = 'latest_github_release_behind_head' | 'local_tags_without_github_release';

/** What git, gh and the manifests say. */
export interface ReleaseFacts {
  readonly repository: RepositoryState;
  readonly packageManifest: PackageManifest | null;
  readonly packageVersion: string | null;
  readonly pluginVersion: string | null;
  /** Tags `v*` that HEAD holds, newest first. */
  readonly localTags: readonly string[];
  /** Does the tag of the package's version exist, merged or not, and is it at HEAD? */
  readonly currentTag: { readonly exists: boolean; readonly isAtHead: boolean };
  readonly gitHub:
    | { readonly status: 'ok'; readonly tags: readonly string[]; readonly latest: string | null }
    | { readonly status: Exclude<GitHubReleaseStatus, 'ok'> };
  /** Commits of HEAD that a tag does not hold; null for a tag that is not there. */
  readonly commitsSince: {
    readonly localTag: number | null;
    readonly gitHubRelease: number | null;
  };
}

export interface ReleaseStatus {
  readonly ok: boolean;
  /** Something is here that no release has yet. */
  readonly release_needed: boolean;
  readonly repo: 'not_returned';
  readonly repo_state: RepositoryState;
  /** Where the version stands; null when no manifest with one was found. */
  readonly package_manifest: PackageManifest | null;
  readonly package_version: string | null;
  /** Null for a repository without a Codex plugin. */
  readonly plugin_version: string | null;
  readonly plugin_base_version: string | null;
  readonly expected_tag: string | null;
  readonly current_tag_exists: boolean;
  readonly current_tag_points_at_head: boolean;
  readonly latest_local_tag: string | null;
  readonly commits_since_latest_local_tag: number | null;
  readonly latest_github_release_tag: string | null;
  readonly commits_since_latest_github_release: number | null;
  readonly github_release_status: GitHubReleaseStatus;
  readonly github_release_available: boolean;
  /** Null where GitHub could not be asked. */
  readonly current_version_has_github_release: boolean | null;
  readonly local_tag_without_github_release_count: number | null;
  readonly local_tags_without_github_release: readonly string[];
  readonly blockers: readonly ReleaseBlocker[];
  readonly warnings: readonly ReleaseWarning[];
}

const MAX_LISTED_TAGS = 10;

/** Builds of one version (`1.2.0+codex.3`) are that version. */
function baseVersion(version: string): string {
  return version.split('+', 1)[0] ?? version;
}

export function tagOf(version: string): string {
  return `v${baseVersion(version)}`;
}

export function judgeRelease(facts: ReleaseFacts): ReleaseStatus {
  const { packageVersion, pluginVersion, currentTag, gitHub } = facts;
  const expectedTag = packageVersion === null ? null : tagOf(packageVersion);
  const released = gitHub.status === 'ok' ? new Set(gitHub.tags) : null;
  const unreleased = released === null ? null : facts.localTags.filter((tag) => !released.has(tag));
  const hasRelease = released === null || expectedTag === null ? null : released.has(expectedTag);
  const blockers = blockersOf(facts, hasRelease);
  return {
    ok: blockers.length === 0,
    release_needed: facts.repository === 'git_repository' && (!currentTag.isAtHead || hasRelease === false),
    repo: 'not_returned',
    repo_state: facts.repository,
    package_manifest: facts.packageManifest,
    package_version: packageVersion,
    plugin_version: pluginVersion,
    plugin_base_version: pluginVersion === null ? null : baseVersion(pluginVersion),
    expected_tag: expectedTag,
    current_tag_exists: currentTag.exists,
    current_tag_points_at_head: currentTag.isAtHead,
    latest_local_tag: facts.localTags[0] ?? null,
    commits_since_latest_local_tag: facts.commitsSince.localTag,
    latest_github_release_tag: gitHub.status === 'ok' ? gitHub.latest : null,
    commits_since_latest_github_release: facts.commitsSince.gitHubRelease,
    github_release_status: gitHub.status,
    github_release_available: gitHub.status === 'ok',
    current_version_has_github_release: hasRelease,
    local_tag_without_github_release_count: unreleased?.length ?? null,
    local_tags_without_github_release: unreleased?.slice(0, MAX_LISTED_TAGS) ?? [],
    blockers,
    warnings: warningsOf(facts, unreleased),
  };
}

function blockersOf(facts: ReleaseFacts, hasRelease: boolean | null): readonly ReleaseBlocker[] {
  const { packageVersion, pluginVersion, currentTag } = facts;
  if (facts.repository !== 'git_repository') return [facts.repository];
  if (packageVersion === null) return ['package_version_missing'];
  const isOtherVersion = pluginVersion !== null && baseVersion(pluginVersion) !== baseVersion(packageVersion);
  const found: readonly (readonly [ReleaseBlocker, boolean])[] = [
    ['plugin_version_mismatch', isOtherVersion],
    ['current_version_tag_missing', !currentTag.exists],
    ['current_version_tag_not_at_head', currentTag.exists && !currentTag.isAtHead],
    ['github_release_missing_for_current_version', hasRelease === false],
  ];
  return found.filter(([, isFound]) => isFound).map(([blocker]) => blocker);
}

function warningsOf(facts: ReleaseFacts, unreleased: readonly string[] | null): readonly ReleaseWarning[] {
  const isBehind = (facts.commitsSince.gitHubRelease ?? 0) > 0;
  return [
    ...(isBehind ? (['latest_github_release_behind_head'] as const) : []),
    ...((unreleased?.length ?? 0) > 0 ? (['local_tags_without_github_release'] as const) : []),
  ];
}
