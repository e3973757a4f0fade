import { describe, expect, it } from 'vitest';
import { callItem, chunksOf, wire } from '../../model/events.ts';
import { rateLimitHeaders } from '../../model/limits.ts';
import { stepSchema, type CallStep, type StepInput } from '../../model/scenario.ts';

function item(step: StepInput): Readonly<Record<string, unknown>> {
  return callItem('1', stepSchema.parse(step) as CallStep);
}

/** The arguments of a function call, which travel as JSON text. */
function args(step: StepInput): unknown {
  return JSON.parse(String(item(step)['arguments']));
}

describe('a tool call', () => {
  it('runs a command', () => {
    expect(item({ do: 'runCommand', cmd: 'ls' })).toMatchObject({
      type: 'function_call',
      name: 'exec_command',
    });
    expect(args({ do: 'runCommand', cmd: 'ls' })).toEqual({ cmd: 'ls' });
  });

  it('asks to leave the sandbox', () => {
    expect(args({ do: 'escalate', cmd: 'ls', justification: 'why' })).toEqual({
      cmd: 'ls',
      justification: 'why',
      sandbox_permissions: 'require_escalated',
    });
  });

  it('patches by a custom tool, whose input is plain text', () => {
    const input = '*** Begin Patch\n*** Delete File: a\n*** End Patch';
    expect(item({ do: 'patch', input })).toMatchObject({
      type: 'custom_tool_call',
      name: 'apply_patch',
      input,
    });
  });

  it('names an MCP server as Codex does, with underscores for dashes', () => {
    const step = { do: 'callMcpTool', server: 'codex-master', tool: 'agent_status' } as const;
    expect(item(step)).toMatchObject({
      namespace: 'mcp__codex_master',
      name: 'agent_status',
      arguments: '{}',
    });
  });

  it('asks a person with the members Codex insists on', () => {
    const options = [{ label: 'a' }, { label: 'b' }];
    expect(args({ do: 'askPerson', questions: [{ id: 'q', question: 'Welche?', options }] })).toEqual({
      questions: [
        {
          id: 'q',
          header: 'Frage',
          question: 'Welche?',
          options: [
            { label: 'a', description: '' },
            { label: 'b', description: '' },
          ],
        },
      ],
    });
  });
});

describe('the wire', () => {
  it('carries an event as its type and its JSON', () => {
    expect(wire({ type: 'x', n: 1 })).toBe('event: x\ndata: {"type":"x","n":1}\n\n');
  });

  it('carries a text in pieces that make it up again', () => {
    const text = 'Grüße 🐝 und mehr';
    const pieces = chunksOf(text, 4);
    expect(pieces).toHaveLength(4);
    expect(pieces.join('')).toBe(text);
    expect(chunksOf('ab', 10)).toEqual(['a', 'b']);
  });

  it('carries rate limits as headers, the usual windows unless told', () => {
    const limits = {
      primary: { usedPercent: 42, resetsInSeconds: 10 },
      secondary: { usedPercent: 7, windowMinutes: 5, resetsInSeconds: 20 },
    };
    expect(rateLimitHeaders(limits, 100)).toEqual({
      'x-codex-primary-used-percent': '42',
      'x-codex-primary-window-minutes': '300',
      'x-codex-primary-reset-at': '110',
      'x-codex-secondary-used-percent': '7',
      'x-codex-secondary-window-minutes': '5',
      'x-codex-secondary-reset-at': '120',
    });
    expect(rateLimitHeaders({}, 0)).toEqual({});
  });
});
