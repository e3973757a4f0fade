import type { CallStep } from './scenario.ts';

/** One server-sent event of the Responses API: its type, and the members beside it. */
export interface ModelEvent {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** An output item of the model, as Codex reads it. */
export type OutputItem = Readonly<Record<string, unknown>>;

/** A text message, opened, streamed in the given pieces and closed by `messageEvents`. */
export function messageItem(id: string, text: string): OutputItem {
  return { type: 'message', role: 'assistant', id, content: [{ type: 'output_text', text }] };
}

/** A text message before its text. */
export function openMessageItem(id: string): OutputItem {
  return { type: 'message', role: 'assistant', id, content: [] };
}

/** The tool call that a step stands for; `id` must be unique within the conversation. */
export function callItem(id: string, step: CallStep): OutputItem {
  const ids = { id: `fc_${id}`, call_id: `call_${id}` };
  const call = (name: string, args: object): OutputItem => ({
    type: 'function_call',
    ...ids,
    name,
    arguments: JSON.stringify(args),
  });
  switch (step.do) {
    case 'runCommand':
      return call('exec_command', { cmd: step.cmd });
    case 'escalate': {
      const { cmd, justification } = step;
      return call('exec_command', { cmd, justification, sandbox_permissions: 'require_escalated' });
    }
    case 'patch':
      return { type: 'custom_tool_call', ...ids, name: 'apply_patch', input: step.input };
    case 'updatePlan':
      return call('update_plan', { explanation: step.explanation, plan: step.plan });
    case 'callMcpTool':
      return { ...call(step.tool, step.arguments), namespace: namespaceOf(step.server) };
    case 'askPerson':
      break;
  }
  return call('request_user_input', { questions: step.questions });
}

/** Codex' name for the tools of an MCP server: `codex-master` becomes `mcp__codex_master`. */
function namespaceOf(server: string): string {
  return `mcp__${server.replaceAll(/\W/g, '_')}`;
}

/** The text of one event on the wire. */
export function wire(event: ModelEvent): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Splits a text into at most `chunks` pieces of about the same length, none of them empty. */
export function chunksOf(text: string, chunks: number): string[] {
  const characters = Array.from(text);
  const size = Math.max(1, Math.ceil(characters.length / chunks));
  return Array.from({ length: Math.ceil(characters.length / size) }, (_, index) =>
    characters.slice(index * size, (index + 1) * size).join(''),
  );
}
