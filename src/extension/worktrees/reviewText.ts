/** A comment on a line of a file, relative to the worktree; lines from 1. */
export interface ReviewComment {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

export interface ReviewMessage<T extends ReviewComment> {
  readonly text: string;
  /** Those that fit in; the others are for another message. */
  readonly taken: readonly T[];
}

const MOST_COMMENT_CHARS = 2000;
const MOST_CHARS = 12_000;

/** The comments as one message to the Agentin, in the order of the files. */
export function reviewMessage<T extends ReviewComment>(
  tree: string,
  comments: readonly T[],
): ReviewMessage<T> {
  const sorted = comments.toSorted((a, b) => a.path.localeCompare(b.path) || a.line - b.line);
  const head = `Review of the work in ${tree}. Paths are relative to it. Address each comment, then say in a line each what you did.\n`;
  const taken: T[] = [];
  const lines: string[] = [];
  let left = MOST_CHARS - head.length;
  for (const comment of sorted) {
    const line = commentLine(comment);
    if (line.length + 1 > left) break;
    left -= line.length + 1;
    lines.push(line);
    taken.push(comment);
  }
  return { text: [head, ...lines].join('\n'), taken };
}

function commentLine({ path, line, text }: ReviewComment): string {
  const whole = text.trim().replaceAll(/\r?\n/g, '\n  ');
  const cut = whole.length > MOST_COMMENT_CHARS ? `${whole.slice(0, MOST_COMMENT_CHARS - 1)}…` : whole;
  return `- ${path}:${line}: ${cut}`;
}

/** Asks the Agentin to bring the main branch into hers, where both changed the same places. */
export function mendMessage(tree: string, main: string, conflicts: readonly string[]): string {
  return [
    `Your work in ${tree} cannot go into the branch ${main}: both changed the same places of these files.`,
    '',
    ...conflicts.map((path) => `- ${path}`),
    '',
    `Merge ${main} into your branch there (git merge ${main}; ask for approval where the sandbox refuses it), mend each conflict so that what both wanted holds, run the checks that there are, and commit the merge. Then say in a line for each file what you decided.`,
  ].join('\n');
}
