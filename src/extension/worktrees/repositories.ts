import { FleetError } from '../../core/errors.ts';
import type { Fleet } from '../../core/fleetApi.ts';
import type { Logger } from '../../core/ports.ts';
import type { Repository } from '../../core/worktrees/repositories.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { knownRepository } from './known.ts';
import type { KnownRepository } from './known.ts';

export interface KnownRepositoriesOptions {
  readonly service: FleetService;
  readonly log: Logger;
  /** Folders of the window. */
  readonly folders: () => readonly string[];
}

/** The repositories around, by where the window and the Agentinnen are, each with its worktrees as git listed them last. */
export class KnownRepositories {
  readonly #options: KnownRepositoriesOptions;
  #all: readonly KnownRepository[] = [];
  /** Where repositories were looked for. */
  #searched: ReadonlySet<string> = new Set();

  constructor(options: KnownRepositoriesOptions) {
    this.#options = options;
  }

  get all(): readonly KnownRepository[] {
    return this.#all;
  }

  /** How many worktrees there are beyond those that are listed. */
  get left(): number {
    return this.#all.reduce((sum, { left }) => sum + left, 0);
  }

  of(commonDir: string): KnownRepository | undefined {
    return this.#all.find(({ repository }) => repository.commonDir === commonDir);
  }

  /** Was a repository looked for there? */
  hasSearched(folder: string): boolean {
    return this.#searched.has(folder);
  }

  /** Looks for repositories everywhere and lists the worktrees of each; `onFound` hears of all of them before that. */
  async findAll(fleet: Fleet, onFound: (repositories: readonly Repository[]) => void): Promise<void> {
    const found = new Map<string, Repository>();
    this.#searched = this.#folders();
    for (const folder of this.#searched) {
      const repository = await quietly(this.#options.log, async () => fleet.repositories.find(folder));
      if (repository !== null) found.set(repository.commonDir, repository);
    }
    onFound([...found.values()]);
    const known: KnownRepository[] = [];
    for (const repository of found.values()) known.push(await this.#list(fleet, repository));
    this.#all = known;
  }

  /** What stands where and on which branch may be another for those that are stale; the others are as they were. */
  async listAgain(fleet: Fleet, stale: ReadonlySet<string>): Promise<void> {
    const known: KnownRepository[] = [];
    for (const one of this.#all) {
      const isStale = one.worktrees.some(({ path }) => stale.has(path));
      known.push(isStale ? await this.#list(fleet, one.repository) : one);
    }
    this.#all = known;
  }

  async #list(fleet: Fleet, repository: Repository): Promise<KnownRepository> {
    const list = await quietly(this.#options.log, async () => fleet.repositories.listed(repository));
    return knownRepository(repository, list);
  }

  #folders(): ReadonlySet<string> {
    const theirs = this.#options.service.snapshots().map(({ meta, spec }) => meta?.cwd ?? spec.cwd);
    return new Set([...this.#options.folders(), ...theirs.filter((folder) => folder !== null)]);
  }
}

/** Null for what git did not answer; the log says why, where that is not what is to be expected. */
export async function quietly<Answer>(log: Logger, ask: () => Promise<Answer>): Promise<Answer | null> {
  try {
    return await ask();
  } catch (error) {
    const problem = FleetError.from(error, 'unknown');
    if (problem.code !== 'not_a_repository' && problem.code !== 'cancelled')
      log.warn(`A worktree: ${problem.message}`);
    return null;
  }
}
