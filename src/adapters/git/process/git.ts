import { FleetError } from '../../../core/errors.ts';
import type { CommandRunner, EndedRun } from '../../run.ts';
import { gitEnvironment, type ConfigEntry, type Environment } from './environment.ts';
import { objectsEnvironment, type ObjectsPlace } from './objectsPlace.ts';
import { cancelled, gitTurns, type GitLane } from './turns.ts';
import { ALWAYS, NO_HOOKS, NO_SIGNING, overridesFor, parseScopedConfig, PROGRAM_KEYS } from './hardening.ts';

const READ_TIMEOUT_MS = 30_000;
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;

export interface GitOptions {
  readonly runner: CommandRunner;
  readonly env: Environment;
  /** `asked` unless said. */
  readonly lane?: GitLane;
  /** Ends what runs or waits for its turn, with `cancelled`. */
  readonly signal?: AbortSignal | undefined;
}

export interface GitCall {
  readonly stdin?: string;
  readonly timeoutMs?: number;
  /** An index of our own instead of the working tree's. */
  readonly indexFile?: string;
  /** What is kept of the output; 4 MiB unless said. */
  readonly maxOutputBytes?: number;
  /** `latin1` keeps every byte as one character; UTF-8 unless said. */
  readonly encoding?: 'latin1';
}

/** What came of a git command; a time-out is `code` 124. */
export interface GitRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
}

/** Git in one directory. */
export interface GitIn {
  /** Filters of the repository's own configuration, which do not run. */
  readonly filtersNotRun: readonly string[];
  run(args: readonly string[], call?: GitCall): Promise<GitRun>;
  /** The same, but new objects go to a place of ours. */
  withObjects(objects: ObjectsPlace): GitIn;
}

interface Access {
  readonly locks: boolean;
  readonly network: boolean;
}

/**
 * The one thing that starts git, a few at once (`turns.ts`): without a shell, a pager, a prompt, or anything that the
 * repository's own configuration would run.
 */
export class Git {
  readonly #options: GitOptions;

  constructor(options: GitOptions) {
    this.#options = options;
  }

  /** The same git for what nobody waits for: others go before, and `signal` ends it. */
  inBackground(signal?: AbortSignal): Git {
    return new Git({ ...this.#options, lane: 'background', signal });
  }

  /** For questions that touch no file of the working tree: where is what, what is its name. */
  plain(directory: string): GitIn {
    return this.#in(directory, [...ALWAYS, NO_HOOKS], { locks: false, network: false });
  }

  /** For a look at a working tree. `trusted`: the owner lets the repository's own filters run. */
  async reading(directory: string, trusted: boolean): Promise<GitIn> {
    return this.#hardened(directory, trusted, false);
  }

  /** For changing the repository. `trusted`: its own hooks and filters run, and it may fetch what is missing. */
  async writing(directory: string, trusted: boolean): Promise<GitIn> {
    return this.#hardened(directory, trusted, true);
  }

  async #hardened(directory: string, trusted: boolean, writes: boolean): Promise<GitIn> {
    const options = { locks: writes, network: trusted && writes };
    if (trusted) return this.#in(directory, writes ? ALWAYS : [...ALWAYS, NO_HOOKS], options);
    const args = ['config', '--show-scope', '-z', '--get-regexp', PROGRAM_KEYS];
    const { code, stdout, truncated } = await this.plain(directory).run(args);
    // 1: there is none. Anything else would leave programs in force.
    if (truncated || (code !== 0 && code !== 1)) throw gitFailed('The configuration cannot be read.');
    const overrides = overridesFor(parseScopedConfig(stdout));
    const config = [...ALWAYS, NO_HOOKS, ...(writes ? [NO_SIGNING] : []), ...overrides.config];
    return this.#in(directory, config, options, overrides.filters);
  }

  #in(
    directory: string,
    config: readonly ConfigEntry[],
    access: Access,
    filtersNotRun: readonly string[] = [],
  ): GitIn {
    return this.#over(directory, gitEnvironment(this.#options.env, config, access), filtersNotRun);
  }

  #over(directory: string, env: Readonly<Record<string, string>>, filtersNotRun: readonly string[]): GitIn {
    return {
      filtersNotRun,
      run: async (args, call) => this.#run(directory, env, args, call),
      withObjects: (objects) =>
        this.#over(directory, { ...env, ...objectsEnvironment(objects) }, filtersNotRun),
    };
  }

  async #run(
    directory: string,
    env: Readonly<Record<string, string>>,
    args: readonly string[],
    call: GitCall = {},
  ): Promise<GitRun> {
    const {
      stdin,
      timeoutMs = READ_TIMEOUT_MS,
      indexFile,
      maxOutputBytes = MAX_OUTPUT_BYTES,
      encoding,
    } = call;
    const { runner, lane, signal } = this.#options;
    const command = {
      file: 'git',
      args: ['--no-pager', ...args],
      env: indexFile === undefined ? env : { ...env, GIT_INDEX_FILE: indexFile },
      cwd: directory,
      timeoutMs,
      maxOutputBytes,
      ...(stdin !== undefined && { stdin }),
      ...(encoding !== undefined && { encoding }),
      ...(signal !== undefined && { signal }),
    };
    const result = await gitTurns.run(async () => runner.run(command), lane, signal);
    if (signal?.aborted === true) throw cancelled();
    if (result.kind === 'ended') return ended(result);
    if (result.reason === 'missing')
      throw new FleetError('git_missing', 'git is not installed. Install it and try again.');
    throw gitFailed('It could not be started.', result.cause);
  }
}

function ended({ exitCode, timedOut, stdout, stderr, truncated }: EndedRun): GitRun {
  return { code: timedOut ? 124 : (exitCode ?? 128), stdout, stderr, truncated };
}

/** Git did not do what it always does; `why` is a public sentence. */
export function gitFailed(why: string, cause?: unknown): FleetError {
  return new FleetError('git_failed', `git refused. ${why}`, cause === undefined ? {} : { cause });
}
