import * as z from 'zod';
import type { Holder } from '../../core/lease.ts';
import {
  personsConsent,
  type Consent,
  type IncludedFiles,
  type Repository,
  type SetupResult,
} from '../../core/worktrees/repositories.ts';
import type { FlagSpec } from '../cliSpec.ts';
import { directory, oneAgent, unlessBlank } from '../input.ts';
import { isJsonObject } from '../json.ts';
import { defineOperation } from '../operation.ts';
import { cwdFlag, repositoryCwd, repositoryHint, repositoryOf } from './repository.ts';
import {
  changesSchema,
  entriesShape,
  headShape,
  pathShape,
  porcelainOf,
  programSchema,
  viewOfEntries,
  viewOfHead,
  viewOfPath,
  viewOfProgram,
} from '../views/repository.ts';

/** Worktrees of the repository that the caller works in (reference contract §7). */

export const worktreeStatus = defineOperation({
  name: 'worktree_status',
  title: 'Status of worktrees',
  description:
    'Shows what is changed in the working tree around you, or in the one that path names, and lists all worktrees of the repository: ' +
    'branch, changes, how far ahead of the main working tree, for which Agentin. Use it before you hand a worktree out or take its work over. ' +
    `${repositoryHint}On "worktree_not_found" call it without path and choose from entries. Runs nothing that the repository configures.`,
  kind: 'read',
  idempotent: true,
  input: () =>
    z.strictObject({
      path: directory
        .optional()
        .describe(
          'A folder in the repository or one of its worktrees; default: the working tree around you.',
        ),
      cwd: repositoryCwd,
    }),
  output: z.object({
    ...pathShape,
    path_state: z.literal('set'),
    ...headShape,
    status: programSchema,
    changes: changesSchema,
    worktrees: programSchema,
    ...entriesShape,
  }),
  cli: {
    command: 'worktree-status',
    positionals: [],
    flags: [{ flag: 'path', argument: 'path', kind: 'text', help: 'folder to look at' }, cwdFlag],
  },
  run: async (ctx, { path: given, cwd }) => {
    const path = unlessBlank(given);
    const { repositories } = ctx.fleet;
    const repository = await repositoryOf(ctx, cwd);
    const tree = path === undefined ? repository.here : await repositories.folderAt(repository, path);
    const [{ text, head, changes }, list] = await Promise.all([
      repositories.status(repository, tree),
      repositories.worktrees(repository),
    ]);
    return {
      ...viewOfPath(repository, tree),
      path_state: 'set' as const,
      ...viewOfHead(head),
      status: viewOfProgram(text),
      changes,
      worktrees: viewOfProgram(porcelainOf(repository, list)),
      ...viewOfEntries(repository, list),
    };
  },
});

const sha256 = z
  .string()
  .regex(/^(?:[0-9a-f]{64})?$/, 'must be a SHA-256 in lower-case hexadecimal')
  .optional()
  .describe('Allows the set-up script with this hash to run, now and later. Only a person can give it.');

const allowSetupFlag: FlagSpec = {
  flag: 'allow-setup',
  argument: 'allow_setup',
  kind: 'text',
  help: 'SHA-256 of the set-up script that may run, now and later',
};

const setupSchema = z.object({
  state: z.enum(['none', 'unusable', 'needs_consent', 'done', 'failed']),
  sha256: z.string().nullable(),
  program: programSchema.nullable(),
});

/** @throws FleetError `consent_refused` for whoever is no person */
function consentOf(holder: Holder, allowed: string | undefined): Consent | null {
  const given = unlessBlank(allowed);
  return given === undefined ? null : personsConsent(holder, given);
}

function viewOfSetup(setup: SetupResult): z.output<typeof setupSchema> {
  return {
    state: setup.state,
    sha256: 'sha256' in setup ? setup.sha256 : null,
    program: 'program' in setup ? viewOfProgram(setup.program) : null,
  };
}

const includedSchema = z.object({
  copied: z.number().int(),
  bytes: z.number().int(),
  skipped: z.array(z.object({ path: z.string(), reason: z.string() })),
  skipped_count: z.number().int(),
});

function viewOfIncluded(repository: Repository, included: IncludedFiles): z.output<typeof includedSchema> {
  const { copied, bytes, skipped, skippedCount } = included;
  return {
    copied,
    bytes,
    skipped: skipped.map(({ path, reason }) => ({
      path: viewOfPath(repository, `${repository.root}/${path}`).path,
      reason,
    })),
    skipped_count: skippedCount,
  };
}

