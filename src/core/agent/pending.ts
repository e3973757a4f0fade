/** One option of a question that Codex asks. */
export interface QuestionOption {
  readonly label: string;
  readonly description: string;
}

export interface Question {
  readonly id: string;
  readonly header: string;
  readonly question: string;
  readonly options: readonly QuestionOption[];
  /** A free-text answer is welcome beside the options. */
  readonly allowsOther: boolean;
  /** The answer is a secret: ask with a password box, never show or store it. */
  readonly isSecret: boolean;
}

export interface FileChange {
  readonly path: string;
  readonly kind: 'add' | 'delete' | 'update';
  /** Unified diff or, for a new file, its text. */
  readonly diff: string;
}

interface PendingBase {
  /** Stable name of the item across connections and processes: `<turnId>/<itemId>`. */
  readonly key: string;
  readonly turnId: string;
  readonly openedAtMs: number;
}

/** Something that waits for a person. Its texts come from the model: show, never log or return through MCP. */
export type PendingItem =
  | (PendingBase & {
      readonly kind: 'command';
      readonly command: string;
      readonly cwd: string;
      readonly reason: string | null;
    })
  | (PendingBase & {
      readonly kind: 'file';
      readonly changes: readonly FileChange[];
      readonly reason: string | null;
    })
  | (PendingBase & {
      readonly kind: 'question';
      readonly questions: readonly Question[];
      /** After so long Codex' own terminal answers it with nothing, and she goes on; not there: it waits. */
      readonly waitsMs?: number;
    })
  | (PendingBase & { readonly kind: 'mcpTool'; readonly server: string; readonly message: string })
  | (PendingBase & { readonly kind: 'permissions'; readonly reason: string | null });

/** What a person decides on an item. `answers` maps a question's id to its answers. */
export type Answer =
  | { readonly kind: 'accept' }
  | { readonly kind: 'acceptForSession' }
  | { readonly kind: 'decline' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'answers'; readonly answers: Readonly<Record<string, readonly string[]>> };
