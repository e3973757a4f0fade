import { FleetError } from '../../core/errors.ts';

/** A program that this window started in a worktree and that still runs. */
export interface OwnProgram {
  readonly kind: 'setup' | 'check';
  /** Ends it; resolves when it is over. Never rejects. */
  stop(): Promise<void>;
}

interface Running extends OwnProgram {
  readonly tree: string;
}

/** It was ended because its worktree goes: nothing follows it there. */
export class MadeRoom extends FleetError {
  constructor() {
    super('cancelled', 'It was stopped, for its worktree is to be removed.');
  }
}

/** Of this extension host, which is the window's: what another process started is not ours to stop. */
const running = new Set<Running>();

/** Runs a program in a worktree; `signal` (of whoever may end it otherwise) or `OwnProgram.stop` ends it. */
export async function runInTree<Result>(
  { tree, kind, signal }: Pick<Running, 'tree' | 'kind'> & { readonly signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const own = new AbortController();
  const done = Promise.withResolvers<void>();
  const stop = async (): Promise<void> => {
    own.abort();
    await done.promise;
  };
  const entry: Running = { tree, kind, stop };
  running.add(entry);
  try {
    return await work(AbortSignal.any([signal, own.signal]));
  } catch (error) {
    if (own.signal.aborted && FleetError.is(error, 'cancelled')) throw new MadeRoom();
    throw error;
  } finally {
    running.delete(entry);
    done.resolve();
  }
}

/** What this window runs in the worktree now. */
export function runningIn(tree: string): readonly OwnProgram[] {
  return [...running].filter((one) => one.tree === tree);
}
