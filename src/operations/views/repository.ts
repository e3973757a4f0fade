import * as z from 'zod';
import {
  shownPath,
  type Check,
  type ProgramText,
  type Repository,
  type Worktree,
  type WorktreeHead,
  type WorktreeList,
} from '../../core/worktrees/repositories.ts';
import { redact } from '../../core/redaction/redact.ts';
import { NOT_RETURNED } from '../sentinels.ts';
import { utc } from '../time.ts';

/** Git's answers as tools return them (reference contract §7): paths relative to the repository, hashes whole. */

export const programSchema = z.object({
  ok: z.boolean(),
  returncode: z.number().int(),
  output_excerpt: z.string(),
  redaction_applied: z.literal(true),
});

export const checkSchema = z.object({ name: z.string(), ...programSchema.shape });

export function viewOfCheck({ name, program }: Check): z.output<typeof checkSchema> {
  return { name, ...viewOfProgram(program) };
}

export function viewOfProgram({ ok, returncode, output }: ProgramText): z.output<typeof programSchema> {
  return { ok, returncode, output_excerpt: output, redaction_applied: true };
}

export const pathShape = {
  path: z.string(),
  path_kind: z.enum(['repo_relative', 'outside_repository']),
};

/** `not_returned` for a path that would tell where on this machine things are. */
export function viewOfPath({ root }: Repository, path: string) {
  const shown = shownPath(root, path);
  const inside = shown !== null && !shown.startsWith('../');
  return {
    path: shown === null ? NOT_RETURNED : redact(shown),
    path_kind: inside ? ('repo_relative' as const) : ('outside_repository' as const),
  };
}

export const headShape = {
  branch: z.string().nullable(),
  head: z.string().nullable().describe('Commit; null before the first one.'),
  detached: z.boolean(),
};

export function viewOfHead(head: WorktreeHead) {
  return {
    branch: head.kind === 'branch' ? head.branch : null,
    head: head.kind === 'bare' ? null : head.commit,
    detached: head.kind === 'detached',
  };
}

export const changesSchema = z.object({
  staged: z.number().int(),
  unstaged: z.number().int(),
  untracked: z.number().int(),
  conflicted: z.number().int(),
});

const entrySchema = z.object({
  ...pathShape,
  ...headShape,
  main: z.boolean(),
  bare: z.boolean(),
  locked: z.boolean(),
  prunable: z.boolean().describe('Its folder is gone; git worktree prune would forget it.'),
  changes: changesSchema.nullable().describe('null: it could not be looked at.'),
  submodules_changed: z.number().int().describe('Submodules with changes inside, beyond "changes".'),
  ahead: z.number().int().nullable().describe('Commits that the main working tree does not have.'),
  behind: z.number().int().nullable(),
  agent: z.string().nullable().describe('The Agentin it was made for.'),
  base_commit: z.string().nullable(),
  created_at_utc: z.string().nullable(),
});

export const entriesShape = {
  entries: z.array(entrySchema),
  entry_count: z.number().int(),
  entries_truncated: z.boolean(),
};

export function viewOfEntries(repository: Repository, { worktrees, count }: WorktreeList) {
  return {
    entries: worktrees.map((one) => viewOfEntry(repository, one)),
    entry_count: count,
    entries_truncated: count > worktrees.length,
  };
}

function viewOfEntry(repository: Repository, one: Worktree): z.output<typeof entrySchema> {
  return {
    ...viewOfPath(repository, one.path),
    ...viewOfHead(one.head),
    main: one.isMain,
    bare: one.head.kind === 'bare',
    locked: one.locked !== null,
    prunable: one.prunable !== null,
    changes: one.changes,
    submodules_changed: one.submodules.length,
    ahead: one.againstMain?.ahead ?? null,
    behind: one.againstMain?.behind ?? null,
    agent: one.made?.agentId ?? null,
    base_commit: one.made?.baseCommit ?? null,
    created_at_utc: utc(one.made?.createdAtMs ?? null),
  };
}

/** The list as `git worktree list --porcelain` prints it, but with paths that may be shown. */
export function porcelainOf(repository: Repository, { worktrees }: WorktreeList): ProgramText {
  const block = ({ path, head, locked, prunable }: Worktree): string =>
    [
      `worktree ${viewOfPath(repository, path).path}`,
      ...(head.kind === 'bare' ? ['bare'] : [`HEAD ${head.commit ?? '0'.repeat(40)}`]),
      ...(head.kind === 'branch' ? [`branch refs/heads/${head.branch}`] : []),
      ...(head.kind === 'detached' ? ['detached'] : []),
      ...(locked === null ? [] : ['locked']),
      ...(prunable === null ? [] : ['prunable']),
    ].join('\n');
  return { ok: true, returncode: 0, output: worktrees.map(block).join('\n\n') };
}
