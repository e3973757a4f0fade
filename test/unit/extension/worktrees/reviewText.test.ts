import { describe, expect, it } from 'vitest';
import { reviewMessage } from '../../../../src/extension/worktrees/reviewText.ts';

describe('a review as one message', () => {
  it('names each line by its path below the worktree, in the order of the files', () => {
    const { text, taken } = reviewMessage('/shop/wt', [
      { path: 'src/b.ts', line: 3, text: 'Why?\nNo need.' },
      { path: 'src/a.ts', line: 12, text: ' Name it. ' },
    ]);
    expect(text.split('\n')).toEqual([
      'Review of the work in /shop/wt. Paths are relative to it. Address each comment, then say in a line each what you did.',
      '',
      '- src/a.ts:12: Name it.',
      '- src/b.ts:3: Why?',
      '  No need.',
    ]);
    expect(taken).toHaveLength(2);
  });

  it('is bounded, and leaves what does not fit in for the next one', () => {
    const long = Array.from({ length: 20 }, (_, line) => ({ path: 'a', line, text: 'x'.repeat(5000) }));
    const { text, taken } = reviewMessage('/shop/wt', long);
    expect(text.length).toBeLessThanOrEqual(12_000);
    expect(taken.map(({ line }) => line)).toEqual([0, 1, 2, 3, 4]);
  });
});
