import { beforeEach, describe, expect, it } from 'vitest';
import { Range, Uri, type CommentThread } from 'vscode';
import { commentMemory } from '../../../../src/extension/worktrees/commentMemory.ts';
import { REVIEW_COMMENTS, ReviewComments } from '../../../../src/extension/worktrees/comments.ts';
import { ui } from '../../fakes/vscode/index.ts';

/** What the window remembers, as VS Code keeps it. */
class Kept {
  value: unknown;

  get(): unknown {
    return this.value;
  }

  async update(_key: string, value: unknown): Promise<void> {
    this.value = value === undefined ? undefined : structuredClone(value);
    return Promise.resolve();
  }
}

let kept: Kept;

beforeEach(() => {
  ui.reset();
  kept = new Kept();
});

/** The comments of a window that was just opened. */
function opened(): ReviewComments {
  return new ReviewComments(commentMemory(kept), () => {});
}

function threads(): readonly CommentThread[] {
  return [...(ui.providers.get(REVIEW_COMMENTS) as { readonly threads: Set<CommentThread> }).threads];
}

function write(comments: ReviewComments, file: string, line: number, text: string): CommentThread {
  const controller = ui.providers.get(REVIEW_COMMENTS) as {
    createCommentThread: (uri: Uri, range: Range, list: readonly never[]) => CommentThread;
  };
  const thread = controller.createCommentThread(Uri.file(file), new Range(line, 0, line, 0), []);
  comments.add({ thread, text });
  return thread;
}

describe('review comments', () => {
  it('survive a reload where they stood, those not sent yet and those that were', () => {
    const before = opened();
    before.open('/shop/wt');
    write(before, '/shop/wt/src/cart.js', 4, 'Why?');
    before.markSent(before.drafts('/shop/wt'));
    write(before, '/shop/wt/docs/a.md', 0, 'And this?');
    before.dispose();

    const after = opened();
    expect(after.drafts('/shop/wt').map(({ path, line, text }) => [path, line, text])).toEqual([
      ['docs/a.md', 1, 'And this?'],
    ]);
    const shown = threads().map(({ uri, range, comments: list, contextValue }) => [
      uri.fsPath,
      range?.start.line,
      list.map(({ label }) => label),
      contextValue,
    ]);
    expect(shown).toEqual([
      ['/shop/wt/src/cart.js', 4, ['sent'], 'sent'],
      ['/shop/wt/docs/a.md', 0, ['not sent'], 'draft'],
    ]);
    // Lines can be commented on without opening the review again, and one thread stays one.
    expect(after.add({ thread: threads()[1] as CommentThread, text: 'More.' })).toBe(true);
    expect(opened().drafts('/shop/wt')).toHaveLength(2);
    expect(threads()).toHaveLength(2);
  });

  it('are forgotten when they are resolved, or their worktree is gone', () => {
    const comments = opened();
    comments.open('/shop/wt');
    comments.open('/shop/other');
    comments.resolve(write(comments, '/shop/wt/a', 1, 'x'));
    write(comments, '/shop/other/a', 1, 'x');
    comments.forget('/shop/other');
    expect([kept.value, opened().drafts('/shop/other')]).toEqual([undefined, []]);
  });

  it('are bounded, and what another version wrote is left out', () => {
    const memory = commentMemory(kept);
    const one = { tree: '/t', path: 'a', line: 0, text: 'x', isSent: false };
    memory.write(Array.from({ length: 600 }, (_, line) => ({ ...one, line })));
    expect([memory.read().length, memory.read()[0]?.line]).toEqual([500, 100]);
    memory.write([{ ...one, text: 'x'.repeat(30_000) }]);
    expect(memory.read()).toEqual([]);
    kept.value = [one, { ...one, line: -1 }, { ...one, path: 7 }, 'x', null];
    expect(memory.read()).toEqual([one]);
    kept.value = 'nonsense';
    expect(memory.read()).toEqual([]);
  });
});
