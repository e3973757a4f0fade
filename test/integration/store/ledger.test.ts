import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDemoWorld, type DemoWorld } from '../../demo/world.ts';
import { checkout, node24 } from '../../host/paths.ts';
import { scriptLine, type StepInput } from '../../model/index.ts';
import { contentOf, leaveReferenceState } from '../../unit/adapters/store/referenceState.ts';
import { clearFolder } from '../../tools/clearFolder.ts';
import { patientClient } from '../mcp/patientClient.ts';

/** The ledger, the status and what a reference left, through the real stdio server and command line. */

const source = (file: string): string => path.join(checkout, 'src', file);

type Value = Readonly<Record<string, unknown>>;

let world: DemoWorld;
let lead: Client;

beforeAll(async () => {
  world = await createDemoWorld({ root: path.join(checkout, '.test-homes', 'ledger') });
  lead = await connect();
});

afterAll(async () => {
  await lead.close();
  await world.dispose();
  await clearFolder(world.root);
});

async function connect(): Promise<Client> {
  const env = Object.entries({ ...world.env, CODEX_MASTER_MCP_INSTANCE_ID: 'lead-one' });
  const client = patientClient();
  const transport = new StdioClientTransport({
    command: node24,
    args: [source('mcp/main.ts')],
    cwd: world.workspace,
    env: Object.fromEntries(env.filter((pair): pair is [string, string] => pair[1] !== undefined)),
  });
  await client.connect(transport);
  // With the schemas known the client checks every structured result against them.
  await client.listTools();
  return client;
}

async function call(name: string, args: object = {}, client = lead): Promise<Value> {
  const answer = CallToolResultSchema.parse(await client.callTool({ name, arguments: { ...args } }));
  const [item] = answer.content;
  const text = item?.type === 'text' ? item.text : 'null';
  for (const place of [world.root, world.runtimeDir, 'lead-one']) expect(text).not.toContain(place);
  return JSON.parse(text) as Value;
}

async function statusOf(agent: string, client = lead): Promise<Value> {
  const { results } = (await call('agent_status', { agent }, client)) as {
    readonly results: readonly Value[];
  };
  return results[0] ?? {};
}

/** Waits until Agentin a is in one of the states. */
async function waitFor(...states: readonly string[]): Promise<void> {
  for (;;) {
    const value = await call('agent_wait', { agent: 'a', timeout_seconds: 120 });
    const { activity } = value['current'] as { readonly activity: { readonly state: string } };
    if (states.includes(activity.state)) return;
    if (value['status'] === 'timeout') throw new Error(`waited in vain: ${JSON.stringify(activity)}`);
  }
}

async function cli(
  env: NodeJS.ProcessEnv,
  ...words: readonly string[]
): Promise<{ code: number; value: Value }> {
  return new Promise((resolve) => {
    const options = { env, cwd: world.workspace };
    const child = execFile(node24, [source('cli/main.ts'), ...words, '--json'], options, (_error, out) =>
      resolve({ code: child.exitCode ?? -1, value: JSON.parse(out) as Value }),
    );
  });
}

const task = (...steps: readonly StepInput[]): string => scriptLine([...steps]);
const OK: StepInput = { do: 'say', text: 'Fertig.' };
const ledgerFile = (): string => path.join(world.stateDir, 'assignments.jsonl');

