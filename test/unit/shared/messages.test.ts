import { describe, expect, it } from 'vitest';
import { dispatch } from '../../../src/shared/messages.ts';
import type { HandlersOf, MessageOf } from '../../../src/shared/messages.ts';

interface Messages {
  readonly add: { readonly by: number };
  readonly reset: Readonly<Record<string, never>>;
}

describe('dispatching a message', () => {
  it('calls the handler of its type with its body', () => {
    let sum = 0;
    const handlers: HandlersOf<Messages, number> = { add: ({ by }) => (sum += by), reset: () => (sum = 0) };
    expect(dispatch({ type: 'add', body: { by: 3 } }, handlers)).toBe(3);
    expect(dispatch({ type: 'add', body: { by: 4 } }, handlers)).toBe(7);
  });

  it('calls nothing for a type that it does not know, not even for one that every object has', () => {
    const handlers: HandlersOf<Messages, string> = { add: () => 'added', reset: () => 'reset' };
    for (const type of ['subtract', 'toString', '__proto__']) {
      const message = { type, body: {} } as unknown as MessageOf<Messages>;
      expect(dispatch(message, handlers)).toBeUndefined();
    }
  });
});
