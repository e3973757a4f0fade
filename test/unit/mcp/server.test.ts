import { SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, it, vi } from 'vitest';
import { handshakeResult, PROTOCOL_VERSIONS } from '../../../src/mcp/identity.ts';
import { tools as toolOperations } from '../../../src/operations/index.ts';
import { FakeFleet, otherLead } from '../fakes/fleet/fakeFleet.ts';
import { runningFleet } from '../operations/support.ts';
import { connected, toolAnswer } from './support.ts';

describe('the handshake', () => {
  it.each(['2025-11-25', '2025-06-18', '2024-11-05'])('speaks %s when asked', async (version) => {
    const { client } = await connected(new FakeFleet());
    expect(await client.initialize(version)).toMatchObject({ result: { protocolVersion: version } });
  });

  it.each(['2099-01-01', '1', ''])('negotiates the unknown version "%s" down', async (version) => {
    const { client } = await connected(new FakeFleet());
    expect(await client.initialize(version)).toMatchObject({ result: { protocolVersion: '2025-11-25' } });
  });

  it('of the server and of the relay is one and the same', async () => {
    expect(PROTOCOL_VERSIONS).toEqual(SUPPORTED_PROTOCOL_VERSIONS);
    for (const version of [...PROTOCOL_VERSIONS, '2099-01-01']) {
      const { client } = await connected(new FakeFleet());
      const { serverInfo, ...rest } = handshakeResult(version);
      expect((await client.initialize(version)).result).toEqual({
        ...rest,
        serverInfo: { ...serverInfo, version: '9.9.9' },
      });
    }
  });
});

describe('what is listed', () => {
  it('are the operations, with schemas and hints', async () => {
    const { client } = await connected(new FakeFleet());
    const { result } = await client.request('tools/list');
    const { tools } = result as { tools: { name: string }[] };
    expect(tools.map(({ name }) => name)).toEqual(toolOperations.map(({ name }) => name));
    expect(tools.find(({ name }) => name === 'agent_stop')).toMatchObject({
      title: 'Stop Agentinnen',
      inputSchema: { type: 'object', additionalProperties: false },
      outputSchema: { type: 'object' },
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    });
    expect(tools.find(({ name }) => name === 'agent_wait')).toMatchObject({
      annotations: { readOnlyHint: true },
    });
  });

  it('changes with the fleet, and the client hears of it', async () => {
    const fleet = new FakeFleet();
    const { client } = await connected(fleet);
    await client.initialize();
    await client.request('tools/list');
    fleet.changeAgents(['a', 'b', 'c']);
    await client.until(({ method }) => method === 'notifications/tools/list_changed');
    expect(JSON.stringify((await client.request('tools/list')).result)).toContain('["a","b","c","all"]');
    expect((await client.callTool('agent_status', { agent: 'c' })).isError).toBe(false);
  });

  it('has no resources and no prompts, and answers ping', async () => {
    const { client } = await connected(new FakeFleet());
    expect(await client.request('resources/list')).toMatchObject({ result: { resources: [] } });
    expect(await client.request('prompts/list')).toMatchObject({ result: { prompts: [] } });
    expect(await client.request('ping')).toMatchObject({ result: {} });
  });
});

