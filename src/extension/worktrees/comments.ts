import path from 'node:path';
import { CommentMode, comments, CommentThreadState, l10n, Range, Uri } from 'vscode';
import type { Comment, CommentReply, CommentThread, TextDocument } from 'vscode';
import { isWithin } from '../../core/assignment/scope.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import { setContext } from '../contextKeys.ts';
import type { CommentMemory } from './commentMemory.ts';
import type { ReviewComment } from './reviewText.ts';

/** The controller by which menus know our threads. */
export const REVIEW_COMMENTS = 'codexMaster.review';

/** One thread with what of it was not sent yet. */
export interface Draft extends ReviewComment {
  readonly thread: CommentThread;
  readonly comment: Comment;
}

/** Comments on lines of worktrees that are reviewed. They are kept until they are resolved, over reloads, too. */
export class ReviewComments implements Disposable {
  readonly #controller = comments.createCommentController(REVIEW_COMMENTS, l10n.t('Review for an Agentin'));
  readonly #threads = new Map<CommentThread, string>();
  readonly #sent = new WeakSet<Comment>();
  /** Worktrees that a review was opened of. */
  readonly #trees = new Set<string>();
  readonly #changed: () => void;
  readonly #memory: CommentMemory;

  constructor(memory: CommentMemory, changed: () => void) {
    this.#memory = memory;
    this.#changed = changed;
    this.#controller.options = {
      prompt: l10n.t('Comment for the Agentin'),
      placeHolder: l10n.t('What should she change here?'),
    };
    this.#controller.commentingRangeProvider = {
      provideCommentingRanges: (document) => this.#rangesOf(document),
    };
    this.#restore();
  }

  /** From now on lines of this worktree's files can be commented on. */
  open(tree: string): void {
    this.#trees.add(tree);
    setContext('codexMaster.reviewing', true);
  }

  /** Adds what was typed below a line; false when the line is in no worktree under review. */
  add(reply: CommentReply): boolean {
    const { thread, text } = reply;
    const tree = this.#treeOf(thread.uri.fsPath);
    if (tree === null || text.trim() === '') return false;
    this.#put(thread, tree, commentOf(text, false));
    this.#keep();
    return true;
  }

  /** Is the document a file of a worktree under review? */
  mayComment({ uri }: Pick<TextDocument, 'uri'>): boolean {
    return uri.scheme === 'file' && this.#treeOf(uri.fsPath) !== null;
  }

  /** Adds to what stands at a line (from 0), or begins a thread there. */
  addAt(uri: Uri, line: number, text: string): void {
    const known = [...this.#threads.keys()].find(
      (thread) => thread.uri.fsPath === uri.fsPath && thread.range?.start.line === line,
    );
    if (text.trim() === '') return;
    const range = new Range(line, 0, line, 0);
    this.add({ thread: known ?? this.#controller.createCommentThread(uri, range, []), text });
  }

  resolve(thread: CommentThread): void {
    this.#threads.delete(thread);
    thread.dispose();
    this.#keep();
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
            text: textOf(comment),
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
    this.#keep();
  }

  /** The worktree is gone, and what was said about it. */
  forget(tree: string): void {
    this.#trees.delete(tree);
    setContext('codexMaster.reviewing', this.#trees.size > 0);
    for (const [thread, of] of this.#threads) if (of === tree) this.resolve(thread);
  }

  dispose(): void {
    for (const thread of this.#threads.keys()) thread.dispose();
    this.#controller.dispose();
  }

  /** What was there before the window was loaded anew, each thread where it was. */
  #restore(): void {
    const threads = new Map<string, CommentThread>();
    for (const { tree, path: file, line, text, isSent } of this.#memory.read()) {
      const place = JSON.stringify([tree, file, line]);
      const uri = Uri.file(path.join(tree, file));
      const thread =
        threads.get(place) ?? this.#controller.createCommentThread(uri, new Range(line, 0, line, 0), []);
      threads.set(place, thread);
      this.#trees.add(tree);
      const comment = commentOf(text, isSent);
      if (isSent) this.#sent.add(comment);
      this.#put(thread, tree, comment);
    }
    if (this.#trees.size > 0) setContext('codexMaster.reviewing', true);
  }

  #put(thread: CommentThread, tree: string, comment: Comment): void {
    thread.comments = [...thread.comments, comment];
    thread.label = l10n.t('Review');
    thread.contextValue = thread.comments.some((one) => !this.#sent.has(one)) ? 'draft' : 'sent';
    this.#threads.set(thread, tree);
  }

  #keep(): void {
    const all = [...this.#threads].flatMap(([thread, tree]) =>
      thread.comments.map((comment) => ({
        tree,
        path: path.relative(tree, thread.uri.fsPath),
        line: thread.range?.start.line ?? 0,
        text: textOf(comment),
        isSent: this.#sent.has(comment),
      })),
    );
    this.#memory.write(all);
    this.#changed();
  }

  #rangesOf({ uri, lineCount }: TextDocument): Range[] {
    if (!this.mayComment({ uri })) return [];
    return [new Range(0, 0, Math.max(0, lineCount - 1), 0)];
  }

  #treeOf(file: string): string | null {
    const trees = [...this.#trees].filter((tree) => isWithin(file, tree));
    return trees.toSorted((a, b) => b.length - a.length)[0] ?? null;
  }
}

function commentOf(text: string, isSent: boolean): Comment {
  return {
    body: text,
    mode: CommentMode.Preview,
    author: { name: l10n.t('You') },
    label: isSent ? l10n.t('sent') : l10n.t('not sent'),
    contextValue: isSent ? 'sent' : 'draft',
  };
}

function textOf({ body }: Comment): string {
  return typeof body === 'string' ? body : body.value;
}
