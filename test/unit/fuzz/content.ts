import type { ContentEvent } from '../../../src/core/content/content.ts';

/** Stands in everything that she plans, says, does and changes. */
export const HER_WORDS = 'nur-fuer-augen-7f3e';

export function plannedSaidAndChanged(turnId: string): ContentEvent[] {
  const diff = `@@ -1 +1 @@\n-a\n+${HER_WORDS}\n`;
  const path = `/project/${HER_WORDS}.md`;
  const item = (value: Extract<ContentEvent, { readonly type: 'item' }>['item']): ContentEvent => ({
    type: 'item',
    turnId,
    item: value,
  });
  return [
    { type: 'begun', turnId },
    {
      type: 'plan',
      turnId,
      explanation: HER_WORDS,
      steps: [{ text: HER_WORDS, state: 'pending' }],
      atMs: 0,
    },
    item({ kind: 'message', id: 'p', by: 'person', text: HER_WORDS, isOver: true, atMs: 0 }),
    item({ kind: 'message', id: 'm', by: 'agent', text: HER_WORDS, isOver: true, atMs: 0 }),
    item({
      kind: 'action',
      id: 'c',
      what: 'command',
      text: HER_WORDS,
      state: 'done',
      startedAtMs: 0,
      endedAtMs: 1,
    }),
    item({ kind: 'edit', id: 'e', state: 'done', changes: [{ path, kind: 'update', diff }] }),
    { type: 'diff', turnId, diff: `diff --git a/x b/x\n--- a/x\n+++ b/x\n${diff}` },
    { type: 'written', turnId, itemId: 'w', more: HER_WORDS },
  ];
}
