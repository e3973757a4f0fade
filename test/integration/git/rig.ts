import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, writeFileSync, chmodSync } from 'node:fs';
import path from 'node:path';
import type { CommandRunner } from '../../../src/adapters/run.ts';
import type { RepositoryConfig } from '../../../src/core/config.ts';
import type { WorktreeWish } from '../../../src/core/worktrees/repositories.ts';
import { checkout } from '../../host/paths.ts';
import { localRepositories } from './localRepositories.ts';
import { clearFolder } from '../../tools/clearFolder.ts';

const homes = path.join(checkout, '.test-homes');

/** A folder with repositories in it, and git that knows nothing of this machine's configuration. */
export class GitRig {
  readonly folder: string;
  readonly root: string;
  readonly stateRoot: string;
  readonly env: Record<string, string>;
  readonly declared: RepositoryConfig[] = [];

  constructor() {
    mkdirSync(homes, { recursive: true });
    this.folder = realpathSync(mkdtempSync(path.join(homes, 'git-')));
    this.root = path.join(this.folder, 'repo');
    this.stateRoot = path.join(this.folder, 'state');
    this.env = {
      PATH: process.env['PATH'] ?? '',
      HOME: this.folder,
      GIT_CONFIG_GLOBAL: this.write('gitconfig', '[user]\n\tname = T\n\temail = t@example.org\n'),
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CEILING_DIRECTORIES: this.folder,
      GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
      GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
    };
    this.git('.', 'init', '-q', '-b', 'main', 'repo');
    this.write('repo/README.md', 'one\n');
    this.write('repo/.gitignore', '.env*\ncache/\n');
    this.git('repo', 'add', '.');
    this.git('repo', 'commit', '-q', '-m', 'first');
  }

  /** Git as a person runs it, in a folder of the rig. */
  git(at: string, ...args: readonly string[]): string {
    return execFileSync('git', ['-C', path.join(this.folder, at), ...args], {
      env: this.env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  write(file: string, text: string, mode = 0o644): string {
    const absolute = path.join(this.folder, file);
    mkdirSync(path.dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
    chmodSync(absolute, mode);
    return absolute;
  }

  at(...parts: readonly string[]): string {
    return path.join(this.folder, ...parts);
  }

  repositories(runner?: CommandRunner): ReturnType<typeof localRepositories> {
    const { env, stateRoot, folder: home, declared } = this;
    return localRepositories({ env, stateRoot, home, declared, ...(runner === undefined ? {} : { runner }) });
  }

  declare(change: Partial<RepositoryConfig>): void {
    this.declared.push({ path: this.root, trusted: false, setup: null, checks: [], ...change });
  }

  /** Names in a folder of the rig. */
  list(folder = '.'): readonly string[] {
    return readdirSync(this.at(folder));
  }

  async dispose(): Promise<void> {
    await clearFolder(this.folder);
  }
}

export function wish(change: Partial<WorktreeWish> = {}): WorktreeWish {
  return { agentId: 'a', path: null, baseRef: null, branch: null, ...change };
}
