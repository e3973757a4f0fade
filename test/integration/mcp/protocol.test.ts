import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { frame } from '../../../src/mcp/framing.ts';
import { checkout } from '../../host/paths.ts';
import { makePlaces, Wire } from './wire.ts';
import { clearFolder } from '../../tools/clearFolder.ts';

/** The wire of the Masterjet, as a client sees it that knows nothing of our code (reference contract §1.0). */

const root = path.join(checkout, '.test-homes', 'protocol');

beforeAll(() => makePlaces(root));
afterAll(() => clearFolder(root));

interface ToolShape {
  readonly name: string;
  readonly title?: string;
  readonly outputSchema: object;
  readonly annotations: Readonly<Record<string, unknown>>;
}

async function wire(owner?: string): Promise<Wire> {
  const made = new Wire(root, owner);
  await made.open();
  return made;
}

describe('the handshake', () => {
  it.each([
    ['2025-11-25', '2025-11-25'],
    ['2025-06-18', '2025-06-18'],
    ['2024-11-05', '2024-11-05'],
    ['2025-03-26', '2025-03-26'],
    ['2999-01-01', '2025-11-25'],
  ])('of %s is answered with %s', async (asked, answered) => {
    const client = new Wire(root);
    expect((await client.open(asked)).result).toMatchObject({
      protocolVersion: answered,
      serverInfo: { name: 'codex-master-mcp' },
      capabilities: { tools: {}, resources: {}, prompts: {} },
    });
    await client.end();
  });

  it('without a version is refused', async () => {
    const client = new Wire(root);
    expect(await client.request('initialize', {})).toMatchObject({ error: { code: -32_602 } });
    await client.end();
  });
});

