import { FleetError } from '../errors.ts';
import type { Holder } from '../lease.ts';
import type { CheckCommand, CheckConsent, CheckRun } from './checks.ts';
import type { WorktreeWork } from './worktreeWork.ts';

/**
 * A git repository as seen from one directory. All paths are absolute and real; they are shown through
 * `shownPath` alone.
 */
export interface Repository {
  /** Top of the working tree that the caller is in: what statuses and checks are about. */
  readonly here: string;
  /** Top of the main working tree, where new worktrees go; `here` when the repository has no main one. */
  readonly root: string;
  /** What all its working trees share (`.git`). */
  readonly commonDir: string;
}

/** What a program said, fit to be shown: plain text without secrets and local paths, the end of it when it is long. */
export interface ProgramText {
  readonly ok: boolean;
  /** 124 when its time was over (reference contract §0.2), 127 when it is not installed, 126 when it may not run. */
  readonly returncode: number;
  readonly output: string;
}

export type WorktreeHead =
  | { readonly kind: 'branch'; readonly branch: string; readonly commit: string | null }
  | { readonly kind: 'detached'; readonly commit: string }
  | { readonly kind: 'bare' };

/** One line block of `git worktree list`: what git knows without looking into the worktree. */
export interface ListedWorktree {
  readonly path: string;
  readonly head: WorktreeHead;
  /** Why it is locked ('' without a reason); null when it is not. */
  readonly locked: string | null;
  /** Why git would forget it; null when it is all right. */
  readonly prunable: string | null;
}

/** How many paths of a working tree differ from its HEAD, by kind. */
export interface ChangeCounts {
  readonly staged: number;
  readonly unstaged: number;
  readonly untracked: number;
  readonly conflicted: number;
}

export interface AheadBehind {
  readonly ahead: number;
  readonly behind: number;
}

/** Where a worktree stands, without a look into it. */
export interface StandingWorktree extends ListedWorktree {
  readonly isMain: boolean;
  /** What we remember of the worktrees we made. */
  readonly made: MadeWorktree | null;
  /** Null when no set-up script runs, or when the last one came to a good end. */
  readonly setUp: SetUpState | null;
}

/** How far the set-up script of a worktree came; `unfinished`: it was stopped, or cut off with the process that ran it. */
export type SetUpState = 'running' | 'unfinished' | 'failed';

/** A worktree with what is in it. */
export interface Worktree extends StandingWorktree {
  /** Null when it could not be looked at: gone, bare, or beyond what one call looks into. */
  readonly changes: ChangeCounts | null;
  /** Submodules with changes inside; `changes` does not count them. */
  readonly submodules: readonly string[];
  /** Its HEAD against that of the main working tree; null when one of them has no commit. */
  readonly againstMain: AheadBehind | null;
}

/** Kept beside git's own data of a worktree, and gone with it. */
export interface MadeWorktree {
  readonly agentId: string;
  readonly branch: string;
  /** The commit it began at. */
  readonly baseCommit: string;
  readonly createdAtMs: number;
}

/** Where a worktree that we made comes from. */
export interface WorktreeOrigin {
  /** Its top folder. */
  readonly tree: string;
  /** Top of the repository's main working tree. */
  readonly root: string;
  /** Does the fleet file call the repository trusted? */
  readonly trusted: boolean;
}

export interface WorktreeList<T extends StandingWorktree = Worktree> {
  readonly worktrees: readonly T[];
  /** How many there are; more than `worktrees` when the list was cut. */
  readonly count: number;
}

/** One working tree at this moment. */
export interface TreeStatus {
  readonly text: ProgramText;
  readonly head: WorktreeHead;
  readonly changes: ChangeCounts;
  /** Submodules with changes inside; `changes` does not count them, `text` shows them as git does. */
  readonly submodules: readonly string[];
}

export interface WorktreeWish {
  readonly agentId: string;
  /** Absolute, or relative to the repository's root; null for a new folder below `WORKTREE_FOLDER`. */
  readonly path: string | null;
  /** Where it begins; null for the commit that the caller has checked out. */
  readonly baseRef: string | null;
  /** Name of the new branch; null for one of ours. */
  readonly branch: string | null;
}

