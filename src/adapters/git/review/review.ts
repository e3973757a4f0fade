import { isDirty, type Repository } from '../../../core/worktrees/repositories.ts';
import type { ChangedFile, FileVersion, WorktreeReview } from '../../../core/worktrees/worktreeWork.ts';
import { mergeBase } from '../integrate/mergeTree.ts';
import type { Git, GitIn } from '../process/git.ts';
import { headCommit, parsedStatus } from '../state/look.ts';
import { parseAheadBehind } from '../state/parse.ts';
import { halfDoneIn, worktreeAt } from '../state/place.ts';
import { takeSnapshot } from '../state/snapshot.ts';
import { changedSubmodules } from '../state/submodules.ts';
import type { ScratchObjects } from './scratch.ts';

export interface ReviewWish {
  readonly stateRoot: string;
  readonly scratch: ScratchObjects;
  readonly limit: number;
  readonly trusted: boolean;
}

/** See `WorktreeWork.review`. */
export async function reviewOf(
  git: Git,
  repository: Repository,
  tree: string,
  { stateRoot, scratch, limit, trusted }: ReviewWish,
): Promise<WorktreeReview> {
  await worktreeAt(git, repository, tree);
  const reading = await git.reading(tree, trusted);
  const [{ head, changes }, main] = await Promise.all([
    parsedStatus(reading),
    headCommit(git.plain(repository.root)),
  ]);
  const commit = head.kind === 'bare' ? null : head.commit;
  const none = {
    tree,
    head,
    mainCommit: main,
    files: [],
    fileCount: 0,
    added: 0,
    removed: 0,
    uncommitted: changes,
    submodules: await changedSubmodules(git, tree),
    halfDone: await halfDoneIn(tree),
  };
  if (commit === null || main === null)
    return { ...none, baseCommit: null, snapshot: null, againstMain: null };
  const snapshot = isDirty(changes)
    ? await scratch.keep(repository.commonDir, tree, async (objects) => {
        const wish = { stateRoot, tree, head: commit, isLenient: true };
        return (await takeSnapshot(reading.withObjects(objects), wish)).commit;
      })
    : commit;
  if (snapshot === commit) await scratch.forget(tree);
  const [baseCommit, count] = await Promise.all([
    mergeBase(reading, main, commit),
    reading.run(['rev-list', '--left-right', '--count', `${main}...${commit}`, '--']),
  ]);
  const againstMain = count.code === 0 ? parseAheadBehind(count.stdout) : null;
  if (baseCommit === null) return { ...none, baseCommit, snapshot, againstMain };
  const all = await scratch.within(repository.commonDir, [snapshot], async (objects) =>
    changedFiles(reading.withObjects(objects), baseCommit, snapshot),
  );
  const sum = (of: 'added' | 'removed'): number => all.reduce((total, file) => total + (file[of] ?? 0), 0);
  return {
    ...none,
    baseCommit,
    snapshot,
    againstMain,
    files: all.slice(0, limit),
    fileCount: all.length,
    added: sum('added'),
    removed: sum('removed'),
  };
}

async function changedFiles(git: GitIn, from: string, to: string): Promise<readonly ChangedFile[]> {
  const options = ['-r', '-z', '-M', '--no-abbrev', '--no-ext-diff', '--no-textconv', from, to];
  const [numbers, versions] = await Promise.all([
    git.run(['diff-tree', '--numstat', ...options]),
    git.run(['diff-tree', '--raw', ...options]),
  ]);
  return parseChanged(numbers.stdout, versions.stdout);
}

/**
 * `git diff-tree --numstat -z -M` and `--raw -z -M --no-abbrev` of the same two commits. The latter is
 * `:mode mode id id letter NUL path NUL`, and of a move both paths.
 */
export function parseChanged(numstat: string, raw: string): readonly ChangedFile[] {
  const numbers = parseNumbers(numstat);
  const fields = raw.split('\0');
  const files: ChangedFile[] = [];
  for (let at = 0; at + 1 < fields.length;) {
    const { letter, before, after } = parseRaw(fields[at] ?? '');
    const isMoved = letter === 'R' || letter === 'C';
    const path = fields[isMoved ? at + 2 : at + 1] ?? '';
    const { added = null, removed = null } = numbers.get(path) ?? {};
    const from = isMoved ? (fields[at + 1] ?? null) : null;
    files.push({ path, from, kind: kindOf(letter), added, removed, before, after });
    at += isMoved ? 3 : 2;
  }
  return files;
}

function parseRaw(field: string): Pick<ChangedFile, 'before' | 'after'> & { readonly letter: string } {
  const [was = '', is = '', wasId = '', isId = '', letters = ''] = field.slice(1).split(' ');
  return { letter: letters[0] ?? '', before: versionOf(was, wasId), after: versionOf(is, isId) };
}

function versionOf(mode: string, id: string): FileVersion | null {
  switch (mode) {
    case '000000':
      return null;
    case '100755':
      return { kind: 'executable', id };
    case '120000':
      return { kind: 'symlink', id };
    case '160000':
      return { kind: 'submodule', id };
    default:
      return { kind: 'file', id };
  }
}

function kindOf(letter: string): ChangedFile['kind'] {
  if (letter === 'A') return 'added';
  if (letter === 'D') return 'deleted';
  return letter === 'R' || letter === 'C' ? 'moved' : 'changed';
}

interface Numbers {
  readonly added: number | null;
  readonly removed: number | null;
}

/** `added TAB removed TAB path NUL`; of a move the path is empty and both follow. */
function parseNumbers(numstat: string): ReadonlyMap<string, Numbers> {
  const numbers = new Map<string, Numbers>();
  const fields = numstat.split('\0');
  const number = (text: string): number | null => (/^\d+$/.test(text) ? Number(text) : null);
  for (let at = 0; at < fields.length; at += 1) {
    const match = /^(\d+|-)\t(\d+|-)\t([^]*)$/.exec(fields[at] ?? '');
    if (match === null) continue;
    const [, added = '', removed = '', path = ''] = match;
    if (path === '') at += 2;
    numbers.set(path === '' ? (fields[at] ?? '') : path, { added: number(added), removed: number(removed) });
  }
  return numbers;
}
