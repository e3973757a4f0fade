import type { AssignDraft } from '../../shared/assignForm.ts';
import { EMPTY_DRAFT } from './draft.ts';
import { rememberDraft, rememberedDraft } from './draftMemory.ts';
import type { Memory } from './draftMemory.ts';
import { parseDraft } from './parseFormMessage.ts';

/** Each letter would be a message between programs. */
const SOON_MS = 500;

/**
 * What was written and not given yet. It is there again when the form is: also after a window that was killed, which VS Code
 * brings back as it was up to a minute before.
 */
export class KeptDraft {
  readonly #memory: Memory;
  #draft: AssignDraft;
  #isAwaiting: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(memory: Memory) {
    const kept = rememberedDraft(memory);
    this.#memory = memory;
    this.#draft = parseDraft(kept?.draft ?? null) ?? EMPTY_DRAFT;
    this.#isAwaiting = kept?.isAwaiting ?? false;
  }

  get draft(): AssignDraft {
    return this.#draft;
  }

  /** It was on its way when what sent it ended: nobody knows whether it was given. */
  get isAwaiting(): boolean {
    return this.#isAwaiting;
  }

  keep(draft: AssignDraft, isAwaiting: boolean): void {
    clearTimeout(this.#timer);
    this.#draft = draft;
    this.#isAwaiting = isAwaiting;
    const isNothing = !isAwaiting && JSON.stringify(draft) === JSON.stringify(EMPTY_DRAFT);
    rememberDraft(this.#memory, isNothing ? null : { draft, isAwaiting });
  }

  /** For what is being written. */
  keepSoon(draft: AssignDraft): void {
    this.#draft = draft;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keep(draft, false), SOON_MS);
  }
}
