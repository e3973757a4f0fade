import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CallToolResultSchema, type Progress } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDemoWorld, type DemoWorld } from '../../demo/world.ts';
import { checkout, node24 } from '../../host/paths.ts';
import { scriptLine, type StepInput } from '../../model/index.ts';
import { clearFolder } from '../../tools/clearFolder.ts';
import { patientClient } from './patientClient.ts';

/** The Masterjet on real Codex and tmux, driven by the SDK's client as a lead's would be. */

const entry = path.join(checkout, 'src/mcp/main.ts');

let world: DemoWorld;
let lead: Client;

beforeAll(async () => {
  world = await createDemoWorld({ root: path.join(checkout, '.test-homes', 'mcp') });
  lead = await connect();
});

afterAll(async () => {
  await lead.close();
  await world.dispose();
  await clearFolder(world.root);
});

async function connect(env: NodeJS.ProcessEnv = {}): Promise<Client> {
  const merged = Object.entries({ ...world.env, CODEX_MASTER_MCP_INSTANCE_ID: 'lead-one', ...env });
  const client = patientClient();
  const transport = new StdioClientTransport({
    command: node24,
    args: [entry],
    cwd: world.workspace,
    env: Object.fromEntries(merged.filter((pair): pair is [string, string] => pair[1] !== undefined)),
  });
  await client.connect(transport);
  // With the schemas known the client checks every structured result against them.
  await client.listTools();
  return client;
}

interface Answer {
  readonly isError: boolean;
  readonly value: Readonly<Record<string, unknown>>;
}

async function call(client: Client, name: string, args: object = {}): Promise<Answer> {
  return answerOf(await client.callTool({ name, arguments: { ...args } }));
}

function answerOf(raw: unknown): Answer {
  const { content, isError = false } = CallToolResultSchema.parse(raw);
  const [item] = content;
  const text = item?.type === 'text' ? item.text : 'null';
  for (const place of [world.root, world.runtimeDir, 'lead-one']) expect(text).not.toContain(place);
  return { isError, value: JSON.parse(text) as Answer['value'] };
}

/** Waits until Agentin a is in one of the states. */
async function waitFor(...states: readonly string[]): Promise<void> {
  for (;;) {
    const { value } = await call(lead, 'agent_wait', { agent: 'a', timeout_seconds: 120 });
    const current = value['current'] as { readonly activity: { readonly state: string } };
    if (states.includes(current.activity.state)) return;
    if (value['status'] === 'timeout') throw new Error(`waited in vain: ${JSON.stringify(current)}`);
  }
}

const task = (...steps: readonly StepInput[]) => ({ task: scriptLine([...steps]) });

