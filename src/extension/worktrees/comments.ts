import path from 'node:path';
import { CommentMode, comments, CommentThreadState, l10n, Range } from 'vscode';
import type { Comment, CommentReply, CommentThread, TextDocument } from 'vscode';
import { isWithin } from '../../core/scope.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { ReviewComment } from './reviewText.ts';

/** The controller by which menus know our threads. */
export const REVIEW_COMMENTS = 'codexMaster.review';

/** One thread with what of it was not sent yet. */
export interface Draft extends ReviewComment {
  readonly thread: CommentThread;
  readonly comment: Comment;
}

/** Comments on lines of worktrees that are reviewed. They are kept until they are resolved. */
export class ReviewComments implements Disposable {
  readonly #controller = comments.createCommentController(REVIEW_COMMENTS, l10n.t('Review for an Agentin'));
  readonly #threads = new Map<CommentThread, string>();
  readonly #sent = new WeakSet<Comment>();
  /** Worktrees that a review was opened of. */
  readonly #trees = new Set<string>();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
    this.#controller.options = {
      prompt: l10n.t('Comment for the Agentin'),
      placeHolder: l10n.t('What should she change here?'),
    };
    this.#controller.commentingRangeProvider = {
      provideCommentingRanges: (document) => this.#rangesOf(document),
    };
  }

  /** From now on lines of this worktree's files can be commented on. */
  open(tree: string): void {
    this.#trees.add(tree);
  }

  /** Adds what was typed below a line; false when the line is in no worktree under review. */
  add(reply: CommentReply): boolean {
    const { thread, text } = reply;
    const tree = this.#treeOf(thread.uri.fsPath);
    if (tree === null || text.trim() === '') return false;
    const comment: Comment = {
      body: text,
      mode: CommentMode.Preview,
      author: { name: l10n.t('You') },
      label: l10n.t('not sent'),
      contextValue: 'draft',
    };
    thread.comments = [...thread.comments, comment];
    thread.label = l10n.t('Review');
    thread.contextValue = 'draft';
    this.#threads.set(thread, tree);
    this.#changed();
    return true;
  }

  resolve(thread: CommentThread): void {
    this.#threads.delete(thread);
    thread.dispose();
    this.#changed();
  }

  /** The worktree that a thread belongs to. */
  treeOf(thread: CommentThread): string | null {
    return this.#threads.get(thread) ?? null;
  }

  drafts(tree: string): readonly Draft[] {
    return [...this.#threads]
      .filter(([, of]) => of === tree)
      .flatMap(([thread]) =>
        thread.comments
          .filter((comment) => !this.#sent.has(comment))
          .map((comment) => ({
            thread,
            comment,
            path: path.relative(tree, thread.uri.fsPath),
            line: (thread.range?.start.line ?? 0) + 1,
            text: typeof comment.body === 'string' ? comment.body : comment.body.value,
          })),
      );
  }

  markSent(drafts: readonly Draft[]): void {
    for (const { thread, comment } of drafts) {
      this.#sent.add(comment);
      comment.label = l10n.t('sent');
      comment.contextValue = 'sent';
      // The same list again would not be drawn.
      thread.comments = [...thread.comments];
      thread.contextValue = 'sent';
      thread.state = CommentThreadState.Unresolved;
    }
    this.#changed();
  }

  /** The worktree is gone, and what was said about it. */
  forget(tree: string): void {
    this.#trees.delete(tree);
    for (const [thread, of] of this.#threads) if (of === tree) this.resolve(thread);
  }

  dispose(): void {
    for (const thread of this.#threads.keys()) thread.dispose();
    this.#controller.dispose();
  }

  #rangesOf({ uri, lineCount }: TextDocument): Range[] {
    if (uri.scheme !== 'file' || this.#treeOf(uri.fsPath) === null) return [];
    return [new Range(0, 0, Math.max(0, lineCount - 1), 0)];
  }

  #treeOf(file: string): string | null {
    const trees = [...this.#trees].filter((tree) => isWithin(file, tree));
    return trees.toSorted((a, b) => b.length - a.length)[0] ?? null;
  }
}
