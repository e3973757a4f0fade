import { realpath } from 'node:fs/promises';
import type { RepositoryConfig } from '../../core/config.ts';
import type { ConfigSource } from '../../core/fleet/context.ts';
import type { Random } from '../../core/ids.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { CheckCommand, CheckConsent, CheckRun } from '../../core/worktrees/checks.ts';
import type { Clock, Workspace } from '../../core/ports.ts';
import type {
  CheckReport,
  Consent,
  CreatedWorktree,
  OutputWatcher,
  ProgramText,
  Repositories,
  Repository,
  SettledWorktree,
  SetupPreview,
  SetupResult,
  StandingWorktree,
  TreeStatus,
  Watcher,
  WorktreeList,
  WorktreeOrigin,
  WorktreeWish,
} from '../../core/worktrees/repositories.ts';
import type { IsGone, ProcessWitness } from '../../core/witness.ts';
import { checkConsent, runCheck } from './programs/checkRun.ts';
import { declaredChecks, gitChecks, type ProgramWorld } from './programs/checks.ts';
import type { ConsentWorld } from './programs/consents.ts';
import { createWorktree, settleWorktree } from './create/create.ts';
import type { CreateWorld } from './create/create.ts';
import { findRepository } from './state/find.ts';
import { Git, type GitIn, type GitOptions } from './process/git.ts';
import { Journal } from './recovery/journal.ts';
import { diffStat, listedWorktrees, lookAtWorktrees, standingWorktrees, treeStatus } from './state/look.ts';
import type { LookWorld } from './state/look.ts';
import { originOf } from './state/origin.ts';
import { existingFolder } from './state/paths.ts';
import { previewSetup, setUp } from './programs/setup.ts';
import type { SetUpNoteWorld } from './state/setUpNote.ts';
import { changedSubmodules } from './state/submodules.ts';
import { GitWork } from './work.ts';
import type { Nonce } from '../store/files.ts';

export interface RepositoriesOptions extends GitOptions {
  readonly stateRoot: string;
  readonly clock: Clock;
  readonly random: Random;
  /** What the fleet file says of repositories, as it is now. */
  readonly configSource: Pick<ConfigSource, 'current'>;
  /** Turns what a caller names into a real directory. */
  readonly workspace: Pick<Workspace, 'resolveDirectory'>;
  /** This process, for who comes after it; null where the system cannot tell. */
  readonly ownProcess: () => ProcessWitness | null;
  readonly isGone: IsGone;
}

/** Git repositories on this machine. */
export function createRepositories(options: RepositoriesOptions): Repositories & Disposable {
  return new GitRepositories(options);
}

class GitRepositories extends GitWork implements Repositories {
  readonly #options: RepositoriesOptions;
  readonly #git: Git;
  readonly #journal: Journal;
  readonly #nonce: Nonce;

