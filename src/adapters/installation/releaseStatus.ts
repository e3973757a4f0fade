import { realpath } from 'node:fs/promises';
import {
  judgeRelease,
  tagOf,
  type ReleaseFacts,
  type ReleaseStatus,
} from '../../core/diagnostics/release.ts';
import { packageVersion, pluginVersion } from './packageVersion.ts';
import { askGit, outputOf, runProgram, type Programs } from './programs.ts';
import { compareVersions, isVersion } from './versions.ts';

type GitHub = ReleaseFacts['gitHub'];

const UNKNOWN: ReleaseFacts = {
  repository: 'not_a_git_repository',
  packageManifest: null,
  packageVersion: null,
  pluginVersion: null,
  localTags: [],
  currentTag: { exists: false, isAtHead: false },
  gitHub: { status: 'gh_unavailable' },
  commitsSince: { localTag: null, gitHubRelease: null },
};

/**
 * Release readiness of the repository around a directory: the caller's own, not the one that this program came from
 * (reference contract §7, master_release_status, which reads the server's checkout). Never rejects.
 */
export async function releaseStatus(programs: Programs, directory: string): Promise<ReleaseStatus> {
  const found = await askGit(programs, directory, ['rev-parse', '--show-toplevel']);
  const repository = outputOf(found)?.replace(/\n$/, '') ?? '';
  if (repository !== '') return judgeRelease(await factsOf(programs, directory, repository));
  const isMissing = found.kind === 'unstarted' && found.reason === 'missing';
  return judgeRelease({ ...UNKNOWN, repository: isMissing ? 'git_unavailable' : 'not_a_git_repository' });
}

async function factsOf(programs: Programs, directory: string, repository: string): Promise<ReleaseFacts> {
  const here = await realpath(directory).catch(() => repository);
  const [own, plugin, localTags, gitHub] = await Promise.all([
    packageVersion(here, repository),
    pluginVersion(repository),
    mergedTags(programs, repository),
    gitHubReleases(programs, repository),
  ]);
  const [latestTag = null] = localTags;
  const latestRelease = gitHub.status === 'ok' ? gitHub.latest : null;
  const [currentTag, sinceTag, sinceRelease] = await Promise.all([
    own === null ? UNKNOWN.currentTag : whereIsTag(programs, repository, tagOf(own.version)),
    commitsSince(programs, repository, latestTag),
    commitsSince(programs, repository, latestRelease),
  ]);
  return {
    repository: 'git_repository',
    packageManifest: own?.manifest ?? null,
    packageVersion: own?.version ?? null,
    pluginVersion: plugin,
    localTags,
    currentTag,
    gitHub,
    commitsSince: { localTag: sinceTag, gitHubRelease: sinceRelease },
  };
}

/** Tags `v*` in HEAD's history, the highest version first, then those that are no version. */
async function mergedTags(programs: Programs, repository: string): Promise<readonly string[]> {
  const args = ['for-each-ref', '--merged=HEAD', '--sort=-creatordate', '--format=%(refname:strip=2)'];
  const lines = outputOf(await askGit(programs, repository, [...args, 'refs/tags/v*']))?.split('\n') ?? [];
  const tags = lines.filter((tag) => tag !== '');
  const isRelease = (tag: string): boolean => isVersion(tag.slice(1));
  const versions = tags.filter(isRelease).sort((one, other) => compareVersions(other.slice(1), one.slice(1)));
  return [...versions, ...tags.filter((tag) => !isRelease(tag))];
}

async function whereIsTag(
  programs: Programs,
  repository: string,
  tag: string,
): Promise<ReleaseFacts['currentTag']> {
  const commit = (name: string): Promise<string | null> =>
    askGit(programs, repository, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]).then(outputOf);
  const [tagged, head] = await Promise.all([commit(`refs/tags/${tag}`), commit('HEAD')]);
  return { exists: tagged !== null, isAtHead: tagged !== null && tagged === head };
}

async function commitsSince(
  programs: Programs,
  repository: string,
  tag: string | null,
): Promise<number | null> {
  if (tag === null) return null;
  const count = outputOf(
    await askGit(programs, repository, ['rev-list', '--count', `refs/tags/${tag}..HEAD`, '--']),
  );
  return count === null ? null : Number.parseInt(count, 10);
}

const GH_ENVIRONMENT = {
  GH_PROMPT_DISABLED: '1',
  GH_NO_UPDATE_NOTIFIER: '1',
  NO_COLOR: '1',
  GH_PAGER: 'cat',
};

const GH_TIMEOUT_MS = 30_000;

/** The newest 100 releases on GitHub, drafts left out. */
async function gitHubReleases(programs: Programs, repository: string): Promise<GitHub> {
  const argv = ['gh', 'release', 'list', '--limit', '100'];
  const result = await runProgram(programs, argv, {
    cwd: repository,
    env: GH_ENVIRONMENT,
    timeoutMs: GH_TIMEOUT_MS,
  });
  if (result.kind === 'unstarted') return { status: 'gh_unavailable' };
  const output = outputOf(result);
  return output === null ? { status: 'gh_release_list_failed' } : parseGhReleases(output);
}

/** `title TAB type TAB tag TAB date` for each release, newest first; read from the end, a title may hold anything. */
export function parseGhReleases(output: string): GitHub {
  const releases = output
    .split('\n')
    .map((line) => line.split('\t'))
    .filter((fields) => fields.length >= 4 && fields.at(-3) !== 'Draft')
    .map((fields) => ({ type: fields.at(-3) ?? '', tag: fields.at(-2) ?? '' }));
  const latest = releases.find(({ type }) => type === 'Latest') ?? releases[0];
  return { status: 'ok', tags: releases.map(({ tag }) => tag), latest: latest?.tag ?? null };
}
