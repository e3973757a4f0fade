import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  parseGhReleases,
  releaseStatus,
} from '../../../../../src/adapters/installation/doctor/releaseStatus.ts';
import type { Command, CommandRunner, RunResult } from '../../../../../src/adapters/run.ts';
import { ended } from '../../codex/host/support.ts';
import { scratchFolder } from '../../store/support.ts';

/** A repository with one line of commits, numbered from 1, and what GitHub knows of it. */
class FakeRepository implements CommandRunner {
  readonly commands: Command[] = [];
  readonly root: string;
  head = 5;
  /** Tag to commit; those above HEAD lie on another branch. */
  tags: Readonly<Record<string, number>> = {};
  gh: RunResult = { kind: 'unstarted', reason: 'missing', cause: null };

  constructor(root: string) {
    this.root = root;
  }

  run(command: Command): Promise<RunResult> {
    this.commands.push(command);
    if (command.file === 'gh') return Promise.resolve(this.gh);
    return Promise.resolve(this.#git(command.args.slice(1)));
  }

  releases(...lines: readonly string[]): void {
    this.gh = ended(lines.map((line) => `${line}\n`).join(''));
  }

  #git([verb, ...args]: readonly string[]): RunResult {
    if (args[0] === '--show-toplevel') return ended(`${this.root}\n`);
    // Nothing in its configuration names a program.
    if (verb === 'config') return ended('', { exitCode: 1 });
    if (verb === 'for-each-ref') {
      const merged = Object.entries(this.tags).filter(([, commit]) => commit <= this.head);
      return ended(merged.map(([tag]) => `${tag}\n`).join(''));
    }
    if (verb === 'rev-parse') return this.#commit(args.at(-1)?.replace('^{commit}', '') ?? '');
    const tag = /^refs\/tags\/(.+)\.\.HEAD$/.exec(args[1] ?? '')?.[1] ?? '';
    const at = this.tags[tag];
    return at === undefined ? ended('', { exitCode: 128 }) : ended(`${Math.max(0, this.head - at)}\n`);
  }

  #commit(name: string): RunResult {
    const at = name === 'HEAD' ? this.head : this.tags[name.replace('refs/tags/', '')];
    return at === undefined ? ended('', { exitCode: 1 }) : ended(`${at}\n`);
  }
}

let root: string;
let repository: FakeRepository;

beforeEach(() => {
  root = scratchFolder();
  repository = new FakeRepository(root);
});

function write(file: string, content: unknown): void {
  const target = path.join(root, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, typeof content === 'string' ? content : JSON.stringify(content));
}

const status = async (directory = root) => releaseStatus({ runner: repository, env: {} }, directory);

