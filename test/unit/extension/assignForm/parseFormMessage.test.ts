import { describe, expect, it } from 'vitest';
import { parseFormMessage } from '../../../../src/extension/assignForm/parseFormMessage.ts';
import { written } from './support.ts';

describe('messages of the form', () => {
  it.each([
    [{ type: 'ready', body: { draft: null } }, true],
    [{ type: 'ready', body: { draft: { of: 'another version' } } }, true],
    [{ type: 'edited', body: { draft: written } }, true],
    [{ type: 'edited', body: { draft: { ...written, role: 'queen' } } }, false],
    [{ type: 'choose', body: { field: 'scope' } }, true],
    [{ type: 'choose', body: { field: 'task' } }, false],
    [{ type: 'dropped', body: { field: 'paths', uris: ['file:///x'] } }, true],
    [{ type: 'submit', body: { draft: written } }, true],
    [{ type: 'submit', body: { draft: written, force: true } }, false],
    [{ type: 'next', body: { what: 'again' } }, true],
    [{ type: 'next', body: { what: 'more' } }, false],
    [null, false],
  ])('%j: %s', (message, isKnown) => {
    expect(parseFormMessage(message) !== null).toBe(isKnown);
  });
});