/** What became of a worktree whose maker was killed in between. */
export interface SettledWorktree {
  readonly agentId: string;
  readonly path: string;
  /** Git had made it: what comes after that is done now. Else it was taken back. */
  readonly isFinished: boolean;
  /** Where the files are that stood in one that was taken back; null when there were none. */
  readonly keptFolder: string | null;
}

export type SkipReason = 'link' | 'exists' | 'too_large' | 'too_many' | 'not_a_file' | 'failed';

/** What `.worktreeinclude` brought into a new worktree. */
export interface IncludedFiles {
  readonly copied: number;
  readonly bytes: number;
  /** Relative paths, the first ones; `skippedCount` counts them all. */
  readonly skipped: readonly { readonly path: string; readonly reason: SkipReason }[];
  readonly skippedCount: number;
}

export interface CreatedWorktree {
  readonly path: string;
  readonly branch: string;
  readonly baseCommit: string;
  /** An earlier call was cut off after git had made this very worktree; this one finished it. */
  readonly resumed: boolean;
  /** Is it kept out of the main working tree's status? */
  readonly excluded: boolean;
  /** Null when there is no `.worktreeinclude`. */
  readonly included: IncludedFiles | null;
  /** Filters that only the repository's own configuration names, and that were therefore not run. */
  readonly filtersNotRun: readonly string[];
}

/** What became of the set-up script of a worktree. `sha256` stands for the script as it is now. */
export type SetupResult =
  | { readonly state: 'none' }
  /** `.codex-master/setup` is a link, no file, or not executable. */
  | { readonly state: 'unusable' }
  | { readonly state: 'needs_consent'; readonly sha256: string }
  | {
      readonly state: 'done' | 'failed';
      readonly sha256: string;
      readonly program: ProgramText;
    };

/** The set-up script that a worktree made now would get, as it is in the working tree that it is made of. */
export type SetupPreview =
  | { readonly state: 'none' | 'unusable' }
  | {
      readonly state: 'found';
      readonly sha256: string;
      /** Did a person allow exactly this one before? */
      readonly isAllowed: boolean;
      readonly argv: readonly string[];
      /** The files that the command line names, one after the other; the beginning of them when they are long. */
      readonly text: string;
    };

/** A person's yes to the set-up script with this hash. */
export interface Consent {
  readonly sha256: string;
  readonly holder: Holder;
}

/**
 * A consent that is a person's; to be asked before anything is changed.
 * @throws FleetError `consent_refused`: a lead must not decide what runs with all that its person may do
 */
export function personsConsent(holder: Holder, sha256: string): Consent {
  if (holder.kind === 'person') return { sha256, holder };
  throw new FleetError(
    'consent_refused',
    'Only a person can allow what runs with all that they may do. For a set-up script ask one to run: codex-master-mcp worktree-setup PATH --allow-setup SHA256',
  );
}

/** For what may take long: ends it early, and hears short public sentences. */
export interface Watcher {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((message: string) => void) | undefined;
}

/** Hears what a program prints as well, in pieces as they come, raw. */
export interface OutputWatcher extends Watcher {
  readonly onOutput?: ((text: string) => void) | undefined;
}

export interface Check {
  readonly name: string;
  readonly program: ProgramText;
}

export interface CheckReport {
  readonly checks: readonly Check[];
  /** How many commands the fleet file declares for this repository. */
  readonly declared: number;
}

/**
 * Git repositories, each found from a directory that a caller names. Looking runs nothing that the repository itself
 * configures (hooks, filters, file system monitors, diff programs). Everything rejects with a FleetError: `not_a_repository`,
 * `git_missing`, `git_failed`, or what the method says.
 */
