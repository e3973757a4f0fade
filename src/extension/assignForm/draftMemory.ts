import { isRecord } from '../fleet/target.ts';

/** What VS Code's `Memento` does for us. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

const KEY = 'assignDraft';

/** What is kept of the form beyond the end of the window, unread; `isAwaiting`: it was on its way then. */
export interface RememberedDraft {
  readonly draft: unknown;
  readonly isAwaiting: boolean;
}

export function rememberedDraft(memory: Memory): RememberedDraft | null {
  const kept = memory.get(KEY);
  return isRecord(kept) ? { draft: kept['draft'], isAwaiting: kept['isAwaiting'] === true } : null;
}

/** `null`: there is nothing to be kept. */
export function rememberDraft(memory: Memory, kept: RememberedDraft | null): void {
  void memory.update(KEY, kept ?? undefined);
}
