import { realpath } from 'node:fs/promises';
import {
  judgeRelease,
  tagOf,
  type ReleaseFacts,
  type ReleaseStatus,
} from '../../../core/diagnostics/release.ts';
import { compareVersions, isVersion } from '../versions.ts';
import { packageVersion, pluginVersion } from './packageVersion.ts';
import { gitIn, outputOf, runProgram, type AskedGit, type Programs } from './programs.ts';

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
  const git = await gitIn(programs, directory);
  if (git === null) return judgeRelease({ ...UNKNOWN, repository: 'git_unavailable' });
  const repository = (await git.ask('rev-parse', '--show-toplevel'))?.replace(/\n$/, '') ?? '';
  return judgeRelease(repository === '' ? UNKNOWN : await factsOf(programs, git, { directory, repository }));
}

async function factsOf(
  programs: Programs,
  git: AskedGit,
  { directory, repository }: { readonly directory: string; readonly repository: string },
): Promise<ReleaseFacts> {
  const here = await realpath(directory).catch(() => repository);
  const [own, plugin, localTags, gitHub] = await Promise.all([
    packageVersion(here, repository),
    pluginVersion(repository),
    mergedTags(git),
    gitHubReleases(programs, repository),
  ]);
  const [latestTag = null] = localTags;
  const latestRelease = gitHub.status === 'ok' ? gitHub.latest : null;
  const [currentTag, sinceTag, sinceRelease] = await Promise.all([
    own === null ? UNKNOWN.currentTag : whereIsTag(git, tagOf(own.version)),
    commitsSince(git, latestTag),
    commitsSince(git, latestRelease),
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
async function mergedTags(git: AskedGit): Promise<readonly string[]> {
  const args = ['for-each-ref', '--merged=HEAD', '--sort=-creatordate', '--format=%(refname:strip=2)'];
  const lines = (await git.ask(...args, 'refs/tags/v*'))?.split('\n') ?? [];
  const tags = lines.filter((tag) => tag !== '');
  const isRelease = (tag: string): boolean => isVersion(tag.slice(1));
  const versions = tags.filter(isRelease).sort((one, other) => compareVersions(other.slice(1), one.slice(1)));
  return [...versions, ...tags.filter((tag) => !isRelease(tag))];
}

async function whereIsTag(git: AskedGit, tag: string): Promise<ReleaseFacts['currentTag']> {
  const commit = async (name: string): Promise<string | null> =>
    git.ask('rev-parse', '--verify', '--quiet', `${name}^{commit}`);
  const [tagged, head] = await Promise.all([commit(`refs/tags/${tag}`), commit('HEAD')]);
  return { exists: tagged !== null, isAtHead: tagged !== null && tagged === head };
}

async function commitsSince(git: AskedGit, tag: string | null): Promise<number | null> {
  if (tag === null) return null;
  const count = await git.ask('rev-list', '--count', `refs/tags/${tag}..HEAD`, '--');
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
