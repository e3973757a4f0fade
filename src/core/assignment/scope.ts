/** A scope entry or write path as it was given and where it leads (absolute, links and `..` followed). */
export interface ResolvedPath {
  readonly given: string;
  readonly absolute: string;
}

/**
 * What is wrong with a path of an assignment. `pattern`: it has a character that Codex' sandbox reads as a pattern
 * (`* ? [ ] { }`), and patterns cannot be opened for writing there, not even where a file is called so (0.169).
 */
export type ScopeFault =
  | 'blank'
  | 'url'
  | 'pattern'
  | 'control_character'
  | 'link_loop'
  | 'no_scope'
  | 'outside_scope';

export interface ScopeProblem {
  readonly list: 'scope' | 'write_paths';
  readonly given: string;
  readonly fault: ScopeFault;
}

/** What an assignment with these paths would be told. */
export interface ScopeReport {
  readonly allowed: boolean;
  /** Every write path that cannot be written, and scope entries that cover nothing; the latter alone forbid nothing. */
  readonly problems: readonly ScopeProblem[];
  /** The write paths that lead somewhere; all of them when allowed. */
  readonly writePaths: readonly ResolvedPath[];
}

/** Some path of a list: where it leads, or why nowhere. */
export type LookedUp = ResolvedPath | { readonly given: string; readonly fault: ScopeFault };

const PATTERN = /[*?[\]{}]/;
const CONTROL = /[\p{Cc}\u2028\u2029]/u;

/** What keeps a text from being a path at all (reference contract §5.3, and what would not stay as it was written). */
export function faultOfText(text: string): ScopeFault | null {
  if (text.trim() === '') return 'blank';
  if (text.includes('://')) return 'url';
  return CONTROL.test(text) ? 'control_character' : null;
}

/** Is there a pattern in the part of a path that is the assignment's own? What leads to `base` is spelled by nobody. */
export function hasPattern(path: string, base: string): boolean {
  return PATTERN.test(isWithin(path, base) ? path.slice(base.length) : path);
}

/** Is `path` the same as `parent` or below it? Both absolute. */
export function isWithin(path: string, parent: string): boolean {
  return path === parent || path.startsWith(parent.endsWith('/') ? parent : `${parent}/`);
}

/** What Codex 0.169 keeps read-only at the top of every writable folder. */
export const GUARDED_NAMES = ['.git', '.agents', '.codex', '.aws'] as const;

/** Does `path` lie below `other` where whoever may write `other` can put something else in its place? Both absolute. */
export function isOpenWithin(path: string, other: string): boolean {
  if (other === path || !isWithin(path, other)) return false;
  const [first = ''] = path.slice(other.endsWith('/') ? other.length : other.length + 1).split('/');
  return !GUARDED_NAMES.some((name) => name === first);
}

/**
 * The paths (absolute) without those that lie in another of them. For a sandbox, which finds its paths anew for each
 * command: in a folder that is writable, one command can put a link in the place of an inner path, and the next command
 * would write where that leads. What Codex guards at the top of a folder is writable only by its own name, and stays.
 */
export function outermost(paths: readonly string[]): readonly string[] {
  const isCovered = (path: string): boolean => paths.some((other) => isOpenWithin(path, other));
  return [...new Set(paths)].filter((path) => !isCovered(path));
}

/**
 * May the write paths be written under the scope? Each must equal or lie below a scope entry; without a usable scope
 * nothing may be written; no write paths are always fine (reference contract §5.3).
 */
export function judgeScope(scope: readonly LookedUp[], writePaths: readonly LookedUp[]): ScopeReport {
  const usable = scope.filter(leadsSomewhere);
  const unwritable = writePaths.flatMap((path): ScopeProblem[] => {
    const fault = leadsSomewhere(path) ? faultInScope(path, usable) : path.fault;
    return fault === null ? [] : [{ list: 'write_paths', given: path.given, fault }];
  });
  const useless = scope.flatMap((path): ScopeProblem[] =>
    leadsSomewhere(path) ? [] : [{ list: 'scope', given: path.given, fault: path.fault }],
  );
  return {
    allowed: unwritable.length === 0,
    problems: [...unwritable, ...useless],
    writePaths: writePaths.filter(leadsSomewhere),
  };
}

function leadsSomewhere(path: LookedUp): path is ResolvedPath {
  return 'absolute' in path;
}

function faultInScope(path: ResolvedPath, scope: readonly ResolvedPath[]): ScopeFault | null {
  if (scope.length === 0) return 'no_scope';
  return scope.some((entry) => isWithin(path.absolute, entry.absolute)) ? null : 'outside_scope';
}