  constructor(options: RepositoriesOptions) {
    const nonce: Nonce = () => options.random.hex(8);
    const { stateRoot, clock } = options;
    const git = new Git(options);
    const journal = new Journal({ stateRoot, clock, nonce });
    super({ ...options, git, journal, isTrusted: async (repository) => this.#isTrusted(repository) });
    this.#options = options;
    this.#git = git;
    this.#nonce = nonce;
    this.#journal = journal;
  }

  async find(directory: string): Promise<Repository> {
    return findRepository(this.#git, await this.#options.workspace.resolveDirectory(directory));
  }

  async folderAt(repository: Repository, path: string): Promise<string> {
    const listed = await listedWorktrees(this.#git.plain(repository.here));
    const trees = listed.flatMap(({ path: tree, head }) => (head.kind === 'bare' ? [] : [tree]));
    const real = await Promise.all(trees.map(realOrNull));
    const own = await Promise.all([repository.here, repository.root].map(realOrNull));
    return existingFolder(repository.here, path, {
      there: [...own, ...real].filter((one) => one !== null),
      gone: trees.filter((_, index) => real[index] === null),
    });
  }

  async origin(directory: string): Promise<WorktreeOrigin | null> {
    const origin = await originOf(this.#git, directory);
    return origin === null ? null : { ...origin, trusted: await this.#isTrusted(origin) };
  }

  async status(repository: Repository, tree: string): Promise<TreeStatus> {
    const submodules = await changedSubmodules(this.#git, tree);
    return treeStatus(await this.#reading(repository, tree), tree, submodules);
  }

  async diffStat(repository: Repository, tree: string): Promise<ProgramText> {
    return diffStat(await this.#reading(repository, tree), tree);
  }

  async worktrees(repository: Repository): Promise<WorktreeList> {
    return lookAtWorktrees(this.#lookWorld, repository, await this.#isTrusted(repository));
  }

  async listed(repository: Repository): Promise<WorktreeList<StandingWorktree>> {
    return standingWorktrees(this.#lookWorld, repository);
  }

  async createWorktree(repository: Repository, wish: WorktreeWish): Promise<CreatedWorktree> {
    return createWorktree(this.#createWorld, repository, wish, await this.#isTrusted(repository));
  }

  async settle(repository: Repository): Promise<SettledWorktree | null> {
    return settleWorktree(this.#createWorld, repository, await this.#isTrusted(repository));
  }

  async setUp(
    repository: Repository,
    tree: string,
    consent: Consent | null,
    watcher: Watcher,
  ): Promise<SetupResult> {
    const declared = (await this.#declared(repository))?.setup ?? null;
    return setUp(this.#world, repository, tree, { declared, consent, watcher });
  }

  async setupScript(repository: Repository): Promise<SetupPreview> {
    return previewSetup(this.#world, repository, (await this.#declared(repository))?.setup ?? null);
  }

  async check(
    repository: Repository,
    { runDeclared }: { readonly runDeclared: boolean },
    watcher: Watcher,
  ): Promise<CheckReport> {
    const { here } = repository;
    const declared = (await this.#declared(repository))?.checks ?? [];
    const checks = [...(await gitChecks(await this.#reading(repository, here), here))];
    if (runDeclared) checks.push(...(await declaredChecks(this.#options, here, declared, watcher)));
    return { checks, declared: declared.length };
  }

  async declaredChecks(repository: Repository): Promise<readonly CheckCommand[]> {
    const checks = (await this.#declared(repository))?.checks ?? [];
    return checks.map(({ name, argv, timeoutSeconds }) => ({
      name,
      argv,
      timeoutSeconds,
      folder: null,
      origin: 'fleet_file',
    }));
  }

  async checkConsent(repository: Repository, command: CheckCommand): Promise<CheckConsent> {
    return checkConsent(this.#world, repository, command);
  }

  async runCheck(
    repository: Repository,
    command: CheckCommand,
    consent: Consent | null,
    watcher: OutputWatcher,
  ): Promise<CheckRun> {
    return runCheck(this.#world, repository, command, { consent, watcher });
  }

  get #world(): ConsentWorld & ProgramWorld & SetUpNoteWorld {
    const { clock, stateRoot, runner, env, ownProcess, isGone } = this.#options;
    const nowMs = (): number => clock.nowMs();
    return { runner, env, stateRoot, nonce: this.#nonce, nowMs, ownProcess, isGone };
  }

  get #createWorld(): CreateWorld {
    const { runner, clock, random } = this.#options;
    return { runner, git: this.#git, journal: this.#journal, clock, random };
  }

  get #lookWorld(): LookWorld {
    const { clock, isGone } = this.#options;
    return { git: this.#git, nowMs: () => clock.nowMs(), isGone };
  }

  async #reading(repository: Repository, tree: string): Promise<GitIn> {
    return this.#git.reading(tree, await this.#isTrusted(repository));
  }

  async #isTrusted(repository: Pick<Repository, 'root'>): Promise<boolean> {
    return (await this.#declared(repository))?.trusted ?? false;
  }

  /** What the fleet file says of this repository. */
  async #declared({ root }: Pick<Repository, 'root'>): Promise<RepositoryConfig | null> {
    for (const one of this.#options.configSource.current().repositories)
      if ((await realOrNull(one.path)) === root) return one;
    return null;
  }
}

async function realOrNull(path: string): Promise<string | null> {
  return realpath(path).catch(() => null);
}
