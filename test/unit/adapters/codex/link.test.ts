import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fixturePath } from './fixtures.ts';
import { BASE, startLinkRig, type LinkRig } from './linkRig.ts';

/** How long a busy machine may take; nothing waits for it. */

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

test('a first turn of the TUI is subscribed to as soon as it runs, and its end is heard', async () => {
  const id = rig.server.openThread();
  const { link, heard } = rig.connect();
  await link.ready(5000);
  const turnId = rig.server.beginTurn(id);
  expect(await heard('turnStarted')).toMatchObject({ turnId });
  expect(await heard('settings')).toMatchObject({ settings: { model: 'gpt', permissions: ':workspace' } });
  rig.server.endTurn(id, 'completed');
  expect((await heard('turnEnded')).turn).toMatchObject({ turnId, outcome: 'completed', failure: null });
});

test('a first turn that is over before it could be subscribed to is reported all the same', async () => {
  const id = rig.server.openThread();
  const { link, heard } = rig.connect();
  await link.ready(5000);
  const turnId = rig.server.beginTurn(id);
  rig.server.endTurn(id, 'failed', 'usageLimitExceeded');
  const { turn } = await heard('turnEnded');
  expect(turn).toMatchObject({ turnId, outcome: 'failed', failure: { kind: 'usage_limit' } });
});

test('a turn that ends between the first look and the subscription is reported all the same', async () => {
  const id = rig.server.openThread();
  const turnId = rig.server.beginTurn(id);
  rig.server.before.set('thread/resume', () => rig.server.endTurn(id, 'completed'));
  const { heard } = rig.connect(id);
  expect((await heard('turnEnded')).turn).toMatchObject({ turnId, outcome: 'completed' });
});

test.each([1, 2, 3])(
  'a list of turns that lags behind the thread (%i times) is not taken for an interruption',
  async (lag) => {
    const id = rig.server.openThread();
    const { link, heard, count } = rig.connect();
    await link.ready(5000);
    const turnId = await link.startTurn('x', BASE, 'k');
    rig.server.lag = lag;
    rig.server.endTurn(id, 'completed');
    expect((await heard('turnEnded')).turn).toMatchObject({ turnId, outcome: 'completed' });
    expect(count('turnEnded')).toBe(1);
  },
);

test('what runs for ever on a thread that rests was cut off', async () => {
  const id = rig.server.openThread();
  const { link, heard } = rig.connect();
  await link.ready(5000);
  await link.startTurn('x', BASE, 'k');
  rig.server.lag = 100;
  rig.server.endTurn(id, 'completed', undefined, false);
  expect((await heard('turnEnded')).turn.outcome).toBe('interrupted');
});

test('the end of an old turn is no news, unless it is what an error is about', async () => {
  const id = rig.server.openThread();
  rig.server.beginTurn(id);
  rig.server.endTurn(id, 'completed');
  const calm = rig.connect();
  await calm.link.ready(5000);
  expect(calm.count('turnEnded')).toBe(0);
  rig.server.beginTurn(id);
  rig.server.endTurn(id, 'failed', 'usageLimitExceeded');
  const late = rig.connect();
  await late.link.ready(5000);
  expect((await late.heard('turnEnded')).turn.failure?.kind).toBe('usage_limit');
});

test('a turn is started with its whole tuple and marked with the key of its message', async () => {
  const id = rig.server.openThread();
  const { link } = rig.connect();
  await link.ready(5000);
  const tuple = { permissions: ':read-only', approvalPolicy: 'never', model: 'm', effort: 'low' } as const;
  const turnId = await link.startTurn('hello', tuple, 'key-1');
  expect(turnId).toMatch(/^turn-/);
  expect(rig.server.asked('turn/start')).toEqual([
    {
      threadId: id,
      input: [{ type: 'text', text: 'hello', text_elements: [] }],
      clientUserMessageId: 'key-1',
      ...tuple,
    },
  ]);
});

