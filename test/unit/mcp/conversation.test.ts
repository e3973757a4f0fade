import { describe, expect, it } from 'vitest';
import { conversationOf } from '../../../src/mcp/conversation.ts';
import { runningFleet } from '../operations/support.ts';
import { connected, toolAnswer } from './support.ts';

describe('the conversation of a call', () => {
  it.each([
    ['as Codex 0.169 names it', { threadId: '01a1-f', callId: 'c' }, '01a1-f'],
    ["in Codex' metadata of the turn", { 'x-codex-turn-metadata': { thread_id: '01a1-f' } }, '01a1-f'],
    ['none', { progressToken: 1 }, null],
    ['nothing at all', undefined, null],
    ['no id', { threadId: 7 }, null],
    ['one that is no id', { threadId: '../../x' }, null],
    ['an endless one', { threadId: 'x'.repeat(500) }, null],
  ])('is read from _meta: %s', (_, meta, id) => {
    expect(conversationOf(meta)).toBe(id);
  });

  it('makes the holder: two on one connection are two', async () => {
    const { client } = await connected(await runningFleet('a'));
    const from = async (threadId: string) =>
      toolAnswer(
        await client.request('tools/call', {
          name: 'agent_send',
          arguments: { agent: 'a', text: 'x' },
          _meta: { threadId },
        }),
      );
    expect((await from('one')).isError).toBe(false);
    expect(await from('two')).toMatchObject({ isError: true, value: { lease: { holder: 'other_server' } } });
    expect((await from('one')).isError).toBe(false);
  });
});