describe('a tool call', () => {
  it('answers with sorted text and the same as structured content', async () => {
    const { client } = await connected(await runningFleet('a'));
    const answer = await client.callTool('agent_status', { agent: 'a' });
    expect(answer.isError).toBe(false);
    expect(answer.structured).toEqual(answer.value);
    const [entry] = answer.value['results'] as object[];
    expect(Object.keys(entry ?? {})).toEqual(Object.keys(entry ?? {}).toSorted());
  });

  it('writes no half of a character, which Codex could not read', async () => {
    const fleet = await runningFleet('a');
    const { client } = await connected(fleet);
    const args = { agent: 'a', task: 'look', name: 'half \uD83D' };
    const answer = await client.callTool('agent_assign_readonly', args);
    expect(answer.structured).toMatchObject({ name: 'half \uFFFD' });
    expect(answer.structured).toEqual(answer.value);
  });

  it('answers a refusal as a result that a model can act on', async () => {
    const fleet = await runningFleet('a');
    await fleet.send('a', { text: 'x', enter: true, idempotencyKey: null }, otherLead);
    const { client } = await connected(fleet);
    const answer = await client.callTool('agent_send', { agent: 'a', text: 'y' });
    expect(answer).toMatchObject({
      isError: true,
      value: { error_code: 'agent_lease_held_by_other_client', retryable: true, retry_after_seconds: 30 },
    });
    expect(answer.structured).toBeUndefined();
  });

  it.each([
    ['an unknown tool', { name: 'agent_fly' }, 'unknown_tool'],
    ['no name', {}, 'invalid_arguments'],
    ['an empty name', { name: '' }, 'invalid_arguments'],
    ['a number as name', { name: 3 }, 'invalid_arguments'],
    ['a list of arguments', { name: 'agent_status', arguments: [] }, 'invalid_arguments'],
    ['a text as arguments', { name: 'agent_status', arguments: '{}' }, 'invalid_arguments'],
    ['an unknown argument', { name: 'agent_status', arguments: { agents: 'a' } }, 'invalid_arguments'],
    ['a name from Object', { name: 'constructor' }, 'unknown_tool'],
  ])('with %s is refused as a result', async (_, params, code) => {
    const fleet = new FakeFleet();
    const { client } = await connected(fleet);
    const answer = toolAnswer(await client.request('tools/call', params));
    expect(answer).toMatchObject({ isError: true, value: { error_code: code, retryable: false } });
    expect(fleet.calls).toEqual([]);
  });

  it('takes null for no arguments', async () => {
    const { client } = await connected(new FakeFleet());
    const answer = await client.request('tools/call', { name: 'agent_status', arguments: null });
    expect(toolAnswer(answer).isError).toBe(false);
  });

  it('as a notification is not carried out', async () => {
    const fleet = new FakeFleet();
    const { client } = await connected(fleet);
    client.notify('tools/call', { name: 'agent_start', arguments: {} });
    await client.request('ping');
    expect(fleet.calls).toEqual([]);
  });

  it('does not hold up another: a wait and a status run side by side', async () => {
    const fleet = await runningFleet('a');
    const { client } = await connected(fleet);
    const waiting = client.send('tools/call', { name: 'agent_wait', arguments: { agent: 'a' } });
    expect((await client.callTool('agent_status')).isError).toBe(false);
    expect(client.received.some(({ id }) => id === waiting)).toBe(false);
    fleet.happens('a', { type: 'turnStarted', turnId: 't', startedAtMs: 0 });
    expect(toolAnswer(await client.answerTo(waiting)).value).toMatchObject({ status: 'activity_observed' });
  });

  it('that waits ends when the client cancels it, without an answer', async () => {
    const fleet = await runningFleet('a');
    const { client } = await connected(fleet);
    const waiting = client.send('tools/call', { name: 'agent_wait', arguments: { agent: 'a' } });
    await client.request('ping');
    client.notify('notifications/cancelled', { requestId: waiting, reason: 'enough' });
    await client.request('ping');
    expect(fleet.calls).toContain('cancelled wait a');
    expect(client.received.some(({ id }) => id === waiting)).toBe(false);
  });

  it('that waits ends when the client goes away', async () => {
    const fleet = await runningFleet('a');
    const { client } = await connected(fleet);
    client.send('tools/call', { name: 'agent_wait', arguments: { agent: 'a' } });
    await client.request('ping');
    client.end();
    await vi.waitFor(() => expect(fleet.calls).toContain('cancelled wait a'));
  });

  it('reports progress with a rising count to a client that asks for it', async () => {
    const fleet = await runningFleet('a');
    const { client } = await connected(fleet);
    const params = { name: 'agent_wait', arguments: { agent: 'a' }, _meta: { progressToken: 'p1' } };
    const waiting = client.send('tools/call', params);
    await client.request('ping');
    fleet.happens(
      'a',
      { type: 'tokens', tokens: tokens() },
      { type: 'turnStarted', turnId: 't', startedAtMs: 0 },
    );
    await client.answerTo(waiting);
    const progress = client.received.filter(({ method }) => method === 'notifications/progress');
    expect(progress.map(({ params }) => params)).toEqual([
      { progressToken: 'p1', progress: 1, message: 'Agentin a: idle. She waits for a task.' },
      { progressToken: 'p1', progress: 2, message: 'Agentin a: working. She works on her turn.' },
    ]);
  });
});

function tokens() {
  return { contextUsedTokens: 1, contextWindowTokens: 10, totalTokens: 1, inputTokens: 1, outputTokens: 0 };
}

describe('bad input', () => {
  it.each([
    ['no JSON', '{', -32_700],
    ['a batch', '[]', -32_600],
    ['a frame beyond the limit', 'x'.repeat(1_048_577), -32_600],
  ])('%s gives one error and ends nothing', async (_, line, code) => {
    const { client } = await connected(new FakeFleet());
    client.write('');
    client.write(line);
    await client.request('ping');
    expect(client.received).toMatchObject([{ id: null, error: { code } }, { result: {} }]);
  });

  it.each([
    ['a progress token of a wrong type', { name: 'agent_status', _meta: { progressToken: {} } }],
    ['_meta that is no object', { name: 'agent_status', _meta: 7 }],
  ])('%s is answered, not dropped', async (_, params) => {
    const { client } = await connected(new FakeFleet());
    expect(await client.request('tools/call', params)).toMatchObject({ error: { code: -32_600 } });
  });

  it('an unknown method is answered, an unknown notification is not', async () => {
    const { client } = await connected(new FakeFleet());
    client.notify('notifications/nothing');
    expect(await client.request('tools/fly')).toMatchObject({ error: { code: -32_601 } });
    expect(client.received).toHaveLength(1);
  });
});

describe('the end', () => {
  it('lets go of the fleet but does not dispose it', async () => {
    const fleet = new FakeFleet();
    const { server } = await connected(fleet);
    server.dispose();
    expect(fleet.hasListeners).toBe(false);
    expect(fleet.isDisposed).toBe(false);
  });

  it('can wait for calls that change something', async () => {
    const fleet = await runningFleet('a');
    const { client, server } = await connected(fleet);
    client.send('tools/call', { name: 'agent_send', arguments: { agent: 'a', text: 'x' } });
    await client.request('ping');
    await server.settled();
    expect(fleet.calls).toContain('send a');
  });
});
