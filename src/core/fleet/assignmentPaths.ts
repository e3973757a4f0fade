import type { AssignmentRequest } from '../assignment.ts';
import { FleetError } from '../errors.ts';
import type { Workspace } from '../ports.ts';
import { checkScope, isUsablePath } from '../scope.ts';
import type { ResolvedPath } from '../scope.ts';

/**
 * The absolute write paths of an assignment, links and `..` followed, each within the scope.
 * A `/` at the end is kept: it says that a path which does not exist yet is a folder.
 * @throws FleetError `scope_violation` naming how many paths are outside (never where they lead).
 */
export async function resolveAssignmentPaths(
  workspace: Workspace,
  cwd: string,
  request: Pick<AssignmentRequest, 'scope' | 'writePaths'>,
): Promise<readonly string[]> {
  const unusable = request.writePaths.filter((path) => !isUsablePath(path));
  const scope = await resolveAll(workspace, cwd, request.scope.filter(isUsablePath));
  const writePaths = await resolveAll(workspace, cwd, request.writePaths.filter(isUsablePath));
  const { violations } = checkScope(scope, writePaths);
  const count = unusable.length + violations.length;
  if (count === 0) return writePaths.map((path) => path.absolute + (path.given.endsWith('/') ? '/' : ''));
  throw new FleetError(
    'scope_violation',
    `${count} of ${request.writePaths.length} write paths are outside the scope or cannot be used (URLs and globs cannot). Name a scope that contains them.`,
    { details: { violation_count: count } },
  );
}

async function resolveAll(
  workspace: Workspace,
  cwd: string,
  paths: readonly string[],
): Promise<readonly ResolvedPath[]> {
  return Promise.all(
    paths.map(async (given) => ({ given, absolute: await workspace.resolvePath(cwd, given) })),
  );
}
