import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EMPTY_DRAFT } from '../../../src/extension/assignForm/draft.ts';
import type { AssignDraft } from '../../../src/shared/assignForm.ts';

type Merge = (now: AssignDraft, was: AssignDraft, wish: AssignDraft) => AssignDraft;

// By name: the form is compiled for browsers, these tests are not.
const file = path.resolve(import.meta.dirname, '../../../webview/assign/mergeDraft.ts');
const { mergeDraft } = (await import(file)) as { mergeDraft: Merge };

describe('a form that a command fills while somebody writes in it', () => {
  it('takes what the command asks for', () => {
    const wish = { ...EMPTY_DRAFT, agentId: 'b', paths: 'docs' };
    expect(mergeDraft(EMPTY_DRAFT, EMPTY_DRAFT, wish)).toEqual(wish);
  });

  it('keeps what was written since the host last heard of it', () => {
    const now = { ...EMPTY_DRAFT, task: 'Mend it.' };
    expect(mergeDraft(now, EMPTY_DRAFT, { ...EMPTY_DRAFT, agentId: 'b' })).toEqual({
      ...now,
      agentId: 'b',
    });
  });

  it('leaves what the command does not ask for as it is by now', () => {
    const was = { ...EMPTY_DRAFT, task: 'Mend', several: ['a', 'b'] };
    const now = { ...was, task: 'Mend it.', several: ['a'] };
    expect(mergeDraft(now, was, { ...was, paths: 'docs' })).toEqual({ ...now, paths: 'docs' });
  });

  it('does not write over what the person changes at the same time', () => {
    const now = { ...EMPTY_DRAFT, paths: 'src' };
    expect(mergeDraft(now, EMPTY_DRAFT, { ...EMPTY_DRAFT, paths: 'docs' }).paths).toBe('src');
  });
});
