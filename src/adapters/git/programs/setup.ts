import { lstat, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { isWithin } from '../../../core/assignment/scope.ts';
import type { DeclaredProgram } from '../../../core/config.ts';
import {
  personsConsent,
  type Consent,
  type ProgramText,
  type Repository,
  type SetupPreview,
  type SetupResult,
  type Watcher,
} from '../../../core/worktrees/repositories.ts';
import { runDeclared, type ProgramWorld } from './checks.ts';
import { hasConsent, rememberConsent, type ConsentWorld } from './consents.ts';
import { forgetSetUp, withSetUpNote, type SetUpNoteWorld } from '../state/setUpNote.ts';
import { freeze, hashOf, withCopies } from './setupBytes.ts';

/**
 * The set-up script of new worktrees: what fleet.json declares, else `.codex-master/setup` of the project. It runs with all that its
 * person may do, so it runs only when a person said yes to exactly this script: to the hash of its command line and of every file
 * of the worktree that the command line names. These files run as private copies of the bytes that were hashed, in the worktree.
 */
const SCRIPT = '.codex-master/setup';
const SCRIPT_TIMEOUT_SECONDS = 600;
/** More of a script than anybody reads in a form. */
const MOST_SHOWN_BYTES = 32 * 1024;

export type SetupWorld = ConsentWorld & ProgramWorld & SetUpNoteWorld;

/** See `Repositories.setUp`. */
export async function setUp(
  world: SetupWorld,
  { root }: Repository,
  tree: string,
  options: {
    readonly declared: DeclaredProgram | null;
    readonly consent: Consent | null;
    readonly watcher: Watcher;
  },
): Promise<SetupResult> {
  const { consent, watcher } = options;
  if (consent !== null) personsConsent(consent.holder, consent.sha256);
  const program = options.declared ?? (await ownScript(tree));
  if (program === null) {
    await forgetSetUp(tree);
    return { state: 'none' };
  }
  if (program === 'unusable') return { state: 'unusable' };
  const frozen = await freeze(tree, program.argv);
  if (frozen === null) return { state: 'unusable' };
  const sha256 = hashOf(root, frozen);
  if (consent?.sha256 === sha256) await rememberConsent(world, 'setup', sha256);
  else if (!(await hasConsent(world, 'setup', sha256))) return { state: 'needs_consent', sha256 };
  watcher.onProgress?.('The set-up script runs.');
  // A script cannot tell by its own name any more where it is.
  const env = { ...world.env, CODEX_MASTER_WORKTREE: tree };
  const run = async (argv: DeclaredProgram['argv']): Promise<ProgramText> =>
    runDeclared({ ...world, env }, tree, { ...program, argv }, watcher);
  const text = await withSetUpNote(world, tree, program.timeoutSeconds, async () =>
    withCopies(world.stateRoot, frozen, run),
  );
  return { state: text.ok ? 'done' : 'failed', sha256, program: text };
}

/** See `Repositories.setupScript`. */
export async function previewSetup(
  world: Pick<ConsentWorld, 'stateRoot'>,
  { root, here }: Repository,
  declared: DeclaredProgram | null,
): Promise<SetupPreview> {
  const program = declared ?? (await ownScript(here));
  if (program === null) return { state: 'none' };
  if (program === 'unusable') return { state: 'unusable' };
  const frozen = await freeze(here, program.argv);
  if (frozen === null) return { state: 'unusable' };
  const sha256 = hashOf(root, frozen);
  const isAllowed = await hasConsent(world, 'setup', sha256);
  const argv = frozen.argv.map((word) => (isWithin(word, here) ? word.slice(here.length + 1) : word));
  const text = frozen.files
    .map(({ bytes }) => bytes.subarray(0, MOST_SHOWN_BYTES).toString('utf8'))
    .join('\n');
  return { state: 'found', sha256, isAllowed, argv, text: text.slice(0, MOST_SHOWN_BYTES) };
}

async function ownScript(tree: string): Promise<DeclaredProgram | 'unusable' | null> {
  const path = join(tree, SCRIPT);
  const stats = await lstat(path).catch(() => null);
  if (stats === null) return null;
  const isUsable = stats.isFile() && (stats.mode & 0o100) !== 0 && (await realpath(path)) === path;
  return isUsable ? { argv: [path], timeoutSeconds: SCRIPT_TIMEOUT_SECONDS } : 'unusable';
}
