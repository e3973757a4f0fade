import type { CommittedFile } from '../../../core/worktrees/worktreeWork.ts';
import type { GitCall, GitIn } from '../process/git.ts';

const MOST_TEXT_BYTES = 1024 * 1024;
const MOST_BYTES = 24 * 1024 * 1024;

const OBJECT = /^[0-9a-f]{40,64}$/;

/** See `WorktreeWork.fileAt`. */
export async function fileAt(git: GitIn, commit: string, path: string): Promise<string | null> {
  const name = nameOf({ commit, file: { path } });
  if (name === null) return null;
  const { code, stdout, truncated } = await git.run(['cat-file', 'blob', name]);
  const isText = code === 0 && !truncated && stdout.length <= MOST_TEXT_BYTES && !stdout.includes('\0');
  return isText ? stdout : null;
}

/** See `WorktreeWork.bytesOf`: one process for all of them. */
export async function bytesOf(
  git: GitIn,
  files: readonly CommittedFile[],
): Promise<readonly (Uint8Array | null)[]> {
  const output = await batch(git, files, '--batch', { encoding: 'latin1', maxOutputBytes: MOST_BYTES });
  let at = 0;
  return files.map(() => {
    const end = output.indexOf('\n', at);
    const [, size] = BLOB.exec(output.slice(at, end)) ?? [];
    const from = end + 1;
    const until = from + Number(size ?? 0);
    if (end < 0 || (size !== undefined && until > output.length)) {
      at = output.length;
      return null;
    }
    // What is not there, or no file, is one line alone.
    at = size === undefined ? from : until + 1;
    return size === undefined ? null : Buffer.from(output.slice(from, until), 'latin1');
  });
}

/** See `WorktreeWork.sizesOf`: one process for all of them. */
export async function sizesOf(
  git: GitIn,
  files: readonly CommittedFile[],
): Promise<readonly (number | null)[]> {
  const lines = (await batch(git, files, '--batch-check', {})).split('\n');
  return files.map((_, index) => {
    const [, size] = BLOB.exec(lines[index] ?? '') ?? [];
    return size === undefined ? null : Number(size);
  });
}

const BLOB = /^[0-9a-f]{40,64} blob (\d+)$/;

async function batch(
  git: GitIn,
  files: readonly CommittedFile[],
  option: '--batch' | '--batch-check',
  call: GitCall,
): Promise<string> {
  // A name with a line break cannot be asked for among others; this is no object's.
  const names = files.map((file) => nameOf(file)?.replace(/^.*\n[^]*$/u, '-') ?? '-');
  const { code, stdout } = await git.run(['cat-file', option], { ...call, stdin: `${names.join('\n')}\n` });
  return code === 0 ? stdout : '';
}

/** How git is asked for it; null when that is no name of ours. */
function nameOf({ commit, file }: CommittedFile): string | null {
  if (!OBJECT.test(commit)) return null;
  if ('id' in file) return OBJECT.test(file.id) ? file.id : null;
  return `${commit}:${file.path}`;
}
