import { isRecord } from '../fleet/target.ts';

/** A comment as it outlives the window: where it stands, what it says, and whether the Agentin has it. */
export interface KeptComment {
  readonly tree: string;
  /** Relative to the worktree. */
  readonly path: string;
  /** From 0. */
  readonly line: number;
  readonly text: string;
  readonly isSent: boolean;
}

export interface CommentMemory {
  read(): readonly KeptComment[];
  write(comments: readonly KeptComment[]): void;
}

/** What VS Code's `Memento` does for us. */
interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

const KEY = 'reviewComments';
/** The newest of them; more than anybody writes in a review. */
const MOST = 500;
const MOST_CHARS = 20_000;

/** Review comments of this workspace, over reloads. What another version wrote and cannot be read is left out. */
export function commentMemory(memento: Memory): CommentMemory {
  return {
    read: () => {
      const kept = memento.get(KEY);
      return Array.isArray(kept) ? kept.filter(isKept) : [];
    },
    write: (comments) => {
      const kept = comments.filter(({ text }) => text.length <= MOST_CHARS).slice(-MOST);
      void memento.update(KEY, kept.length === 0 ? undefined : kept);
    },
  };
}

function isKept(value: unknown): value is KeptComment {
  return (
    isRecord(value) &&
    typeof value['tree'] === 'string' &&
    typeof value['path'] === 'string' &&
    typeof value['text'] === 'string' &&
    typeof value['isSent'] === 'boolean' &&
    Number.isInteger(value['line']) &&
    Number(value['line']) >= 0
  );
}