export const worktreeCreateForAgent = defineOperation({
  name: 'worktree_create_for_agent',
  title: 'Make a worktree for an Agentin',
  description:
    'Makes a git worktree with a new branch in the repository around you, so that an Agentin can change files without getting into the way of others. ' +
    "Afterwards start her with cwd in it, or name paths below it in her assignment. Git-ignored files that the project's .worktreeinclude names are copied. " +
    'setup "needs_consent": the set-up script did not run; tell a person its sha256. ' +
    `${repositoryHint}On "worktree_path_refused" leave path out; on "base_ref_invalid" or "branch_invalid" correct the name. A refusal leaves nothing behind.`,
  kind: 'write',
  idempotent: false,
  input: (ids) =>
    z.strictObject({
      agent: oneAgent(ids),
      path: directory
        .optional()
        .describe(
          'A folder in the repository that is not there yet, relative to its root; default: a new one of ours.',
        ),
      base_ref: z
        .string()
        .max(1000)
        .optional()
        .describe('Branch, tag or commit to begin at; default: the commit you have checked out.'),
      branch: z.string().max(200).optional().describe('Name of the new branch; default: one of ours.'),
      allow_setup: sha256,
      cwd: repositoryCwd,
    }),
  output: z.object({
    agent: z.string(),
    ...pathShape,
    path_state: z.literal('set'),
    base_ref: z.string().nullable(),
    status: z.literal('created'),
    resumed: z.boolean().describe('An earlier call was cut off; this one finished its worktree.'),
    branch: z.string(),
    base_commit: z.string(),
    kept_out_of_status: z.boolean(),
    included_files: includedSchema.nullable().describe('null: the project has no .worktreeinclude.'),
    filters_not_run: z
      .array(z.string())
      .describe("Filters of the repository's own configuration; the owner may trust it in fleet.json."),
    setup: setupSchema,
  }),
  cli: {
    command: 'worktree-create',
    positionals: ['agent'],
    flags: [
      { flag: 'path', argument: 'path', kind: 'text', help: 'new folder in the repository' },
      { flag: 'base-ref', argument: 'base_ref', kind: 'text', help: 'branch, tag or commit to begin at' },
      { flag: 'branch', argument: 'branch', kind: 'text', help: 'name of the new branch' },
      allowSetupFlag,
      cwdFlag,
    ],
  },
  run: async (ctx, { agent, allow_setup: allowed, cwd, ...given }) => {
    const { repositories } = ctx.fleet;
    const baseRef = unlessBlank(given.base_ref) ?? null;
    const consent = consentOf(ctx.holder, allowed);
    const repository = await repositoryOf(ctx, cwd);
    const path = unlessBlank(given.path) ?? null;
    const branch = unlessBlank(given.branch) ?? null;
    const wish = { agentId: agent, path, baseRef, branch };
    const made = await repositories.createWorktree(repository, wish);
    const watcher = { signal: ctx.signal, onProgress: ctx.onProgress };
    const setup = await repositories.setUp(repository, made.path, consent, watcher);
    return {
      agent,
      ...viewOfPath(repository, made.path),
      path_state: 'set' as const,
      base_ref: baseRef,
      status: 'created' as const,
      resumed: made.resumed,
      branch: made.branch,
      base_commit: made.baseCommit,
      kept_out_of_status: made.excluded,
      included_files: made.included === null ? null : viewOfIncluded(repository, made.included),
      filters_not_run: [...made.filtersNotRun],
      setup: viewOfSetup(setup),
    };
  },
});

export const worktreeSetUp = defineOperation({
  name: 'worktree_set_up',
  title: 'Run the set-up script of a worktree',
  description:
    'Runs the set-up script (fleet.json, else .codex-master/setup of the project) in a worktree. The first time, and whenever the script changed, ' +
    'it only tells the hash of the script: read the script, then say --allow-setup with that hash. Worktrees made later are set up by themselves.',
  kind: 'write',
  idempotent: false,
  audience: 'person',
  input: () => z.strictObject({ path: directory, allow_setup: sha256, cwd: repositoryCwd }),
  output: z.object({ ...pathShape, setup: setupSchema }),
  cli: {
    command: 'worktree-setup',
    positionals: ['path'],
    flags: [allowSetupFlag, cwdFlag],
    isRefused: ({ setup }) => isJsonObject(setup) && setup['state'] !== 'done' && setup['state'] !== 'none',
  },
  run: async (ctx, { path, allow_setup: allowed, cwd }) => {
    const { repositories } = ctx.fleet;
    const consent = consentOf(ctx.holder, allowed);
    const repository = await repositoryOf(ctx, cwd);
    const tree = await repositories.folderAt(repository, path);
    const watcher = { signal: ctx.signal, onProgress: ctx.onProgress };
    const setup = await repositories.setUp(repository, tree, consent, watcher);
    return { ...viewOfPath(repository, tree), setup: viewOfSetup(setup) };
  },
});
