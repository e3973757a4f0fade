import { duplexPair } from 'node:stream';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, it } from 'vitest';
import { createMcpServer } from '../../../src/mcp/server.ts';
import { StreamTransport } from '../../../src/mcp/transports.ts';
import { FakeFleet, lead, otherLead } from '../fakes/fleet/fakeFleet.ts';
import { runningFleet } from '../operations/support.ts';
import { silent } from './support.ts';

/** The SDK's own client; it checks every structured result against the tool's output schema. */
async function sdkClient(fleet: FakeFleet): Promise<Client> {
  const [near, far] = duplexPair();
  const server = createMcpServer({ fleet, holderOf: () => lead, cwd: '/here', version: '1', logger: silent });
  await server.connect(new StreamTransport(far));
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StreamTransport(near));
  await client.listTools();
  return client;
}

describe('the SDK client', () => {
  it.each([
    ['agent_start', {}],
    ['agent_status', {}],
    ['agent_wait', { agent: 'a', timeout_seconds: 0 }],
    ['agent_send', { agent: 'a', text: 'hello' }],
    ['agent_interrupt', { agent: 'a' }],
    ['agent_stop', {}],
    ['agent_assign', { agent: 'a', role: 'exploriererin', task: 'look' }],
    ['agent_assign_readonly', { agent: 'a', task: 'look' }],
    ['agent_assign_write', { agent: 'a', task: 'do', write_paths: ['src'] }],
    ['agent_safe_tail', { agent: 'a' }],
    ['agent_lease_status', {}],
  ])('finds the result of %s as its schema says', async (name, args) => {
    const client = await sdkClient(await runningFleet('a'));
    const result = CallToolResultSchema.parse(await client.callTool({ name, arguments: args }));
    expect(result.isError).toBe(false);
    expect(result.structuredContent).toBeDefined();
    await client.close();
  });

  it('finds failures of single Agentinnen as the schema says', async () => {
    const fleet = await runningFleet('a', 'b');
    await fleet.send('a', { text: 'x', enter: true, idempotencyKey: null }, otherLead);
    const client = await sdkClient(fleet);
    const result = await client.callTool({ name: 'agent_stop', arguments: {} });
    expect(JSON.stringify(result)).toContain('agent_lease_held_by_other_client');
    await client.close();
  });

  it('hears of the server who it is and how to use it', async () => {
    const client = await sdkClient(new FakeFleet());
    expect(client.getServerVersion()).toMatchObject({ name: 'codex-master-mcp', version: '1' });
    expect(client.getInstructions()).toContain('agent_status');
    await client.close();
  });
});
