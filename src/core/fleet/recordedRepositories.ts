import type { Deed } from '../agent/deeds.ts';
import { FleetError } from '../errors.ts';
import type {
  CreatedWorktree,
  Repositories,
  Repository,
  SettledWorktree,
  WorktreeWish,
} from '../worktrees/repositories.ts';
import type {
  CommitResult,
  MergeResult,
  RebaseResult,
  RemovalResult,
  RemovalWish,
} from '../worktrees/worktreeWork.ts';
import { isInnermost } from '../worktrees/worktreeUsers.ts';
import type { FleetDeps } from './context.ts';
import type { AgentRuntime } from './runtime/agentRuntime.ts';

type Done = Pick<Deed, 'kind' | 'branch' | 'onto' | 'commits'>;
type Deps = Pick<FleetDeps, 'repositories' | 'store' | 'clock' | 'random' | 'logger'>;

/** Repositories that keep in mind what was done with worktrees of Agentinnen. What cannot be noted is done all the same. */
export class RecordedRepositories implements Repositories {
  readonly #deps: Deps;
  readonly #inner: Repositories;
  readonly #agents: () => readonly AgentRuntime[];

  constructor(deps: Deps, agents: () => readonly AgentRuntime[]) {
    this.#deps = deps;
    this.#inner = deps.repositories;
    this.#agents = agents;
  }

  async createWorktree(repository: Repository, wish: WorktreeWish): Promise<CreatedWorktree> {
    const made = await this.#inner.createWorktree(repository, wish);
    const done = { kind: 'created', branch: made.branch, onto: null, commits: null } as const;
    await this.#note(wish.agentId, made.path, done);
    return made;
  }

