import type { Random } from '../../core/ids.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { Clock } from '../../core/ports.ts';
import type { Repository } from '../../core/worktrees/repositories.ts';
import type {
  Clash,
  CommitResult,
  CommittedFile,
  MergeResult,
  RebaseResult,
  RemovalResult,
  RemovalWish,
  WorktreeReview,
  WorktreeWork,
} from '../../core/worktrees/worktreeWork.ts';
import type { CommandRunner } from '../run.ts';
import { commitAll, mergeIntoMain } from './integrate/merge.ts';
import { clashOf } from './integrate/mergeTree.ts';
import { Radar } from './integrate/radar.ts';
import { rebaseOnMain } from './integrate/rebase.ts';
import type { Git, GitIn } from './process/git.ts';
import type { Journal } from './recovery/journal.ts';
import { removeWorktree } from './remove/remove.ts';
import { unlockWorktree } from './remove/unlock.ts';
import { bytesOf, fileAt, sizesOf } from './review/content.ts';
import { reviewOf } from './review/review.ts';
import { ScratchObjects } from './review/scratch.ts';

export interface GitWorkOptions {
  readonly git: Git;
  readonly runner: CommandRunner;
  readonly journal: Journal;
  readonly stateRoot: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly isTrusted: (repository: Repository) => Promise<boolean>;
}

/** Work of worktrees by git; what changes a repository runs in one process of ours at a time. */
export class GitWork implements WorktreeWork, Disposable {
  readonly #work: GitWorkOptions;
  readonly #radar = new Radar();
  readonly #scratch: ScratchObjects;

  constructor(options: GitWorkOptions) {
    this.#work = options;
    const { stateRoot, clock } = options;
    this.#scratch = new ScratchObjects({ stateRoot, nowMs: () => clock.nowMs() });
  }

  async review(
    repository: Repository,
    tree: string,
    limit: number,
    signal?: AbortSignal,
  ): Promise<WorktreeReview> {
    const { stateRoot, isTrusted } = this.#work;
    const wish = { stateRoot, scratch: this.#scratch, limit, trusted: await isTrusted(repository) };
    return reviewOf(this.#work.git.inBackground(signal), repository, tree, wish);
  }

  async fileAt(repository: Repository, commit: string, path: string): Promise<string | null> {
    const git = this.#work.git.plain(repository.root);
    return this.#scratch.within(repository.commonDir, [commit], async (objects) =>
      fileAt(git.withObjects(objects), commit, path),
    );
  }

  async bytesOf(
    repository: Repository,
    files: readonly CommittedFile[],
  ): Promise<readonly (Uint8Array | null)[]> {
    return this.#withCommits(repository, files, bytesOf);
  }

  async sizesOf(
    repository: Repository,
    files: readonly CommittedFile[],
  ): Promise<readonly (number | null)[]> {
    return this.#withCommits(repository, files, sizesOf);
  }

  async clash(repository: Repository, a: string, b: string, signal?: AbortSignal): Promise<Clash | null> {
    const git = this.#work.git.inBackground(signal);
    const ask = async (): Promise<Clash | null> =>
      this.#scratch.within(repository.commonDir, [a, b], async (objects) =>
        clashOf((await git.reading(repository.root, false)).withObjects(objects), a, b),
      );
    return this.#radar.clash(a, b, ask, signal);
  }

  dispose(): void {
    this.#scratch.dispose();
  }

  async commitAll(repository: Repository, tree: string, message: string): Promise<CommitResult> {
    return this.#alone(repository, async (trusted) =>
      commitAll(this.#work.git, repository, tree, { ...this.#work, message, trusted }),
    );
  }

  async merge(
    repository: Repository,
    tree: string,
    { dryRun }: { readonly dryRun: boolean },
  ): Promise<MergeResult> {
    return this.#alone(repository, async (trusted) =>
      mergeIntoMain(this.#work.git, repository, tree, { ...this.#work, dryRun, trusted }),
    );
  }

  async rebase(
    repository: Repository,
    tree: string,
    wish: Parameters<WorktreeWork['rebase']>[2],
  ): Promise<RebaseResult> {
    return this.#alone(repository, async (trusted) =>
      rebaseOnMain(this.#work.git, repository, tree, { ...this.#work, ...wish, trusted }),
    );
  }

  async remove(repository: Repository, tree: string, wish: RemovalWish): Promise<RemovalResult> {
    const result = await this.#alone(repository, async (trusted) =>
      removeWorktree({ ...this.#work, trusted }, repository, tree, wish),
    );
    if (result.state === 'removed') await this.#scratch.forget(tree);
    return result;
  }

  async unlock(repository: Repository, tree: string): Promise<void> {
    await this.#alone(repository, async (trusted) =>
      unlockWorktree(this.#work.git, repository, tree, trusted),
    );
  }

  async #withCommits<T>(
    repository: Repository,
    files: readonly CommittedFile[],
    ask: (git: GitIn, files: readonly CommittedFile[]) => Promise<T>,
  ): Promise<T> {
    const git = this.#work.git.plain(repository.root);
    const commits = [...new Set(files.map(({ commit }) => commit))];
    return this.#scratch.within(repository.commonDir, commits, async (objects) =>
      ask(git.withObjects(objects), files),
    );
  }

  async #alone<T>(repository: Repository, work: (trusted: boolean) => Promise<T>): Promise<T> {
    const { journal, isTrusted } = this.#work;
    return journal.exclusively(repository.commonDir, async () => work(await isTrusted(repository)));
  }
}
