import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { cwdFlag, repositoryCwd, repositoryHint, repositoryOf } from './repository.ts';
import { NOT_RETURNED } from '../sentinels.ts';
import { recordSchema, viewOfRecord } from '../views/record.ts';
import {
  changesSchema,
  checkSchema,
  entriesShape,
  headShape,
  programSchema,
  viewOfCheck,
  viewOfEntries,
  viewOfHead,
  viewOfProgram,
} from '../views/repository.ts';

/** Bringing work together: what is there, and whether it may be committed (reference contract §7). */

/** Newest assignments that a status shows (reference contract §7). */
const ASSIGNMENTS = 10;

export const integrationStatus = defineOperation({
  name: 'integration_status',
  title: 'What is there to integrate',
  description:
    'Shows at one glance what has to be brought together: changes in the working tree around you, all worktrees with how far each is ahead, and the newest assignments. ' +
    `Use it before you merge, commit or hand out more work. ${repositoryHint}Runs nothing that the repository configures.`,
  kind: 'read',
  idempotent: true,
  input: () => z.strictObject({ cwd: repositoryCwd }),
  output: z.object({
    repo: z.literal(NOT_RETURNED),
    repo_state: z.literal('set'),
    ...headShape,
    status: programSchema,
    changes: changesSchema,
    diff_stat: programSchema,
    ...entriesShape,
    assignments: z.array(recordSchema).describe('Newest last.'),
    ledger_state: z.enum(['ok', 'unreadable']),
  }),
  cli: { command: 'integration-status', positionals: [], flags: [cwdFlag] },
  run: async (ctx, { cwd }) => {
    const { repositories } = ctx.fleet;
    const repository = await repositoryOf(ctx, cwd);
    const { here } = repository;
    const [{ text, head, changes }, stat, list, page] = await Promise.all([
      repositories.status(repository, here),
      repositories.diffStat(repository, here),
      repositories.worktrees(repository),
      ctx.fleet.assignments(null, ASSIGNMENTS),
    ]);
    return {
      repo: NOT_RETURNED,
      repo_state: 'set' as const,
      ...viewOfHead(head),
      status: viewOfProgram(text),
      changes,
      diff_stat: viewOfProgram(stat),
      ...viewOfEntries(repository, list),
      assignments: page.entries.map(viewOfRecord),
      ledger_state: page.isReadable ? ('ok' as const) : ('unreadable' as const),
    };
  },
});

export const commitReadyCheck = defineOperation({
  name: 'commit_ready_check',
  title: 'Check before a commit',
  description:
    'Checks the working tree around you: whitespace errors and conflict markers (staged and not), unmerged paths, then the commands that the owner ' +
    'declares for this repository in fleet.json. Use it before you commit or report work as finished. "ok" false: read output_excerpt of the check ' +
    'that failed, mend that, and check again; returncode 124 means that its time was over. "checks_declared" 0 means that nobody declared commands: ' +
    `then ok says nothing about tests. ${repositoryHint}`,
  // What the owner declares may write: build output, caches.
  kind: 'write',
  idempotent: true,
  input: () =>
    z.strictObject({
      run_tests: z.boolean().default(true).describe('false: only what git itself can tell.'),
      cwd: repositoryCwd,
    }),
  output: z.object({
    ok: z.boolean(),
    checks: z.array(checkSchema),
    checks_declared: z.number().int(),
    tests_run: z.boolean(),
  }),
  cli: {
    command: 'commit-ready-check',
    positionals: [],
    flags: [
      { flag: 'no-tests', argument: 'run_tests', kind: 'off', help: 'only what git itself can tell' },
      cwdFlag,
    ],
  },
  run: async (ctx, { run_tests: runDeclared, cwd }) => {
    const { repositories } = ctx.fleet;
    const repository = await repositoryOf(ctx, cwd);
    const watcher = { signal: ctx.signal, onProgress: ctx.onProgress };
    const { checks, declared } = await repositories.check(repository, { runDeclared }, watcher);
    return {
      ok: checks.every(({ program }) => program.ok),
      checks: checks.map(viewOfCheck),
      checks_declared: declared,
      tests_run: runDeclared && declared > 0,
    };
  },
});
