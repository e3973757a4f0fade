import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { isWithin } from '../../../core/assignment/scope.ts';
import { FleetError } from '../../../core/errors.ts';
import type { CheckCommand, CheckConsent, CheckRun } from '../../../core/worktrees/checks.ts';
import {
  personsConsent,
  type Consent,
  type OutputWatcher,
  type Repository,
} from '../../../core/worktrees/repositories.ts';
import { runDeclared, type ProgramWorld } from './checks.ts';
import { hasConsent, rememberConsent, type ConsentWorld } from './consents.ts';

type CheckWorld = ConsentWorld & ProgramWorld;

/** See `Repositories.checkConsent`. */
export async function checkConsent(
  world: ConsentWorld,
  { root }: Repository,
  command: CheckCommand,
): Promise<CheckConsent> {
  const sha256 = hashOf(root, command);
  // Whoever wrote it wants it run.
  const isGiven = command.origin === 'person' || (await hasConsent(world, 'check', sha256));
  return { sha256, isGiven };
}

/** See `Repositories.runCheck`. */
export async function runCheck(
  world: CheckWorld,
  repository: Repository,
  command: CheckCommand,
  options: { readonly consent: Consent | null; readonly watcher: OutputWatcher },
): Promise<CheckRun> {
  const { consent, watcher } = options;
  if (consent !== null) personsConsent(consent.holder, consent.sha256);
  const { sha256, isGiven } = await checkConsent(world, repository, command);
  if (!isGiven) {
    if (consent?.sha256 !== sha256) return { state: 'needs_consent', sha256 };
    await rememberConsent(world, 'check', sha256);
  }
  const folder = await folderWithin(repository.here, command.folder);
  return { state: 'ended', program: await runDeclared(world, folder, command, watcher) };
}

/**
 * Of the command line and the repository alone: what a check is about are the files, and they are to change. Where in the
 * working tree it runs makes no other command of it.
 */
function hashOf(root: string, { argv }: CheckCommand): string {
  return createHash('sha256')
    .update(JSON.stringify({ version: 1, root, argv }))
    .digest('hex');
}

/** @throws FleetError `worktree_not_found`: a link that leads elsewhere, or a folder that is gone */
async function folderWithin(tree: string, folder: string | null): Promise<string> {
  if (folder === null) return tree;
  const real = await realpath(folder).catch(() => null);
  if (real !== null && (real === tree || isWithin(real, tree))) return real;
  throw new FleetError(
    'worktree_not_found',
    'The folder that the command is to run in is not in the working tree any more. Start the Agentin there again.',
  );
}
