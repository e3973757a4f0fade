import { expect, test } from 'vitest';
import { wireAnswer } from '../../../../src/adapters/codex/translate/answer.ts';
import type { ApprovalRequest } from '../../../../src/adapters/codex/wire/requests.ts';
import { replay } from './fixtures.ts';

function recorded(name: string): ApprovalRequest {
  const request = replay(name).requests[0];
  if (request === undefined) throw new Error(`${name} holds no request.`);
  return request;
}

test.each(['command-approval', 'file-approval'])('%s takes every decision by its own name', (name) => {
  for (const kind of ['accept', 'acceptForSession', 'decline', 'cancel'] as const) {
    expect(wireAnswer(recorded(name), { kind })).toEqual({ kind: 'result', result: { decision: kind } });
  }
  expect(wireAnswer(recorded(name), { kind: 'answers', answers: {} })).toEqual({ kind: 'impossible' });
});

test('a question takes answers; its cancelling is the interruption of the turn', () => {
  const request = recorded('question');
  expect(wireAnswer(request, { kind: 'answers', answers: { farbe: ['Rot'] } })).toEqual({
    kind: 'result',
    result: { answers: { farbe: { answers: ['Rot'] } } },
  });
  expect(wireAnswer(request, { kind: 'cancel' })).toEqual({ kind: 'interrupt' });
  expect(wireAnswer(request, { kind: 'accept' })).toEqual({ kind: 'impossible' });
});

test('an MCP tool is allowed once, or for the session where that is offered', () => {
  const request = recorded('tool-approval');
  const accepted = { action: 'accept', content: {} };
  expect(wireAnswer(request, { kind: 'accept' })).toEqual({
    kind: 'result',
    result: { ...accepted, _meta: null },
  });
  expect(wireAnswer(request, { kind: 'acceptForSession' })).toEqual({
    kind: 'result',
    result: { ...accepted, _meta: { persist: 'session' } },
  });
  const declined = { action: 'decline', content: null, _meta: null };
  expect(wireAnswer(request, { kind: 'decline' })).toEqual({ kind: 'result', result: declined });
});

test('a form that has fields to fill in can be declined here, but not accepted', () => {
  const request: ApprovalRequest = {
    method: 'mcpServer/elicitation/request',
    params: {
      threadId: 't',
      turnId: null,
      serverName: 's',
      mode: 'form',
      message: 'Your name?',
      requestedSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
      meta: null,
    },
  };
  expect(wireAnswer(request, { kind: 'accept' })).toEqual({ kind: 'impossible' });
  expect(wireAnswer(request, { kind: 'cancel' }).kind).toBe('result');
});

test('permissions are granted as asked, for the turn or the session, or not at all', () => {
  const fileSystem = { write: ['/project/docs'] };
  const request: ApprovalRequest = {
    method: 'item/permissions/requestApproval',
    params: {
      threadId: 't',
      turnId: 'u',
      itemId: 'i',
      reason: null,
      permissions: { network: null, fileSystem },
    },
  };
  expect(wireAnswer(request, { kind: 'accept' })).toEqual({
    kind: 'result',
    result: { permissions: { fileSystem }, scope: 'turn' },
  });
  expect(wireAnswer(request, { kind: 'acceptForSession' })).toMatchObject({ result: { scope: 'session' } });
  expect(wireAnswer(request, { kind: 'decline' })).toMatchObject({ result: { permissions: {} } });
  expect(wireAnswer(request, { kind: 'cancel' })).toEqual({ kind: 'interrupt' });
});
