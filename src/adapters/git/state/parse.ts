import type { ChangeCounts, ListedWorktree, WorktreeHead } from '../../../core/worktrees/repositories.ts';

/** Git's machine-readable outputs as values. Pure; tested with recorded outputs. */

/** `git worktree list --porcelain -z`: attributes end with NUL, worktrees with one more. The main one comes first. */
export function parseWorktreeList(output: string): readonly ListedWorktree[] {
  return output
    .split('\0\0')
    .map((block) => new Map(block.split('\0').map(attribute)))
    .flatMap((attributes) => {
      const path = attributes.get('worktree');
      return path === undefined ? [] : [worktreeOf(path, attributes)];
    });
}

function attribute(line: string): readonly [string, string] {
  const at = line.indexOf(' ');
  return at === -1 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
}

function worktreeOf(path: string, attributes: ReadonlyMap<string, string>): ListedWorktree {
  return {
    path,
    head: headOf(attributes),
    locked: attributes.get('locked') ?? null,
    prunable: attributes.get('prunable') ?? null,
  };
}

function headOf(attributes: ReadonlyMap<string, string>): WorktreeHead {
  if (attributes.has('bare')) return { kind: 'bare' };
  const commit = attributes.get('HEAD') ?? '';
  const branch = attributes.get('branch');
  if (branch === undefined) return { kind: 'detached', commit };
  return {
    kind: 'branch',
    branch: branch.replace(/^refs\/heads\//, ''),
    commit: isNull(commit) ? null : commit,
  };
}

/** A branch without a commit has a hash of zeros. */
function isNull(commit: string): boolean {
  return /^0*$/.test(commit);
}

export interface ParsedStatus {
  readonly head: WorktreeHead;
  readonly changes: ChangeCounts;
  /** Relative to the top of the working tree. */
  readonly conflicts: readonly string[];
}

/** `git status --porcelain=v2 --branch -z`. */
export function parseStatus(output: string): ParsedStatus {
  const counts = { staged: 0, unstaged: 0, untracked: 0, conflicted: 0 };
  const headers = new Map<string, string>();
  const conflicts: string[] = [];
  const fields = output.split('\0');
  for (let index = 0; index < fields.length; index += 1) {
    const field = fields[index] ?? '';
    switch (field[0]) {
      case '#':
        headers.set(...headerOf(field));
        break;
      case '1':
      case '2':
        if (field[2] !== '.') counts.staged += 1;
        if (field[3] !== '.') counts.unstaged += 1;
        // A rename brings its old path as a field of its own, which may begin with anything.
        if (field[0] === '2') index += 1;
        break;
      case 'u':
        counts.conflicted += 1;
        conflicts.push(field.split(' ').slice(10).join(' '));
        break;
      case '?':
        counts.untracked += 1;
        break;
      default:
    }
  }
  return { head: headOfStatus(headers), changes: counts, conflicts };
}

function headerOf(field: string): [string, string] {
  const [key, value] = attribute(field.slice('# '.length));
  return [key, value];
}

function headOfStatus(headers: ReadonlyMap<string, string>): WorktreeHead {
  const oid = headers.get('branch.oid') ?? '(initial)';
  const commit = oid === '(initial)' ? null : oid;
  const branch = headers.get('branch.head') ?? '(detached)';
  if (branch === '(detached)' && commit !== null) return { kind: 'detached', commit };
  return { kind: 'branch', branch, commit };
}

/** `git rev-list --left-right --count A...B` as how far B is ahead of and behind A. */
export function parseAheadBehind(output: string): { readonly ahead: number; readonly behind: number } | null {
  const match = /^(\d+)\s+(\d+)\s*$/.exec(output);
  return match === null ? null : { behind: Number(match[1]), ahead: Number(match[2]) };
}
