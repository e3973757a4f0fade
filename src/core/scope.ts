/** A scope entry or write path as it was given and where it leads (absolute, links and `..` followed). */
export interface ResolvedPath {
  readonly given: string;
  readonly absolute: string;
}

export interface ScopeVerdict {
  readonly allowed: boolean;
  /** Write paths (as given) that no scope entry covers, or that are no path at all. */
  readonly violations: readonly string[];
}

/** Can this text be a path of a scope? Blank texts, URLs and globs cannot (reference contract §5.3). */
export function isUsablePath(text: string): boolean {
  return text.trim() !== '' && !text.includes('://') && !/[*?[\]{}\0]/.test(text);
}

/** Is `path` the same as `parent` or below it? Both absolute. */
export function isWithin(path: string, parent: string): boolean {
  return path === parent || path.startsWith(parent.endsWith('/') ? parent : `${parent}/`);
}

/**
 * May the write paths be written under the scope? Each must equal or lie below a scope entry; without a usable scope
 * nothing may be written; no write paths are always fine.
 */
export function checkScope(
  scope: readonly ResolvedPath[],
  writePaths: readonly ResolvedPath[],
): ScopeVerdict {
  const covered = (path: ResolvedPath): boolean =>
    scope.some((entry) => isWithin(path.absolute, entry.absolute));
  const violations = writePaths.filter((path) => !covered(path)).map((path) => path.given);
  return { allowed: violations.length === 0, violations };
}
