import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changesOf } from '../../../../src/core/content/changes.ts';
import { CONTENT_LIMITS, type ContentEvent, type ContentItem } from '../../../../src/core/content/content.ts';
import { runs } from '../../fuzz/dice.ts';
import { after } from './contentEvents.ts';

test('whatever comes in whatever order, all stays within its bounds', () => {
  const id = fc.constantFrom('i1', 'i2', 'i3');
  const turnId = fc.constantFrom('t1', 't2');
  const text = fc.oneof(fc.string(), fc.constant('y'.repeat(50_000)), fc.constant('+a\n'.repeat(30_000)));
  const item: fc.Arbitrary<ContentItem> = fc.oneof(
    fc.record({
      kind: fc.constant('message' as const),
      id,
      by: fc.constantFrom('agent' as const, 'person' as const),
      text,
      isOver: fc.boolean(),
      atMs: fc.constant(null),
    }),
    fc.record({
      kind: fc.constant('edit' as const),
      id,
      state: fc.constantFrom('running' as const, 'done' as const),
      changes: fc.array(
        fc.record({ path: text, kind: fc.constantFrom('add' as const, 'update' as const), diff: text }),
        { maxLength: 5 },
      ),
    }),
  );
  const event: fc.Arbitrary<ContentEvent> = fc.oneof(
    fc.record({ type: fc.constant('begun' as const), turnId }),
    fc.record({ type: fc.constant('over' as const), turnId }),
    fc.record({ type: fc.constant('gap' as const) }),
    fc.record({ type: fc.constant('written' as const), turnId, itemId: id, more: text }),
    fc.record({ type: fc.constant('diff' as const), turnId, diff: text }),
    fc.record({ type: fc.constant('item' as const), turnId, item }),
    fc.record({
      type: fc.constant('found' as const),
      turnId,
      isRunning: fc.boolean(),
      isWhole: fc.boolean(),
      items: fc.array(item, { maxLength: 4 }),
    }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), (events) => {
      const { turns } = after(...events);
      expect(turns.filter(({ isRunning }) => isRunning).length).toBeLessThanOrEqual(1);
      for (const turn of turns) {
        const chars = turn.messages.items.reduce((sum, message) => sum + message.text.length, 0);
        expect(chars).toBeLessThanOrEqual(CONTENT_LIMITS.turnMessageChars + CONTENT_LIMITS.messageChars);
        expect(JSON.stringify(turn).length).toBeLessThan(2_000_000);
        changesOf(turn);
      }
    }),
    { numRuns: runs(150) },
  );
});