test('where a tuple leaves the model open, the one from before ours is put back', async () => {
  const id = rig.server.openThread();
  rig.server.beginTurn(id);
  rig.server.endTurn(id, 'completed');
  const { link, heard } = rig.connect();
  await link.ready(5000);
  await link.startTurn('hello', { ...BASE, model: 'other' }, 'k');
  rig.server.endTurn(id, 'completed');
  await heard('turnEnded');
  await link.applyTuple(BASE);
  expect(rig.server.asked('thread/settings/update').at(-1)).toMatchObject({ model: 'gpt' });
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

test('interrupting a turn that is over is no error', async () => {
  const id = rig.server.openThread();
  const { link } = rig.connect();
  await link.ready(5000);
  const turnId = await link.startTurn('hello', BASE, 'k');
  rig.server.endTurn(id, 'completed');
  await link.interruptTurn(turnId);
  expect(await link.turn(turnId)).toMatchObject({ outcome: 'completed', endedAtMs: 200_000 });
  expect(await link.turn('turn-99')).toBeNull();
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

test('a message is found by its key in the turn that holds it', async () => {
  const id = rig.server.openThread();
  const { link, heard } = rig.connect();
  await link.ready(5000);
  expect(await link.findTurn('key-1')).toBe('absent');
  const turnId = await link.startTurn('x', BASE, 'key-1');
  expect(await link.findTurn('key-1')).toBe('unclear');
  rig.server.item(id, { type: 'userMessage', id: 'i', clientId: 'key-1' });
  expect(await link.findTurn('key-1')).toMatchObject({ turnId, outcome: 'running', began: true });
  rig.server.item(id, { type: 'userMessage', id: 'j', clientId: 'word' });
  expect(await link.findTurn('word')).toMatchObject({ turnId, began: false });
  rig.server.endTurn(id, 'completed');
  await heard('turnEnded');
  expect(await link.findTurn('key-1')).toMatchObject({ turnId, outcome: 'completed' });
  expect(await link.findTurn('key-2')).toBe('absent');
});

test('an interruption is told only when it has lasted', async () => {
  const id = rig.server.openThread();
  const { link } = rig.connect();
  await link.ready(5000);
  const turnId = await link.startTurn('x', BASE, 'k');
  rig.server.endTurn(id, 'completed');
  // Two readings that do not know: the first says "interrupted".
  rig.server.lag = 2;
  expect((await link.turn(turnId))?.outcome).not.toBe('interrupted');
  expect((await link.turn(turnId))?.outcome).toBe('completed');
});

test('the figures of earlier turns are read from the session file, where it can be read', async () => {
  rig.server.openThread({ path: '/nowhere/rollout.jsonl' });
  const first = rig.server.beginTurn('thread-1');
  const { link, heard, count } = rig.connect();
  await heard('turnStarted', (event) => event.turnId === first);
  const id = rig.server.openThread({ path: fixturePath('rollout-paginated.jsonl') });
  rig.server.beginTurn(id);
  expect((await heard('tokens')).tokens.contextWindowTokens).toBeGreaterThan(100_000);
  expect(await link.thread(5000)).toBe(id);
  expect(count('tokens')).toBe(1);
});

/** What Codex writes of a request that a limit refused: the limits, and no tokens. */
function limitsLine(at: string, usedPercent: number, resetsAt: string): string {
  const primary = { used_percent: usedPercent, window_minutes: 300, resets_at: Date.parse(resetsAt) / 1000 };
  const payload = { type: 'token_count', info: null, rate_limits: { primary, secondary: null } };
  return `${JSON.stringify({ timestamp: at, type: 'event_msg', payload })}\n`;
}

test('the limits that refused a first turn before it was subscribed to are read from the session file', async () => {
  const file = path.join(rig.server.folder, 'rollout.jsonl');
  const id = rig.server.openThread({ path: file });
  const { link, heard, count } = rig.connect();
  await link.ready(5000);
  rig.server.beginTurn(id);
  rig.server.endTurn(id, 'failed', 'usageLimitExceeded', false);
  await writeFile(file, limitsLine('2026-01-02T03:04:00.000Z', 100, '2026-01-02T08:00:00.000Z'));
  const { rateLimits } = await heard('rateLimits');
  expect(rateLimits.primary).toMatchObject({ usedPercent: 100, windowMinutes: 300 });
  expect(count('tokens')).toBe(0);
});

test('written limits do not replace newer ones that were heard, nor tell of a window that is over', async () => {
  const file = path.join(rig.server.folder, 'rollout.jsonl');
  const over = limitsLine('2026-01-02T02:00:00.000Z', 100, '2026-01-02T03:00:00.000Z');
  await writeFile(file, over);
  const id = rig.server.openThread({ path: file });
  rig.server.beginTurn(id);
  const { link, heard, events, count } = rig.connect();
  await link.ready(5000);
  await heard('turnStarted');
  expect(count('rateLimits')).toBe(0);
  const primary = { usedPercent: 20, windowDurationMins: 300, resetsAt: 1_767_400_000 };
  rig.server.tell(id, 'account/rateLimits/updated', { rateLimits: { primary, secondary: null } });
  await heard('rateLimits');
  await writeFile(file, over + limitsLine('2026-01-02T03:03:00.000Z', 99, '2026-01-02T08:00:00.000Z'));
  rig.server.dropClients();
  await heard('link', ({ link: { kind } }) => kind === 'connected');
  await expect.poll(() => rig.server.seen.filter(({ method }) => method === 'thread/resume').length).toBe(2);
  rig.server.endTurn(id, 'completed');
  await heard('turnEnded');
  const told = events.filter((event) => event.type === 'rateLimits');
  expect(told.map((event) => event.rateLimits.primary?.usedPercent)).toEqual([20]);
});
