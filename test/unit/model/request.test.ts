import { describe, expect, it } from 'vitest';
import { parseRequest } from '../../model/request.ts';
import { assistant, body, ENVIRONMENT, request, toolCall, user } from './support.ts';

describe('the newest user message', () => {
  it('is the last message a person wrote', () => {
    expect(request(user('one'), assistant('yes'), user('two')).userText).toBe('two');
  });

  it('is not the environment that Codex injects after it', () => {
    expect(request(user('do it'), ENVIRONMENT).userText).toBe('do it');
  });

  it('is not the note on an interrupted turn', () => {
    const aborted = user('<turn_aborted>\nThe user interrupted.\n</turn_aborted>');
    expect(request(user('do it'), aborted).userText).toBe('do it');
  });

  it('is not the AGENTS.md file, even when it shares a message with the environment', () => {
    const injected = user(
      '# AGENTS.md instructions for /repo\n\nBe brief.',
      '<environment_context>\n</environment_context>',
    );
    expect(request(user('do it'), injected).userText).toBe('do it');
  });

  it('may be an element of its own if it carries a script', () => {
    expect(request(user('<task>#scenario: look</task>')).userText).toBe('<task>#scenario: look</task>');
  });

  it('joins the parts a person wrote', () => {
    expect(request(user('first', 'second')).userText).toBe('first\nsecond');
  });

  it('is empty when nobody wrote anything', () => {
    expect(request()).toMatchObject({ userText: '', toolOutputs: [], messages: 0 });
  });
});

describe('the progress since that message', () => {
  it('lists the outputs of tool calls, whatever kind of tool', () => {
    const items = [
      user('go'),
      ...toolCall('a'),
      ...toolCall([{ type: 'input_text', text: 'b' }], 'custom_tool_call'),
    ];
    expect(request(...items).toolOutputs).toEqual(['a', 'b']);
  });

  it('leaves out what belongs to earlier turns', () => {
    const items = [user('one'), ...toolCall('old'), assistant('done'), user('two'), ...toolCall('new')];
    expect(request(...items)).toMatchObject({ toolOutputs: ['new'], messages: 0 });
  });

  it('counts the messages behind the last output', () => {
    const items = [user('go'), assistant('x'), ...toolCall('a'), assistant('y'), assistant('z')];
    expect(request(...items).messages).toBe(2);
  });
});

describe('a request', () => {
  it('names its thread and its model', () => {
    expect(request(user('go'))).toMatchObject({
      threadId: 'thread-1',
      model: 'gpt-6.1-sol',
      wantsTitle: false,
    });
  });

  it('wants a title when it asks for the output schema of Codex', () => {
    const text = { format: { type: 'json_schema', name: 'codex_output_schema' } };
    expect(parseRequest({ ...body(user('go')), text }).wantsTitle).toBe(true);
  });

  it('is refused when it is not one of the Responses API', () => {
    expect(() => parseRequest({ messages: [] })).toThrow();
    expect(() => parseRequest('hello')).toThrow();
  });
});
