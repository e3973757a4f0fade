import path from 'node:path';
import type { Repository } from '../../core/worktrees/repositories.ts';
import type { FlagSpec } from '../cliSpec.ts';
import type { OperationContext } from '../context.ts';
import { directory, unlessBlank } from '../input.ts';

/** Pieces that operations on repositories share. */

export const repositoryCwd = directory
  .optional()
  .describe('A directory in the repository that is meant; default: where you are.');

export const cwdFlag: FlagSpec = {
  flag: 'cwd',
  argument: 'cwd',
  kind: 'text',
  help: 'a directory in the repository that is meant (where you are)',
};

/** The repository that a caller means: around the directory she names, else around her own. */
export async function repositoryOf(ctx: OperationContext, cwd: string | undefined): Promise<Repository> {
  const named = unlessBlank(cwd) ?? '.';
  return ctx.fleet.repositories.find(named.startsWith('~') ? named : path.resolve(ctx.cwd, named));
}

export const repositoryHint = 'On "not_a_repository" name a directory in the repository as cwd. ';