  async settle(repository: Repository): Promise<SettledWorktree | null> {
    const settled = await this.#inner.settle(repository);
    if (settled?.isFinished === true)
      await this.#note(settled.agentId, settled.path, {
        kind: 'created',
        branch: null,
        onto: null,
        commits: null,
      });
    return settled;
  }

  async commitAll(repository: Repository, tree: string, message: string): Promise<CommitResult> {
    const agentId = await this.#agentOf(repository, tree);
    const result = await this.#inner.commitAll(repository, tree, message);
    if (result.commit !== null)
      await this.#note(agentId, tree, { kind: 'committed', branch: null, onto: null, commits: 1 });
    return result;
  }

  async merge(
    repository: Repository,
    tree: string,
    wish: { readonly dryRun: boolean },
  ): Promise<MergeResult> {
    const agentId = wish.dryRun ? null : await this.#agentOf(repository, tree);
    const result = await this.#inner.merge(repository, tree, wish);
    const { state, branch, into, commits } = result;
    if (state === 'merged') await this.#note(agentId, tree, { kind: 'merged', branch, onto: into, commits });
    return result;
  }

  async rebase(
    repository: Repository,
    tree: string,
    wish: Parameters<Repositories['rebase']>[2],
  ): Promise<RebaseResult> {
    const agentId = wish.dryRun ? null : await this.#agentOf(repository, tree);
    const result = await this.#inner.rebase(repository, tree, wish);
    const { state, branch, onto, commits } = result;
    if (state === 'rebased') await this.#note(agentId, tree, { kind: 'rebased', branch, onto, commits });
    return result;
  }

  async remove(repository: Repository, tree: string, wish: RemovalWish): Promise<RemovalResult> {
    // Afterwards nothing tells any more whose it was.
    const agentId = wish.dryRun ? null : await this.#agentOf(repository, tree);
    const result = await this.#inner.remove(repository, tree, wish);
    const { state, branch, keptBranch } = result;
    if (state === 'removed')
      await this.#note(agentId, tree, {
        kind: 'removed',
        branch: keptBranch ?? branch,
        onto: null,
        commits: null,
      });
    return result;
  }

  /** She who works there, else she for whom it was made; null when that is nobody of the fleet. */
  async #agentOf(repository: Repository, tree: string): Promise<string | null> {
    const agents = this.#agents();
    const list = await this.#inner.listed(repository).catch(() => null);
    const trees = list?.worktrees ?? [];
    const paths = trees.map(({ path }) => path);
    const there = agents.find(({ meta, spec }) => isInnermost(meta?.cwd ?? spec.cwd, tree, paths));
    if (there !== undefined) return there.spec.id;
    const made = trees.find(({ path }) => path === tree)?.made ?? null;
    return agents.find(({ spec }) => spec.id === made?.agentId)?.spec.id ?? null;
  }

  async #note(agentId: string | null, tree: string, done: Done): Promise<void> {
    if (agentId === null) return;
    const { store, clock, random, logger } = this.#deps;
    try {
      await store.noteDeed(agentId, { ...done, id: random.hex(8), atMs: clock.nowMs(), tree });
      await this.#agents()
        .find(({ spec }) => spec.id === agentId)
        ?.disk.deeds.read();
    } catch (error) {
      const { message } = FleetError.from(error, 'unknown');
      logger.warn(`Agentin ${agentId}: what was done with her worktree could not be noted. ${message}`);
    }
  }

  // The rest only passes through, with whatever there is to pass.

  async find(...wish: Parameters<Repositories['find']>): ReturnType<Repositories['find']> {
    return this.#inner.find(...wish);
  }

  async folderAt(...wish: Parameters<Repositories['folderAt']>): ReturnType<Repositories['folderAt']> {
    return this.#inner.folderAt(...wish);
  }

  async origin(...wish: Parameters<Repositories['origin']>): ReturnType<Repositories['origin']> {
    return this.#inner.origin(...wish);
  }

  async status(...wish: Parameters<Repositories['status']>): ReturnType<Repositories['status']> {
    return this.#inner.status(...wish);
  }

  async diffStat(...wish: Parameters<Repositories['diffStat']>): ReturnType<Repositories['diffStat']> {
    return this.#inner.diffStat(...wish);
  }

  async worktrees(...wish: Parameters<Repositories['worktrees']>): ReturnType<Repositories['worktrees']> {
    return this.#inner.worktrees(...wish);
  }

  async listed(...wish: Parameters<Repositories['listed']>): ReturnType<Repositories['listed']> {
    return this.#inner.listed(...wish);
  }

  async unlock(...wish: Parameters<Repositories['unlock']>): ReturnType<Repositories['unlock']> {
    return this.#inner.unlock(...wish);
  }

  async setUp(...wish: Parameters<Repositories['setUp']>): ReturnType<Repositories['setUp']> {
    return this.#inner.setUp(...wish);
  }

  async setupScript(
    ...wish: Parameters<Repositories['setupScript']>
  ): ReturnType<Repositories['setupScript']> {
    return this.#inner.setupScript(...wish);
  }

  async check(...wish: Parameters<Repositories['check']>): ReturnType<Repositories['check']> {
    return this.#inner.check(...wish);
  }

  async declaredChecks(
    ...wish: Parameters<Repositories['declaredChecks']>
  ): ReturnType<Repositories['declaredChecks']> {
    return this.#inner.declaredChecks(...wish);
  }

  async checkConsent(
    ...wish: Parameters<Repositories['checkConsent']>
  ): ReturnType<Repositories['checkConsent']> {
    return this.#inner.checkConsent(...wish);
  }

  async runCheck(...wish: Parameters<Repositories['runCheck']>): ReturnType<Repositories['runCheck']> {
    return this.#inner.runCheck(...wish);
  }

  async review(...wish: Parameters<Repositories['review']>): ReturnType<Repositories['review']> {
    return this.#inner.review(...wish);
  }

  async fileAt(...wish: Parameters<Repositories['fileAt']>): ReturnType<Repositories['fileAt']> {
    return this.#inner.fileAt(...wish);
  }

  async bytesOf(...wish: Parameters<Repositories['bytesOf']>): ReturnType<Repositories['bytesOf']> {
    return this.#inner.bytesOf(...wish);
  }

  async sizesOf(...wish: Parameters<Repositories['sizesOf']>): ReturnType<Repositories['sizesOf']> {
    return this.#inner.sizesOf(...wish);
  }

  async clash(...wish: Parameters<Repositories['clash']>): ReturnType<Repositories['clash']> {
    return this.#inner.clash(...wish);
  }
}
