import { afterEach, beforeEach, expect, test } from 'vitest';
import { BASE, startLinkRig, type LinkRig } from './linkRig.ts';

let rig: LinkRig;
beforeEach(async () => {
  rig = await startLinkRig();
});
afterEach(() => rig.end());

test("the TUI's thread is bound when it opens, and not the hidden ones", async () => {
  const { link, heard, events } = rig.connect();
  await link.ready(5000);
  rig.server.openThread({ ephemeral: true });
  rig.server.openThread({ parentThreadId: 'thread-0' });
  const id = rig.server.openThread();
  expect((await heard('threadBound')).threadId).toBe(id);
  expect(await link.thread(5000)).toBe(id);
  expect(events.filter((event) => event.type === 'threadBound')).toHaveLength(1);
});

test('of several loaded threads the preferred one is bound, else the newest', async () => {
  const older = rig.server.openThread({ createdAt: 5 });
  const newer = rig.server.openThread({ createdAt: 9 });
  expect(await rig.connect(older).link.thread(5000)).toBe(older);
  expect(await rig.connect().link.thread(5000)).toBe(newer);
});

test('without any thread one waits for it, and is told when it takes too long', async () => {
  const { link } = rig.connect();
  await link.ready(5000);
  const waiting = expect(link.thread(5000)).rejects.toMatchObject({ code: 'agent_not_ready' });
  rig.clock.advance(5000);
  await waiting;
});

test('the TUI is followed to a conversation it begins, even from a running turn', async () => {
  const first = rig.server.openThread();
  const { link, heard } = rig.connect();
  await link.ready(5000);
  const turnId = rig.server.beginTurn(first);
  await heard('turnStarted');
  const second = rig.server.openThread();
  await heard('threadBound', (event) => event.threadId === second);
  rig.server.endTurn(first, 'completed');
  expect((await heard('turnEnded')).turn).toMatchObject({ turnId, outcome: 'completed' });
});

test('the TUI is followed to an old conversation: at once when it is loaded, else when work begins there', async () => {
  const first = rig.server.openThread();
  const { link, heard } = rig.connect(first);
  await link.ready(5000);
  const second = rig.server.openThread();
  await heard('threadBound', (event) => event.threadId === second);
  rig.server.beginTurn(first);
  await heard('turnStarted');
  expect(await link.thread(5000)).toBe(first);
});

test('a hidden thread that works does not draw us away', async () => {
  const id = rig.server.openThread();
  const { link, heard } = rig.connect();
  await link.ready(5000);
  const hidden = rig.server.openThread({ ephemeral: true });
  rig.server.beginTurn(hidden);
  rig.server.beginTurn(id);
  await heard('turnStarted');
  expect(await link.thread(5000)).toBe(id);
});

test('a request that is never answered times out', async () => {
  rig.server.openThread();
  const { link } = rig.connect();
  await link.ready(5000);
  rig.server.silent.add('turn/start');
  const started = expect(link.startTurn('hello', BASE, 'k')).rejects.toMatchObject({
    code: 'codex_request_timeout',
  });
  await expect.poll(() => rig.server.asked('turn/start')).toHaveLength(1);
  rig.clock.advance(60_000);
  await started;
});

test('a refused request tells the method and keeps the words of Codex to itself', async () => {
  rig.server.openThread();
  const { link } = rig.connect();
  await link.ready(5000);
  await expect(link.interruptTurn('turn-99')).rejects.toMatchObject({
    code: 'codex_failed',
    message: 'Codex refused turn/interrupt. Try again; if it refuses again, look at her terminal.',
    details: { method: 'turn/interrupt', rpcCode: -32_600 },
  });
});

test('what the server says in an unknown form is logged once and skipped', async () => {
  const id = rig.server.openThread();
  const { link, heard } = rig.connect();
  await link.ready(5000);
  rig.server.beginTurn(id);
  await heard('turnStarted');
  for (let i = 0; i < 3; i += 1)
    rig.server.tell(id, 'thread/tokenUsage/updated', { threadId: id, odd: true });
  rig.server.tell(id, 'something/new', {});
  rig.server.endTurn(id, 'completed');
  await heard('turnEnded');
  expect(rig.warnings).toEqual([
    'The app-server sent thread/tokenUsage/updated in a form that we do not know.',
  ]);
});

test('a disposed link lets nobody wait and leaves no connection', async () => {
  const { link, count } = rig.connect();
  await link.ready(5000);
  const waiting = link.thread(60_000);
  link.dispose();
  await expect(waiting).rejects.toMatchObject({ code: 'codex_disconnected' });
  await expect(link.ready(5000)).rejects.toMatchObject({ code: 'codex_disconnected' });
  await expect.poll(() => rig.server.clients.size).toBe(0);
  expect(count('link')).toBe(2);
  expect(rig.clock.timeouts).toBe(0);
});
