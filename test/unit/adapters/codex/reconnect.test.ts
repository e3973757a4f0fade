import { afterEach, beforeEach, expect, test } from 'vitest';
import { BASE, startLinkRig, type LinkRig } from './linkRig.ts';

/** How long a busy machine may take; nothing waits for it. */

let rig: LinkRig;
beforeEach(async () => {
  rig = await startLinkRig();
});
afterEach(() => rig.end());

const command = (turnId: string, itemId = 'item-1') => ({
  threadId: 'thread-1',
  turnId,
  itemId,
  startedAtMs: 5,
  command: 'rm -r build',
  cwd: '/project',
  reason: 'Darf ich?',
});

/** Somebody connected whose turn waits for an approval. */
async function waiting() {
  const id = rig.server.openThread();
  const { link, heard, count } = rig.connect();
  await link.ready(5000);
  const turnId = await link.startTurn('x', BASE, 'k');
  await heard('turnStarted');
  void rig.server.ask(id, 'item/commandExecution/requestApproval', command(turnId));
  const { item } = await heard('pendingOpened');
  return { id, turnId, item, key: item.key, link, heard, count };
}

test('an approval that waits when somebody connects is asked again, under the same key', async () => {
  const { id, turnId, item } = await waiting();
  const second = rig.connect(id);
  expect((await second.heard('pendingOpened')).item).toEqual(item);
  expect(item).toEqual({
    key: `${turnId}/item-1`,
    turnId,
    openedAtMs: 5,
    kind: 'command',
    command: 'rm -r build',
    cwd: '/project',
    reason: 'Darf ich?',
  });
});

test('whoever answers first wins; for the others nothing is pending', async () => {
  const id = rig.server.openThread();
  const first = rig.connect();
  const second = rig.connect();
  await first.link.ready(5000);
  await second.link.ready(5000);
  const turnId = await first.link.startTurn('x', BASE, 'k');
  await Promise.all([first.heard('turnStarted'), second.heard('turnStarted')]);
  const answered = rig.server.ask(id, 'item/commandExecution/requestApproval', command(turnId));
  const { key } = (await first.heard('pendingOpened')).item;
  await second.heard('pendingOpened');
  await first.link.answer(key, { kind: 'decline' });
  expect(await answered).toEqual({ decision: 'decline' });
  await second.heard('pendingResolved');
  await expect(second.link.answer(key, { kind: 'accept' })).rejects.toMatchObject({
    code: 'nothing_pending',
  });
});

test('an answer that does not fit is refused and the item stays open', async () => {
  const { link, count, key } = await waiting();
  const answer = link.answer(key, { kind: 'answers', answers: {} });
  await expect(answer).rejects.toMatchObject({ code: 'answer_not_possible' });
  expect(count('pendingResolved')).toBe(0);
});

test('the end of a turn closes what it asked', async () => {
  const { turnId, link, heard } = await waiting();
  await link.interruptTurn(turnId);
  await heard('pendingResolved');
  expect((await heard('turnEnded')).turn.outcome).toBe('interrupted');
});

test('a broken connection comes back by itself; turn and approval go on', async () => {
  const { link, heard, count, key } = await waiting();
  rig.server.dropClients();
  await heard('link', ({ link }) => link.kind === 'connecting' && count('link') > 2);
  await link.ready(60_000);
  expect(count('turnStarted')).toBe(1);
  expect(count('turnEnded')).toBe(0);
  expect(count('pendingOpened')).toBe(1);
  await link.answer(key, { kind: 'accept' });
  expect(count('pendingResolved')).toBe(1);
});

test('an approval answered while we were away is closed when we are back', async () => {
  const { id, heard } = await waiting();
  rig.server.dropClients();
  rig.server.answerElsewhere(id);
  await heard('pendingResolved');
});

test('a turn that ended while we were away is reported with its true outcome', async () => {
  const id = rig.server.openThread();
  const { link, heard } = rig.connect();
  await link.ready(5000);
  const turnId = await link.startTurn('x', BASE, 'k');
  await heard('turnStarted');
  rig.server.dropClients();
  rig.server.endTurn(id, 'failed', 'contextWindowExceeded');
  const { turn } = await heard('turnEnded');
  expect(turn).toMatchObject({ turnId, outcome: 'failed', failure: { kind: 'context_window' } });
});

test("the server's end closes what it asked; its turn is interrupted, never done", async () => {
  const { id, turnId, link, heard, count } = await waiting();
  await rig.server.kill();
  await heard('pendingResolved');
  expect(count('turnEnded')).toBe(0);
  await expect(link.startTurn('y', BASE, 'k2')).rejects.toMatchObject({ code: 'codex_disconnected' });
  await rig.server.listen();
  const { turn } = await heard('turnEnded');
  expect(turn).toMatchObject({ turnId, outcome: 'interrupted', failure: null });
  expect(await link.thread(5000)).toBe(id);
});

test('the waiting between attempts grows up to two seconds and begins anew after a lasting connection', async () => {
  const { link, heard } = rig.connect();
  await link.ready(5000);
  await rig.server.kill();
  await heard('link', (event) => event.link.kind === 'connecting' && event.link.attempt === 9);
  const waited = rig.clock.waits.slice(0, 9);
  expect(waited).toEqual([20, 40, 80, 160, 320, 640, 1280, 2000, 2000]);
  await rig.server.listen();
  await link.ready(5000);
  rig.clock.advance(1000);
  const before = rig.clock.waits.length;
  await rig.server.kill();
  await expect.poll(() => rig.clock.waits.slice(before, before + 2)).toEqual([20, 40]);
});
