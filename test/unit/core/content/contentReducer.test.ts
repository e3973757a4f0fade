import { describe, expect, test } from 'vitest';
import {
  CONTENT_LIMITS,
  NO_CONTENT,
  type ContentEvent,
  type ContentItem,
} from '../../../../src/core/content/content.ts';
import { reduceContent } from '../../../../src/core/content/contentReducer.ts';
import { T, begun, after, turnAfter, said, written, ran, found } from './contentEvents.ts';

describe('messages', () => {
  test('grow as they are written, and end as they are told', () => {
    const turn = turnAfter(said('m', '', false), written('m', 'Hel'), written('m', 'lo'));
    expect(turn.messages.items).toMatchObject([{ text: 'Hello', isBeingWritten: true, hasBeginning: true }]);
    const over = turnAfter(said('m', '', false), written('m', 'Hel'), said('m', 'Hello!'));
    expect(over.messages.items).toMatchObject([{ text: 'Hello!', isBeingWritten: false }]);
  });

  test('words that come late, by another connection, change nothing', () => {
    const over = after(begun, said('m', 'Hello!'));
    expect(reduceContent(over, written('m', 'lo!'))).toBe(over);
    const ended = reduceContent(over, { type: 'over', turnId: T });
    expect(reduceContent(ended, written('new', 'late'))).toBe(ended);
  });

  test('words that come before the beginning of their message is told are kept', () => {
    const turn = turnAfter(written('m', 'Hel'), said('m', '', false), written('m', 'lo'));
    expect(turn.messages.items).toMatchObject([{ text: 'Hello', hasBeginning: true }]);
  });

  test('a message that is joined in the middle says that its beginning is missing', () => {
    const turn = turnAfter(written('m', 'lo'));
    expect(turn.messages.items).toMatchObject([{ text: 'lo', hasBeginning: false }]);
    expect(turnAfter(written('m', 'lo'), said('m', 'Hello')).messages.items).toMatchObject([
      { text: 'Hello', hasBeginning: true },
    ]);
  });

  test('a text that is too long is cut, and says by how much', () => {
    const long = 'x'.repeat(CONTENT_LIMITS.messageChars + 10);
    expect(turnAfter(said('m', long)).messages.items[0]).toMatchObject({ leftOutChars: 10 });
    const grown = turnAfter(said('m', '', false), written('m', long), written('m', 'more'));
    expect(grown.messages.items[0]).toMatchObject({ leftOutChars: 14 });
    expect(grown.messages.items[0]?.text).toHaveLength(CONTENT_LIMITS.messageChars);
  });

  test('the oldest go when there are too many, counted', () => {
    const many = Array.from({ length: CONTENT_LIMITS.messages + 5 }, (_, index) => said(`m${index}`, 'hi'));
    const { messages } = turnAfter(...many);
    expect(messages.items).toHaveLength(CONTENT_LIMITS.messages);
    expect(messages.leftOut).toBe(5);
    expect(messages.items.at(-1)?.id).toBe(`m${CONTENT_LIMITS.messages + 4}`);
  });
});

describe('the plan', () => {
  const plan = (count: number): ContentEvent => ({
    type: 'plan',
    turnId: T,
    explanation: 'e'.repeat(5000),
    steps: Array.from({ length: count }, () => ({ text: 's'.repeat(1000), state: 'pending' as const })),
    atMs: 7,
  });

  test('is bounded in its steps and their texts', () => {
    const { plan: kept } = turnAfter(plan(CONTENT_LIMITS.planSteps + 2));
    expect(kept).toMatchObject({ leftOutSteps: 2, atMs: 7 });
    expect(kept?.steps).toHaveLength(CONTENT_LIMITS.planSteps);
    expect(kept?.steps[0]?.text).toHaveLength(CONTENT_LIMITS.stepChars);
    expect(kept?.explanation).toHaveLength(CONTENT_LIMITS.explanationChars);
  });

  test('of a turn that was never heard of belongs to one that was joined', () => {
    expect(after(plan(1)).turns).toMatchObject([{ turnId: T, seen: 'joined', isRunning: true }]);
  });
});

test('a plan of the session file fills in where none was heard, and never takes the place of a newer one', () => {
  const past = (atMs: number, turnId = T): ContentEvent => ({
    type: 'pastPlan',
    turnId,
    explanation: null,
    steps: [{ text: 'Read', state: 'pending' }],
    atMs,
  });
  expect(turnAfter(past(5)).plan).toMatchObject({ isFromFile: true, atMs: 5 });
  const heard: ContentEvent = { type: 'plan', turnId: T, explanation: null, steps: [], atMs: 6 };
  expect(turnAfter(heard, past(5)).plan).toMatchObject({ isFromFile: false });
  expect(after(begun, past(5, 'of-long-ago')).turns).toHaveLength(1);
});

describe('turns', () => {
  test('one that begins ends the one before, whose end was not heard', () => {
    const { turns } = after(begun, ran('a', 'running'), said('m', 'He', false), {
      type: 'begun',
      turnId: 'turn-2',
    });
    expect(turns).toMatchObject([
      {
        isRunning: false,
        actions: { items: [{ state: 'failed' }] },
        messages: { items: [{ isBeingWritten: false }] },
      },
      { turnId: 'turn-2', isRunning: true, seen: 'whole' },
    ]);
  });

  test('only the newest few are kept', () => {
    const all = after(
      ...Array.from({ length: 20 }, (_, index): ContentEvent => ({ type: 'begun', turnId: `t${index}` })),
    );
    expect(all.turns).toHaveLength(CONTENT_LIMITS.turns);
    expect(all.turns.at(-1)?.turnId).toBe('t19');
  });

  test('a lost connection leaves what was told, and says so', () => {
    expect(turnAfter(said('m', 'hi'), { type: 'gap' })).toMatchObject({
      seen: 'gap',
      messages: { items: [{ text: 'hi' }] },
    });
    expect(after(begun, { type: 'over', turnId: T }, { type: 'gap' }).turns[0]?.seen).toBe('whole');
  });

  test('what is found again fills the gap, in the order of the conversation', () => {
    const message = (id: string): ContentItem => ({
      kind: 'message',
      id,
      by: 'agent',
      text: id,
      isOver: true,
      atMs: 1,
    });
    const turn = turnAfter(
      said('one', 'one'),
      { type: 'gap' },
      said('four', 'four'),
      found([message('one'), message('two'), message('three')]),
    );
    expect(turn.messages.items.map(({ id }) => id)).toEqual(['one', 'two', 'three', 'four']);
    expect(turn).toMatchObject({ seen: 'gap', isRunning: true });
  });

  test('a turn found to be over is over, and older than the one that runs', () => {
    const { turns } = after({ type: 'begun', turnId: 'turn-2' }, found([], false));
    expect(turns).toMatchObject([
      { turnId: T, isRunning: false },
      { turnId: 'turn-2', isRunning: true },
    ]);
  });

  test('another conversation begins with nothing', () => {
    expect(after(begun, { type: 'conversation' })).toBe(NO_CONTENT);
  });

  test('tokens are counted from what the conversation had taken before', () => {
    const figures = (total: number) => ({ total, input: total, output: 0 });
    const turn = turnAfter(
      { type: 'tokens', turnId: T, total: figures(120), last: figures(20) },
      { type: 'tokens', turnId: T, total: figures(160), last: figures(40) },
    );
    expect(turn.tokens).toEqual({ before: figures(100), now: figures(160) });
  });
});
