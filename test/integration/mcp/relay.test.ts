import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { controlFolder } from '../../../src/mcp/places.ts';
import { serveWindow } from '../../../src/mcp/window.ts';
import { FakeFleet, otherLead } from '../../unit/fakes/fleet/fakeFleet.ts';
import { silent, toolAnswer } from '../../unit/mcp/support.ts';
import { runningFleet } from '../../unit/operations/support.ts';
import { clearFolder } from '../../tools/clearFolder.ts';
import { masterjetPlace, MasterjetProcess, type MasterjetEnv } from './masterjet.ts';

let state: string;
let env: MasterjetEnv;
let open: { dispose(): void | Promise<void> }[];

beforeEach(() => {
  const place = masterjetPlace('m');
  state = place.root;
  env = { ...place.env, CODEX_THREAD_ID: 'thread-7' };
  open = [];
});

afterEach(async () => {
  for (const item of open) await item.dispose();
  await Promise.all(running.splice(0).map(async (process) => process.killed()));
  await clearFolder(state);
});

const running: MasterjetProcess[] = [];

function startMasterjet(): MasterjetProcess {
  const started = new MasterjetProcess(env, state);
  running.push(started);
  return started;
}

async function window(fleet: FakeFleet, more: Record<string, string> = {}): Promise<{ dispose(): void }> {
  const options = { fleet, env: { ...env, ...more }, version: '1', folders: () => [], logger: silent };
  const server = await serveWindow(options);
  open.push(server);
  return server;
}

describe('a Masterjet process', () => {
  it('works through the window that runs, as the holder that its conversation makes it', async () => {
    const fleet = await runningFleet('a');
    await window(fleet);
    const { client } = startMasterjet();
    expect(await client.initialize()).toMatchObject({ result: { serverInfo: { name: 'codex-master-mcp' } } });
    await client.callTool('agent_send', { agent: 'a', text: 'hello' });
    expect(fleet.calls).toContain('send a');
    expect(fleet.peek('a', { owner: 'codex-thread-thread-7', kind: 'lead' }).lease).toMatchObject({
      mine: true,
    });
  });

  it('finds the window although Codex tells it no XDG_RUNTIME_DIR', async () => {
    const runtime = mkdtempSync(path.join(tmpdir(), 'cm-'));
    open.push({
      dispose: () => clearFolder(runtime),
    });
    const fleet = await runningFleet('a');
    await window(fleet, { XDG_RUNTIME_DIR: runtime });
    const { client } = startMasterjet();
    await client.initialize();
    await client.callTool('agent_status');
    expect(fleet.calls).toContain('status a');
  });

  it('passes on what the window says by itself', async () => {
    const fleet = new FakeFleet();
    await window(fleet);
    const { client } = startMasterjet();
    await client.initialize();
    await client.request('tools/list');
    fleet.changeAgents(['a', 'b', 'c']);
    await client.until(({ method }) => method === 'notifications/tools/list_changed');
  });

  it('goes on through another window when its own closes, and asks again what it may', async () => {
    const [first, second] = [await runningFleet('a'), await runningFleet('a')];
    const closing = await window(first);
    const { client } = startMasterjet();
    await client.initialize();
    const waiting = client.send('tools/call', { name: 'agent_wait', arguments: { agent: 'a' } });
    await client.request('ping');
    await window(second);
    closing.dispose();
    await expect.poll(() => second.calls).toContain('wait a');
    second.happens('a', { type: 'turnStarted', turnId: 't', startedAtMs: second.nowMs });
    expect(toolAnswer(await client.answerTo(waiting)).value).toMatchObject({ status: 'activity_observed' });
  });

  it('says of a change in flight when the window closes that its outcome is unknown', async () => {
    const fleet = await runningFleet('a');
    const closing = await window(fleet);
    // The window dies in the middle of the call.
    fleet.send = async () => {
      closing.dispose();
      return new Promise(() => {});
    };
    const { client } = startMasterjet();
    await client.initialize();
    const answer = await client.callTool('agent_send', { agent: 'a', text: 'x' });
    expect(answer).toMatchObject({ isError: true, value: { error_code: 'window_closed', retryable: false } });
    expect(await client.request('tools/list')).toMatchObject({
      result: { tools: expect.any(Array) as unknown },
    });
  });

  it('serves by itself without a window, and hands over to one that opens', async () => {
    const masterjet = startMasterjet();
    const { client } = masterjet;
    await client.initialize();
    const own = await client.callTool('agent_lease_status');
    expect(own).toMatchObject({ isError: false, value: { results: [{ agent: 'a' }, { agent: 'b' }] } });
    const fleet = await runningFleet('a');
    await fleet.send('a', { text: 'x', enter: true, idempotencyKey: null }, otherLead);
    await window(fleet);
    await expect
      .poll(async () => (await client.callTool('agent_lease_status', { agent: 'a' })).value)
      .toMatchObject({ results: [{ state: 'held', holder: 'other_server' }] });
    expect(await masterjet.ended()).toBe(0);
  });

  it('serves by itself again when the last window closes', async () => {
    const closing = await window(new FakeFleet(['x']));
    const { client } = startMasterjet();
    await client.initialize();
    expect(await client.callTool('agent_status', { agent: 'x' })).toMatchObject({ isError: false });
    closing.dispose();
    expect(await client.callTool('agent_status', { agent: 'a' })).toMatchObject({ isError: false });
  });

  it.each(['with a window', 'by itself'])('ends with its stdin, promptly and with 0: %s', async (how) => {
    if (how === 'with a window') await window(new FakeFleet());
    const masterjet = startMasterjet();
    await masterjet.client.initialize();
    await masterjet.client.callTool('agent_status');
    const startedMs = performance.now();
    expect(await masterjet.ended()).toBe(0);
    // Not only when somebody gives up waiting for it.
    expect(performance.now() - startedMs).toBeLessThan(30_000);
  });

  it('answers everything that was piped into it before it ends', async () => {
    const masterjet = startMasterjet();
    masterjet.client.write('');
    masterjet.client.write('no json');
    const list = masterjet.client.send('tools/list');
    const status = masterjet.client.send('tools/call', { name: 'agent_status', arguments: {} });
    masterjet.client.write('x'.repeat(1_048_577));
    expect(await masterjet.ended()).toBe(0);
    const ids = masterjet.client.received.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([list, status, null]));
    expect(ids.filter((id) => id === null)).toHaveLength(2);
  });

  it('leaves a window when it ends, and no socket of its own behind', async () => {
    const clients: number[] = [];
    const fleet = new FakeFleet();
    const server = await serveWindow({
      fleet,
      env,
      version: '1',
      folders: () => [],
      logger: silent,
      onClients: (list) => clients.push(list.length),
    });
    open.push(server);
    const masterjet = startMasterjet();
    await masterjet.client.initialize();
    await masterjet.client.request('ping');
    await masterjet.ended();
    await expect.poll(() => clients).toEqual([1, 0]);
    expect(readdirSync(controlFolder(path.join(state, 's')))).toHaveLength(1);
  });
});
