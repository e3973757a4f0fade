import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { GitRig } from './rig.ts';

/** A repository with a worktree `side` beside it, on a branch of that name. */
export class SideRig extends GitRig {
  readonly tree: string;

  constructor() {
    super();
    this.tree = this.at('side');
    this.git('repo', 'worktree', 'add', '-q', '-b', 'side', this.tree);
  }

  commit(at: string, file: string, text: string): string {
    this.write(`${at}/${file}`, text);
    this.git(at, 'add', '--all');
    this.git(at, 'commit', '-q', '-m', `change ${file}`);
    return this.head(at);
  }

  head(at: string): string {
    return this.git(at, 'rev-parse', 'HEAD').trim();
  }

  /** Everything that a refusal must leave alone. */
  picture(): readonly unknown[] {
    const of = (at: string): readonly string[] => [
      this.head(at),
      this.git(at, 'status', '--porcelain=v2', '--branch', '--untracked-files=all', '--ignored'),
      this.git(at, 'ls-files', '--stage'),
      readFileSync(this.at(at, 'README.md'), 'utf8'),
    ];
    return [of('repo'), of('side'), this.git('repo', 'branch', '--list', '--verbose')];
  }

  async refused(code: string, work: () => Promise<unknown>): Promise<void> {
    const before = this.picture();
    await expect(work()).rejects.toMatchObject({ code });
    expect(this.picture()).toEqual(before);
  }
}