describe('a repository', () => {
  it('is ready when package, plugin, tag and GitHub agree', async () => {
    write('package.json', { name: 'x', version: '1.10.0' });
    write('media/plugin/.codex-plugin/plugin.json', { name: 'x', version: '1.10.0+codex.4' });
    repository.tags = { 'v1.9.0': 2, 'v1.10.0': 5, 'v1.10.0-rc.1': 4, vNext: 1 };
    repository.releases('Ten\tLatest\tv1.10.0\td', 'Nine\t\tv1.9.0\td', 'rc\tPre-release\tv1.10.0-rc.1\td');
    expect(await status()).toEqual({
      ok: true,
      release_needed: false,
      repo: 'not_returned',
      repo_state: 'git_repository',
      package_manifest: 'package.json',
      package_version: '1.10.0',
      plugin_version: '1.10.0+codex.4',
      plugin_base_version: '1.10.0',
      expected_tag: 'v1.10.0',
      current_tag_exists: true,
      current_tag_points_at_head: true,
      latest_local_tag: 'v1.10.0',
      commits_since_latest_local_tag: 0,
      latest_github_release_tag: 'v1.10.0',
      commits_since_latest_github_release: 0,
      github_release_status: 'ok',
      github_release_available: true,
      current_version_has_github_release: true,
      local_tag_without_github_release_count: 1,
      local_tags_without_github_release: ['vNext'],
      blockers: [],
      warnings: ['local_tags_without_github_release'],
    });
  });

  it('is held up by everything that is missing', async () => {
    write('package.json', { version: '2.0.0' });
    write('.codex-plugin/plugin.json', { version: '1.9.0' });
    repository.tags = { 'v1.8.0': 1, 'v1.9.0': 3 };
    repository.releases('Eight\tLatest\tv1.8.0\td');
    expect(await status()).toMatchObject({
      ok: false,
      release_needed: true,
      current_tag_exists: false,
      latest_local_tag: 'v1.9.0',
      commits_since_latest_local_tag: 2,
      latest_github_release_tag: 'v1.8.0',
      commits_since_latest_github_release: 4,
      current_version_has_github_release: false,
      blockers: [
        'plugin_version_mismatch',
        'current_version_tag_missing',
        'github_release_missing_for_current_version',
      ],
      warnings: ['latest_github_release_behind_head', 'local_tags_without_github_release'],
    });
  });

  it('has its tag somewhere else than at HEAD', async () => {
    write('package.json', { version: '1.0.0' });
    for (const commit of [3, 9]) {
      repository.tags = { 'v1.0.0': commit };
      expect(await status()).toMatchObject({
        current_tag_exists: true,
        current_tag_points_at_head: false,
        blockers: ['current_version_tag_not_at_head'],
      });
    }
  });

  it('is judged by git alone where gh is missing or fails', async () => {
    write('package.json', { version: '1.0.0' });
    repository.tags = { 'v1.0.0': 5 };
    expect(await status()).toMatchObject({
      ok: true,
      release_needed: false,
      github_release_status: 'gh_unavailable',
      github_release_available: false,
      current_version_has_github_release: null,
      local_tag_without_github_release_count: null,
    });
    for (const gh of [ended('', { exitCode: 1 }), ended('', { exitCode: null, timedOut: true })]) {
      repository.gh = gh;
      expect(await status()).toMatchObject({ ok: true, github_release_status: 'gh_release_list_failed' });
    }
  });

  it('takes the version of the nearest package, not above itself', async () => {
    write('package.json', { private: true });
    write('packages/one/package.json', { version: '3.1.0' });
    write('packages/one/src/index.js', '');
    expect(await status(path.join(root, 'packages/one/src'))).toMatchObject({ package_version: '3.1.0' });
    expect(await status()).toMatchObject({
      package_version: null,
      plugin_version: null,
      expected_tag: null,
      blockers: ['package_version_missing'],
    });
  });

  it.each([
    ['pyproject.toml', '[project]\nname = "x"\nversion = "0.4.0"\n'],
    ['Cargo.toml', '[package]\nname = "x"\nversion = "0.4.0"\n'],
  ])('may keep its version in %s', async (file, content) => {
    write(file, content);
    expect(await status()).toMatchObject({ package_manifest: file, package_version: '0.4.0' });
  });

  it.each(['{', '[]', '{"version":3}', '{"version":"--upload-pack=x"}', `{"version":"1${'0'.repeat(99)}"}`])(
    'with the package %s has no version',
    async (content) => {
      write('package.json', content);
      expect(await status()).toMatchObject({ package_version: null });
    },
  );

  it("is not another's because of the caller's variables", async () => {
    await releaseStatus({ runner: repository, env: { GIT_DIR: '/other', PATH: '/bin' } }, root);
    expect(repository.commands[0]?.env).toMatchObject({ PATH: '/bin', GIT_TERMINAL_PROMPT: '0' });
    expect(repository.commands[0]?.env).not.toHaveProperty('GIT_DIR');
  });
});

describe('a directory without a repository', () => {
  const answering = (result: RunResult): CommandRunner => ({ run: async () => Promise.resolve(result) });

  it('says so', async () => {
    const outside = answering(ended('', { exitCode: 128 }));
    expect(await releaseStatus({ runner: outside, env: {} }, root)).toMatchObject({
      ok: false,
      release_needed: false,
      repo_state: 'not_a_git_repository',
      blockers: ['not_a_git_repository'],
      warnings: [],
    });
    const without = answering({ kind: 'unstarted', reason: 'missing', cause: null });
    expect(await releaseStatus({ runner: without, env: {} }, root)).toMatchObject({
      ok: false,
      repo_state: 'git_unavailable',
      blockers: ['git_unavailable'],
    });
  });
});

describe('the releases that gh lists', () => {
  it('are read from the end of each line, without drafts', () => {
    expect(
      parseGhReleases('A\ttabbed title\tLatest\tv2\tdate\nDraft\tDraft\tv3\tdate\n\nold\t\tv1\tdate\n'),
    ).toEqual({
      status: 'ok',
      tags: ['v2', 'v1'],
      latest: 'v2',
    });
    expect(parseGhReleases('')).toEqual({ status: 'ok', tags: [], latest: null });
  });
});