describe('a lead', () => {
  it('starts an Agentin', async () => {
    const { value } = await call(lead, 'agent_start', { agent: 'a' });
    expect(value).toMatchObject({
      results: [{ agent: 'a', status: 'started', control: 'app-server', cwd: 'not_returned' }],
    });
    expect((await call(lead, 'agent_start', { agent: 'a' })).value).toMatchObject({
      results: [{ status: 'already_running' }],
    });
  });

  it('gives her work within her write paths and waits for it', async () => {
    const cmd = 'echo plan > docs/plan.md; touch src/no.js';
    const steps = task({ do: 'runCommand', cmd }, { do: 'say', text: 'written' });
    const assigned = await call(lead, 'agent_assign_write', {
      agent: 'a',
      ...steps,
      scope: ['docs'],
      write_paths: ['docs'],
    });
    expect(assigned).toMatchObject({
      isError: false,
      value: { status: 'assigned', scope_enforcement: 'os_sandbox', delivery: { state: 'accepted' } },
    });
    await waitFor('done');
    expect(readFileSync(path.join(world.workspace, 'docs/plan.md'), 'utf8')).toBe('plan\n');
    expect(existsSync(path.join(world.workspace, 'src/no.js'))).toBe(false);
    const { value } = await call(lead, 'agent_status', { agent: 'a' });
    expect(value).toMatchObject({
      results: [
        {
          last_assignment: { role: 'arbeitsbiene', delivery: { state: 'completed' } },
          tokens: { total_tokens: expect.any(Number) as unknown },
          lease: { held_by_this_server: true },
        },
      ],
    });
  });

  it('lets an Exploriererin write nothing', async () => {
    const steps = task({ do: 'runCommand', cmd: 'touch explorer.txt' }, { do: 'say', text: 'looked' });
    await call(lead, 'agent_assign_readonly', { agent: 'a', ...steps });
    await waitFor('done');
    expect(existsSync(path.join(world.workspace, 'explorer.txt'))).toBe(false);
  });

  it('reads the end of the terminal', async () => {
    const { value } = await call(lead, 'agent_safe_tail', { agent: 'a' });
    expect(value['output']).toContain('looked');
  });

  it('interrupts a turn, and other calls go on while it waits', async () => {
    const progress: Progress[] = [];
    await call(lead, 'agent_send', { agent: 'a', text: scriptLine([{ do: 'stall' }]) });
    await expect.poll(() => world.model.stalled).toBeGreaterThan(0);
    const waiting = lead.callTool({ name: 'agent_wait', arguments: { agent: 'a' } }, undefined, {
      onprogress: (item) => progress.push(item),
    });
    expect((await call(lead, 'agent_status')).value).toMatchObject({
      results: [{ activity: { state: 'working' } }, { activity: { state: 'stopped' } }],
    });
    expect((await call(lead, 'agent_interrupt', { agent: 'a' })).isError).toBe(false);
    expect(answerOf(await waiting).value).toMatchObject({ status: 'activity_observed' });
    expect(progress.length).toBeGreaterThan(0);
    expect((await call(lead, 'agent_status', { agent: 'a' })).value).toMatchObject({
      results: [{ activity: { state: 'idle' } }],
    });
  });

  it('delivers once however often it calls with the same key', async () => {
    const args = { agent: 'a', text: scriptLine([{ do: 'say', text: 'once' }]), idempotency_key: 'key-1' };
    const first = (await call(lead, 'agent_send', args)).value['delivery'];
    const second = (await call(lead, 'agent_send', args)).value['delivery'];
    expect(turnOf(second)).toBe(turnOf(first));
    await waitFor('done');
  });

  it('is refused what another holds, until that one lets go or is overridden', async () => {
    const other = await connect({ CODEX_MASTER_MCP_INSTANCE_ID: 'lead-two' });
    const refusal = { error_code: 'agent_lease_held_by_other_client', retryable: true, agent: 'a' };
    expect(await call(other, 'agent_send', { agent: 'a', text: 'mine' })).toMatchObject({
      isError: true,
      value: { ...refusal, lease: { state: 'held', holder: 'other_server' } },
    });
    expect((await call(other, 'agent_stop')).value).toMatchObject({ results: [refusal, { agent: 'b' }] });
    expect((await call(other, 'agent_lease_status', { agent: 'a' })).value).toMatchObject({
      results: [{ state: 'held', holder: 'other_server' }],
    });
    await other.close();
  });

  it('stops her', async () => {
    expect((await call(lead, 'agent_stop')).value).toMatchObject({
      results: [
        { agent: 'a', status: 'stopped', lease: { state: 'unclaimed' } },
        { agent: 'b', status: 'not_running' },
      ],
    });
    expect((await call(lead, 'agent_wait', { agent: 'a' })).value).toMatchObject({ status: 'not_running' });
  });
});

function turnOf(delivery: unknown): unknown {
  return (delivery as { readonly turn_id: unknown }).turn_id;
}

describe('a state directory that cannot be trusted', () => {
  it('is refused by every call that needs it, without its path, and ends nothing', async () => {
    const real = path.join(world.root, 'elsewhere');
    const link = path.join(world.root, 'linked-state');
    mkdirSync(real);
    symlinkSync(real, link);
    const client = await connect({ CODEX_MASTER_MCP_STATE: link });
    const { value } = await call(client, 'agent_start', { agent: 'a' });
    expect(value).toMatchObject({ results: [{ agent: 'a', error_code: 'state_directory_unsafe' }] });
    expect((await client.listTools()).tools.length).toBeGreaterThan(8);
    await client.close();
  });
});