describe('the wire', () => {
  it('goes on after everything that is no message', async () => {
    const client = await wire();
    client.write('\n  \n\r\n');
    const bad = [
      '{"jsonrpc":',
      '[{"jsonrpc":"2.0","id":1,"method":"ping"}]',
      '7',
      `"${'x'.repeat(1_100_000)}"`,
    ];
    for (const line of bad) client.write(`${line}\n`);
    expect(await client.request('ping')).toMatchObject({ result: {} });
    const problems = client.received.filter(({ error }) => error !== undefined);
    expect(problems.map(({ id, error }) => [id, error?.code])).toEqual([
      [null, -32_700],
      [null, -32_600],
      [null, -32_600],
      [null, -32_600],
    ]);
    expect(client.raw).not.toContain('Content-Length');
    await client.end();
  });

  it('speaks in frames with a client that does', async () => {
    const client = new Wire(root, 'lead-one', true);
    const clientInfo = { name: 'test', version: '1' };
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
    await client.answerTo(client.send('initialize', params, true));
    const ping = client.send('ping', undefined, true);
    await client.answerTo(ping);
    expect(client.raw).toMatch(/^Content-Length: \d+\r\n\r\n\{/);
    // In pieces, with another header, two in one write.
    const text = JSON.stringify({ jsonrpc: '2.0', id: 'ü', method: 'ping' });
    const framed = `Content-Type: application/json\r\n${frame(text, true)}`;
    client.write(framed.slice(0, 20));
    client.write(framed.slice(20) + frame('{"jsonrpc":"2.0","id":"z","method":"ping"}', true));
    await client.until(({ id }) => id === 'ü');
    await client.until(({ id }) => id === 'z');
    await client.end();
  });

  it('has no answer for a call without an id, and does not carry it out', async () => {
    const client = await wire();
    client.write(
      '{"jsonrpc":"2.0","method":"tools/call","params":{"name":"agent_claim","arguments":{"agent":"a"}}}\n',
    );
    await client.request('ping');
    expect((await client.tool('agent_lease_status', { agent: 'a' })).structuredContent).toMatchObject({
      results: [{ state: 'unclaimed' }],
    });
    expect(client.received.some(({ id }) => id === null)).toBe(false);
    await client.end();
  });

  it('carries calls side by side, tells of their progress and lets them be cancelled', async () => {
    const holder = await wire('lead-two');
    expect((await holder.tool('agent_claim', { agent: 'a' })).isError).toBe(false);
    const client = await wire();
    const waiting = client.send('tools/call', {
      name: 'agent_claim',
      arguments: { agent: 'a', wait_seconds: 600, poll_interval_seconds: 1 },
    });
    expect(await client.request('ping')).toMatchObject({ result: {} });
    expect((await client.tool('agent_status')).isError).toBe(false);
    const params = { requestId: waiting, reason: 'enough' };
    client.write(`${JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params })}\n`);
    await client.request('ping');
    expect((await holder.tool('agent_release', { agent: 'a' })).isError).toBe(false);
    // The cancelled claim does not take what is free now.
    expect((await client.tool('agent_lease_status', { agent: 'a' })).structuredContent).toMatchObject({
      results: [{ state: 'unclaimed' }],
    });
    expect(client.received.some(({ id }) => id === waiting)).toBe(false);
    await Promise.all([client.end(), holder.end()]);
  });
});

describe('the tools', () => {
  it('have titles and hints, and their results fit their schemas', async () => {
    const client = await wire();
    const { tools } = (await client.request('tools/list')).result as { readonly tools: readonly ToolShape[] };
    expect(tools.length).toBeGreaterThan(20);
    const ajv = new Ajv2020({ strict: false });
    for (const { name, title, outputSchema, annotations } of tools) {
      expect(title, name).toBeTruthy();
      for (const hint of ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'])
        expect(annotations[hint], `${name} ${hint}`).toBeTypeOf('boolean');
      const isFit = ajv.compile(outputSchema);
      // What would start a Codex, or ask for one, is tried where there is one.
      if (annotations['readOnlyHint'] !== true) continue;
      const args = { agent: 'a', timeout_seconds: 0, skill: 'none' };
      const wanted = Object.keys(propertiesOf(tools, name));
      const result = await client.tool(
        name,
        Object.fromEntries(Object.entries(args).filter(([key]) => wanted.includes(key))),
      );
      if (result.isError) expect(result.content[0]?.text, name).toContain('"error_code"');
      else expect(isFit(result.structuredContent) ? null : isFit.errors, name).toBeNull();
      expect(result.content[0]?.text, name).not.toContain(root);
    }
    await client.end();
  });
});

function propertiesOf(tools: readonly ToolShape[], name: string): object {
  const tool = tools.find((one) => one.name === name) as
    | { readonly inputSchema?: { readonly properties?: object } }
    | undefined;
  return tool?.inputSchema?.properties ?? {};
}

describe('a thousand calls', () => {
  it('leave neither handles nor memory behind', async () => {
    const client = await wire();
    const round = async (count: number): Promise<void> => {
      const calls = Array.from({ length: count }, async (_, index) => mixed(client, index));
      await Promise.all(calls);
    };
    await round(300);
    const before = { handles: handlesOf(client), rssKiB: rssKiBOf(client) };
    for (let part = 0; part < 10; part += 1) await round(100);
    await client.request('ping');
    await expect.poll(() => handlesOf(client)).toBeLessThanOrEqual(before.handles);
    // Garbage that nobody collected yet is no growth; a leak of a few KiB a call would be 10 MiB and more.
    expect(rssKiBOf(client) - before.rssKiB).toBeLessThan(40 * 1024);
    await client.end();
  });
});

async function mixed(client: Wire, index: number): Promise<unknown> {
  switch (index % 6) {
    case 0:
      return client.request('ping');
    case 1:
      return client.tool('agent_lease_status');
    case 2:
      return client.tool('agent_status', { agent: 'a' });
    case 3:
      return client.tool('agent_scope_check', { scope: ['src'], write_paths: ['src/a'] });
    case 4:
      return client.tool('agent_send', { agent: 'z', text: 7 });
    default:
      return client.tool('agent_assignments');
  }
}

function handlesOf({ child }: Wire): number {
  return readdirSync(`/proc/${child.pid}/fd`).length;
}

function rssKiBOf({ child }: Wire): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]);
}
