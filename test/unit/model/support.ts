import { parseRequest, type ModelRequest } from '../../model/request.ts';

/** An item of a request's `input`, in the shapes that Codex 0.169 was seen to send. */
export type InputItem = Readonly<Record<string, unknown>>;

export function user(...texts: string[]): InputItem {
  const content = texts.map((text) => ({ type: 'input_text', text }));
  return { type: 'message', id: `msg_${texts.join().length}`, role: 'user', content };
}

export function assistant(text: string): InputItem {
  return { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] };
}

/** A finished tool call: the call and its output. */
export function toolCall(output: unknown, type = 'function_call'): InputItem[] {
  return [
    { type, call_id: 'call_1', name: 'exec_command', arguments: '{}' },
    { type: `${type}_output`, call_id: 'call_1', output },
  ];
}

export const ENVIRONMENT = user('<environment_context>\n  <cwd>/repo</cwd>\n</environment_context>');

/** A request body with Codex' own context in front of the items. */
export function body(...items: InputItem[]): Record<string, unknown> {
  const developer = {
    type: 'message',
    role: 'developer',
    content: [{ type: 'input_text', text: 'Be good.' }],
  };
  return { model: 'gpt-6.1-sol', prompt_cache_key: 'thread-1', input: [developer, ENVIRONMENT, ...items] };
}

export function request(...items: InputItem[]): ModelRequest {
  return parseRequest(body(...items));
}
