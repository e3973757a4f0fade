import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { vi } from 'vitest';

const PATIENCE_MS = 10_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** How many of these can still be reached once everything that waited has run; waits for it to be `most` at most. */
export async function reachable(refs: readonly WeakRef<object>[], most: number): Promise<number> {
  const held = (): number => refs.filter((ref) => ref.deref() !== undefined).length;
  const look = async (): Promise<void> => {
    // What was looked at counts as reached until the end of the event loop's turn.
    await new Promise((resolve) => setTimeout(resolve, 20));
    collect();
    if (held() > most) throw new Error('still reached');
  };
  await vi.waitFor(look, PATIENCE_MS).catch(() => {});
  return held();
}
