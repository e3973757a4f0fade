import type { ChangedFile, Clash } from '../../core/worktrees/worktreeWork.ts';

/** What a file that both changed may be called on either side: the first name that is there is the one. */
export interface MeetingFile {
  readonly left: readonly string[];
  readonly right: readonly string[];
}

/** Where one side moved what the other changed, git names it as either of them does. */
export function namesOf(
  { conflicts, shared }: Clash,
  left: readonly ChangedFile[],
  right: readonly ChangedFile[],
): readonly MeetingFile[] {
  return [...new Set([...conflicts, ...shared])].map((file) => ({
    left: namesIn(file, left, right),
    right: namesIn(file, right, left),
  }));
}

function namesIn(
  file: string,
  own: readonly ChangedFile[],
  others: readonly ChangedFile[],
): readonly string[] {
  const movedHere = own.find(({ kind, from }) => kind === 'moved' && from === file)?.path;
  const before = others.find(({ kind, path }) => kind === 'moved' && path === file)?.from ?? undefined;
  return [file, movedHere, before].filter((name) => name !== undefined);
}
