import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { WORKTREE_FOLDER } from '../../../core/worktrees/repositories.ts';
import type { GitIn } from '../process/git.ts';

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDWR } = constants;

/**
 * Keeps a worktree (relative path) out of the status of the main working tree, by `info/exclude`: no file that belongs to
 * the project is touched. True when git ignores it now, whoever said so.
 */
export async function keepOutOfStatus(git: GitIn, commonDir: string, path: string): Promise<boolean> {
  if (await isIgnored(git, path)) return true;
  const line = path.startsWith(`${WORKTREE_FOLDER}/`) ? `/${WORKTREE_FOLDER}/` : `/${escaped(path)}/`;
  await appendLine(join(commonDir, 'info'), line).catch(() => {});
  return isIgnored(git, path);
}

async function isIgnored(git: GitIn, path: string): Promise<boolean> {
  // With the slash it is a folder whether it is there or not; by stdin no name can be an option.
  return (await git.run(['check-ignore', '-z', '--stdin'], { stdin: `${path}/\0` })).code === 0;
}

/** What has a meaning in a pattern of gitignore, and a space at the end, taken literally. */
function escaped(path: string): string {
  return path.replace(/[\\*?[\]#!]/g, String.raw`\$&`).replace(/ $/, String.raw`\ `);
}

async function appendLine(folder: string, line: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = await open(
    join(folder, 'exclude'),
    O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK,
    0o644,
  );
  try {
    const { size } = await file.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await file.read(last, 0, 1, size - 1);
    const begin = size === 0 || last.toString() === '\n' ? '' : '\n';
    await file.appendFile(`${begin}${line}\n`);
  } finally {
    await file.close();
  }
}