export interface Repositories extends WorktreeWork {
  /** The repository around an absolute or `~/…` directory. Rejects with `cwd_not_a_directory`, too. */
  find(directory: string): Promise<Repository>;
  /**
   * The real folder that `path` (absolute, or relative to `here`) leads to, in a working tree of the repository. Rejects
   * with `worktree_not_found`.
   */
  folderAt(repository: Repository, path: string): Promise<string>;
  /** The worktree of ours that an absolute real directory lies in; null when there is none. */
  origin(directory: string): Promise<WorktreeOrigin | null>;
  /** `tree` is a working tree of the repository or a folder in one. */
  status(repository: Repository, tree: string): Promise<TreeStatus>;
  /** Lines added and removed by what is not staged yet. */
  diffStat(repository: Repository, tree: string): Promise<ProgramText>;
  worktrees(repository: Repository): Promise<WorktreeList>;
  /** The same without a look into any of them: one process of git, however many there are. */
  listed(repository: Repository): Promise<WorktreeList<StandingWorktree>>;
  /**
   * Makes a worktree with a branch of its own. Rejects with `worktree_path_refused`, `base_ref_invalid`, `branch_invalid`;
   * then nothing was changed.
   */
  createWorktree(repository: Repository, wish: WorktreeWish): Promise<CreatedWorktree>;
  /**
   * Finishes or takes back the worktree of ours that was being made when its maker was killed, and waits for one that is
   * being made right now. Null when there was nothing to do: then nothing but one file was looked at.
   */
  settle(repository: Repository): Promise<SettledWorktree | null>;
  /**
   * Runs the set-up script in a worktree if a person consented to exactly this script, now or before. Rejects with
   * `consent_refused` when the consent is not a person's.
   */
  setUp(
    repository: Repository,
    tree: string,
    consent: Consent | null,
    watcher: Watcher,
  ): Promise<SetupResult>;
  /** Runs nothing. */
  setupScript(repository: Repository): Promise<SetupPreview>;
  /** Whitespace errors, conflict markers and unmerged paths of `here`, then the declared commands. Rejects with `cancelled`. */
  check(
    repository: Repository,
    wish: { readonly runDeclared: boolean },
    watcher: Watcher,
  ): Promise<CheckReport>;
  /** What the fleet file declares for the repository. */
  declaredChecks(repository: Repository): Promise<readonly CheckCommand[]>;
  checkConsent(repository: Repository, command: CheckCommand): Promise<CheckConsent>;
  /**
   * Runs one command in `here` as `check` runs the declared ones, if a person wrote it or consented to exactly this command
   * line in this repository, now or before. Rejects with `cancelled`, `consent_refused`, `worktree_not_found`.
   */
  runCheck(
    repository: Repository,
    command: CheckCommand,
    consent: Consent | null,
    watcher: OutputWatcher,
  ): Promise<CheckRun>;
}

/** Where worktrees go when nobody names a path, in the repository's root (reference contract §7). */
export const WORKTREE_FOLDER = '.codex-master-worktrees';

/** Names of a new worktree for an Agentin; `stamp` is a UTC time stamp. */
export function worktreeNames(
  agentId: string,
  stamp: string,
): { readonly path: string; readonly branch: string } {
  return {
    path: `${WORKTREE_FOLDER}/agent-${agentId}-${stamp}`,
    branch: `codex-master/${agentId}-${stamp}`,
  };
}

/** A path as others may see it; null for one that would tell where on this machine things are. */
export function shownPath(root: string, path: string): string | null {
  if (path === root) return '.';
  const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\u{FFFD}');
  if (path.startsWith(`${root}/`)) return printable(path.slice(root.length + 1));
  const parent = root.slice(0, root.lastIndexOf('/'));
  // A sibling is the usual place of worktrees, and named like this it can be asked for.
  return parent !== '' && path.startsWith(`${parent}/`)
    ? printable(`../${path.slice(parent.length + 1)}`)
    : null;
}

/** Does a working tree hold anything that is in no commit? */
export function isDirty(counts: ChangeCounts): boolean {
  return counts.staged + counts.unstaged + counts.untracked + counts.conflicted > 0;
}
