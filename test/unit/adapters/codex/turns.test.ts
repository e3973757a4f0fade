import { afterEach, beforeEach, expect, test } from 'vitest';
import { BASE, startLinkRig, type LinkRig } from './linkRig.ts';

let rig: LinkRig;
beforeEach(async () => {
  rig = await startLinkRig();
});
afterEach(() => rig.end());

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
