import type { AssignmentRequest } from '../../assignment/assignment.ts';
import { faultOfText, hasPattern, judgeScope } from '../../assignment/scope.ts';
import type { LookedUp, ScopeFault, ScopeReport } from '../../assignment/scope.ts';
import { FleetError } from '../../errors.ts';
import type { Workspace } from '../../ports.ts';

type Paths = Pick<AssignmentRequest, 'scope' | 'writePaths'>;

/** Scope and write paths as an assignment in `cwd` (absolute) has them: each looked up, and judged. */
export async function examineScope(
  workspace: Workspace,
  cwd: string,
  { scope, writePaths }: Paths,
): Promise<ScopeReport> {
  const lookUpAll = async (paths: readonly string[]): Promise<readonly LookedUp[]> =>
    Promise.all(paths.map((path) => lookUp(workspace, cwd, path)));
  const [entries, targets] = await Promise.all([lookUpAll(scope), lookUpAll(writePaths)]);
  return judgeScope(entries, targets);
}

/**
 * The absolute write paths of an assignment, links and `..` followed, each within the scope.
 * A `/` at the end is kept: it says that a path which does not exist yet is a folder.
 * @throws FleetError `scope_violation` naming how many paths are not possible and why (never where they lead).
 */
export async function resolveAssignmentPaths(
  workspace: Workspace,
  cwd: string,
  request: Paths,
): Promise<readonly string[]> {
  const { allowed, problems, writePaths } = await examineScope(workspace, cwd, request);
  if (allowed) return writePaths.map((path) => path.absolute + (path.given.endsWith('/') ? '/' : ''));
  const faults = problems.filter(({ list }) => list === 'write_paths').map(({ fault }) => fault);
  const reasons = [...new Set(faults)];
  throw new FleetError(
    'scope_violation',
    `${faults.length} of ${request.writePaths.length} write paths cannot be written. ${reasons.map((fault) => ADVICE[fault]).join(' ')} agent_scope_check tells which.`,
    { details: { violation_count: faults.length, reasons } },
  );
}

/**
 * Refuses when one of the paths (absolute, links followed) leads elsewhere by now: somebody put a link in its way after
 * it was judged. @throws FleetError `scope_violation`
 */
export async function assertNotMoved(workspace: Workspace, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if ((await workspace.resolvePath('/', path)) === path) continue;
    throw new FleetError(
      'scope_violation',
      'A write path was replaced by a link while the assignment was prepared. Look at it, then try again.',
    );
  }
}

const ADVICE: Readonly<Record<ScopeFault, string>> = {
  blank: 'A path is blank.',
  url: 'A URL is no path.',
  pattern:
    'Patterns cannot be opened for writing, nor can names with * ? [ ] { or }: name the folder they lie in.',
  control_character: 'A path has control characters.',
  link_loop: 'A path leads through links in a circle.',
  no_scope: 'Without a scope nothing may be written: name the folders that the task is about as scope.',
  outside_scope: 'A path leads out of the scope: name a scope that contains it.',
};

async function lookUp(workspace: Workspace, cwd: string, given: string): Promise<LookedUp> {
  const fault = faultOfText(given);
  if (fault !== null) return { given, fault };
  const text = given.trim();
  try {
    const absolute = await workspace.resolvePath(cwd, text);
    const isPattern = hasPattern(text, cwd) || hasPattern(absolute, cwd);
    return isPattern ? { given, fault: 'pattern' } : { given, absolute };
  } catch (error) {
    if (FleetError.is(error, 'scope_violation')) return { given, fault: 'link_loop' };
    throw error;
  }
}