/** A server is at work there: what is on its way to another name may be gone when it is looked at. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

describe('the ledger', () => {
  it('has nothing before anything was assigned', async () => {
    await call('agent_start', { agent: 'a' });
    expect(await call('agent_assignments')).toMatchObject({
      records: [],
      retained_count: 0,
      log_path: 'not_returned',
    });
    expect(await call('agent_last_assignment_status', { agent: 'a' })).toMatchObject({
      status: 'none',
      record: null,
    });
  });

  it('tells what was assigned and how it ended, to every process', async () => {
    const assigned = await call('agent_assign_write', {
      agent: 'a',
      task: `planted-task ${task(OK)}`,
      scope: ['docs'],
      write_paths: ['docs'],
      context: ['planted-context'],
      forbidden: ['planted-forbidden'],
      name: 'Mila',
    });
    expect(assigned).toMatchObject({ status: 'assigned', ledger: { state: 'recorded' } });
    await waitFor('done', 'idle');
    const record = {
      assignment_id: assigned['assignment_id'],
      agent: 'a',
      role: 'arbeitsbiene',
      write_paths: ['docs'],
      context_count: 1,
      forbidden_count: 1,
      scope_enforcement: 'os_sandbox',
      delivery: { state: 'completed' },
    };
    expect(await call('agent_assignments', { agent: 'a' })).toMatchObject({
      records: [record],
      record_count: 1,
    });
    expect((await cli(world.env, 'last-assignment', 'a')).value).toMatchObject({ status: 'found', record });
    expect((await cli(world.env, 'assignments', '--limit', '1')).value).toMatchObject({ records: [record] });
  });

  it('and everything else on the disk holds no task, context, message or answer', async () => {
    await call('agent_send', {
      agent: 'a',
      text: `planted-message ${task({ do: 'say', text: 'planted-answer' })}`,
    });
    await waitFor('done', 'idle');
    await call('agent_report_request', { agent: 'a' });
    await waitFor('done', 'idle');
    // The raw terminal log is what its name says, and stays on the machine (contract §3.4).
    const ours = filesBelow(world.stateDir).filter((file) => path.basename(path.dirname(file)) !== 'raw');
    expect(ours.length).toBeGreaterThan(3);
    for (const file of [...ours, world.fleetFile, path.join(world.homes.a, 'config.toml')])
      expect([file, /planted-/.test(textOf(file))]).toEqual([file, false]);
  });

  it('that stands in the way as a link does not make an assignment look undelivered', async () => {
    const kept = `${ledgerFile()}.kept`;
    renameSync(ledgerFile(), kept);
    symlinkSync(path.join(world.root, 'elsewhere'), ledgerFile());
    const assigned = await call('agent_assign_readonly', { agent: 'a', task: task(OK) });
    expect(assigned).toMatchObject({
      status: 'assigned',
      delivery: { state: 'accepted' },
      ledger: { state: 'not_recorded', error_code: 'state_unreadable' },
    });
    const newest = { assignment_id: assigned['assignment_id'] };
    expect(await statusOf('a')).toMatchObject({ last_assignment: newest });
    expect(await call('agent_assignments')).toMatchObject({ ledger_state: 'unreadable', records: [newest] });
    expect(existsSync(path.join(world.root, 'elsewhere'))).toBe(false);
    rmSync(ledgerFile());
    renameSync(kept, ledgerFile());
    await waitFor('done', 'idle');
    await call('agent_send', { agent: 'a', text: task(OK) });
    await waitFor('done', 'idle');
    const { records } = (await call('agent_assignments')) as { readonly records: readonly Value[] };
    expect(records.map((record) => record['assignment_id']).at(-1)).toBe(assigned['assignment_id']);
    expect(readFileSync(ledgerFile(), 'utf8').trim().split('\n')).toHaveLength(2);
  });
});

describe('the status', () => {
  it('tells of the log that is being written, and of the home', async () => {
    const status = await statusOf('a');
    expect(status).toMatchObject({
      running: true,
      home: 'not_returned',
      home_kind: 'managed_agent_home',
      runner: 'not_returned',
      cwd: 'not_returned',
      cwd_state: 'set',
      raw_log: 'not_returned',
      raw_log_max_bytes: 5_242_880,
      raw_log_path_valid: true,
      home_external_process_count: 0,
      home_external_processes_truncated: false,
      meta_state: 'ok',
    });
    expect(status['raw_log_bytes']).toBeGreaterThan(0);
    expect(status['raw_log_idle_seconds']).toBeLessThan(60);
    expect(status['home_process_count']).toBeGreaterThan(0);
    expect(typeof status['model']).toBe('string');
  });

  it('ends a wait with the event, not with the next poll', async () => {
    await call('agent_send', { agent: 'a', text: task({ do: 'stall' }) });
    await expect.poll(() => world.model.stalled).toBeGreaterThan(0);
    const waiting = call('agent_wait', { agent: 'a', timeout_seconds: 60, poll_interval_seconds: 900 });
    // The wait has begun once another answer came after it on the same connection.
    await statusOf('a');
    world.model.release();
    // Its own end would be another status, and comes long before the next poll would.
    expect(await waiting).toMatchObject({ status: 'activity_observed', poll_interval_seconds: 900 });
  });

  it('tells a limit with its end to whoever asks, also to a process that did not see it', async () => {
    await call('agent_send', { agent: 'a', text: task({ do: 'usageLimit', resetsInSeconds: 3600 }) });
    expect(await call('agent_wait', { agent: 'a', timeout_seconds: 120 })).toMatchObject({
      status: expect.stringMatching(/activity|limit/) as unknown,
    });
    await waitFor('limited');
    const limited = {
      activity: { state: 'limited' },
      response_state: { state: 'blocked_by_limit' },
      limit_state: { limited: true, kind: 'usage', source: 'reported_by_codex' },
    };
    const status = await statusOf('a');
    expect(status).toMatchObject(limited);
    const until = (status['limit_state'] as { readonly resets_at_utc: string }).resets_at_utc;
    expect(Date.parse(until)).toBeGreaterThan(Date.now() + 3_400_000);
    expect(await call('agent_wait', { agent: 'a', timeout_seconds: 0 })).toMatchObject({
      status: 'blocked_by_limit',
    });
    const { value } = await cli(world.env, 'status', 'a');
    expect((value['results'] as readonly Value[])[0]).toMatchObject(limited);
    await call('agent_stop', { agent: 'a', force: true });
    expect(await statusOf('a')).toMatchObject({
      limit_state: { limited: false, window: 'none', kind: 'none' },
    });
  });
});

describe('the state that a reference left below the home', () => {
  it('is read, honoured and left as it is', async () => {
    const home = path.join(world.root, 'person');
    mkdirSync(home);
    const { root, legacyRoot } = leaveReferenceState(home, Date.now());
    const before = contentOf(root, legacyRoot);
    const { CODEX_MASTER_MCP_STATE: _, ...rest } = world.env;
    const env = { ...rest, HOME: home };
    const { value: status } = await cli(env, 'status');
    expect(status['results']).toMatchObject([
      {
        agent: 'a',
        running: false,
        started_at_utc: '2026-07-11T09:00:00.123Z',
        cwd_state: 'set',
        model: 'gpt-5.4-mini',
        model_reasoning_effort: 'medium',
        raw_log_path_valid: true,
        meta_state: 'ok',
        lease: { state: 'held', holder: 'other_server' },
        last_assignment: { assignment_id: '20260711T090105654321Z-a', role: 'arbeitsbiene', delivery: null },
        limit_state: { assignment_model: 'gpt-5.3-codex-spark', assignment_model_pool: 'spark_write_model' },
      },
      {
        agent: 'b',
        started_at_utc: '2026-06-01T08:00:00.000Z',
        lease: { state: 'unclaimed' },
      },
    ]);
    const { value: list } = await cli(env, 'assignments');
    expect(list).toMatchObject({ record_count: 3, retained_count: 3 });
    expect(JSON.stringify([status, list])).not.toMatch(/ghp_|0123456789abcdef|somebody/);
    const { value: tail } = await cli(env, 'tail', 'b', '--source', 'log');
    expect(tail['output']).toContain('last words of b');
    expect((await cli(env, 'claim', 'a')).value).toMatchObject({
      error_code: 'agent_lease_held_by_other_client',
    });
    expect(contentOf(root, legacyRoot)).toMatchObject(before);
  });
});
