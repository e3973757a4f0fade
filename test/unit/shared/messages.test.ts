import { describe, expect, it } from 'vitest';
import { dispatch } from '../../../src/shared/messages.ts';
import type { MessageOf } from '../../../src/shared/messages.ts';

interface Messages {
  readonly add: { readonly by: number };
  readonly reset: Readonly<Record<string, never>>;
}

describe('dispatching a message', () => {
  it('calls the handler of its type with its body', () => {
    let sum = 0;
    const handlers = { add: ({ by }: Messages['add']) => void (sum += by), reset: () => void (sum = 0) };
    expect(dispatch<Messages>({ type: 'add', body: { by: 3 } }, handlers)).toBe(true);
    expect(dispatch<Messages>({ type: 'add', body: { by: 4 } }, handlers)).toBe(true);
    expect(sum).toBe(7);
  });

  it('tells that it knows no such type, not even one that every object has', () => {
    const handlers = { add: () => {}, reset: () => {} };
    for (const type of ['subtract', 'toString', '__proto__']) {
      expect(dispatch<Messages>({ type, body: {} } as unknown as MessageOf<Messages>, handlers)).toBe(false);
    }
  });
});
