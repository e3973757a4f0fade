import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scriptLine } from '../../model/index.ts';
import { BASE } from '../../unit/adapters/codex/linkRig.ts';
import { startCodexRig, type CodexRig } from './rig.ts';

/** How long a busy machine may take; nothing waits for it. */

let rig: CodexRig;

beforeAll(async () => {
  rig = await startCodexRig('link');
  await rig.startServer();
  await rig.openTerminal('remote');
});
afterAll(() => rig.end());

const say = (text: string) => scriptLine([{ do: 'say', text }]);
const escalate = scriptLine([
  { do: 'escalate', cmd: 'echo approved > approved.txt', justification: 'Darf ich?' },
  { do: 'say', text: 'Danke.' },
]);
const config = () => readFile(path.join(rig.home, 'config.toml'), 'utf8');

test("the terminal's conversation is bound, and a turn of ours appears there", async () => {
  const { link, heard } = rig.connect();
  await link.ready(60_000);
  await link.thread(60_000);
  const turnId = await link.startTurn(say('Guten Tag.'), BASE, 'key-1');
  const { turn } = await heard('turnEnded');
  expect(turn).toMatchObject({ turnId, outcome: 'completed' });
  expect(await heard('settings')).toMatchObject({ settings: { permissions: ':workspace' } });
  await heard('tokens');
  await expect.poll(() => rig.screen()).toContain('• Guten Tag.');
  expect(await link.turn(turnId)).toMatchObject({ outcome: 'completed' });
});

test('a turn that a person types is heard from its start to its end', async () => {
  const { link, heard } = rig.connect();
  await link.ready(60_000);
  await rig.say(say('Getippt.'));
  const { turnId } = await heard('turnStarted');
  expect((await heard('turnEnded')).turn).toMatchObject({ turnId, outcome: 'completed' });
});

test('an open approval is replayed to whoever comes later, under the same key, and answered once', async () => {
  const first = rig.connect();
  await first.link.ready(60_000);
  await first.link.startTurn(escalate, BASE, 'key-2');
  const { item } = await first.heard('pendingOpened');
  expect(item).toMatchObject({ kind: 'command', reason: 'Darf ich?' });
  const second = rig.connect(await first.link.thread(60_000));
  expect((await second.heard('pendingOpened')).item).toEqual(item);
  await second.link.answer(item.key, { kind: 'accept' });
  await first.heard('pendingResolved');
  await expect(first.link.answer(item.key, { kind: 'accept' })).rejects.toMatchObject({
    code: 'nothing_pending',
  });
  expect((await first.heard('turnEnded')).turn.outcome).toBe('completed');
  expect(await readFile(path.join(rig.project, 'approved.txt'), 'utf8')).toBe('approved\n');
});

test('an approval is answered in the terminal, and both links hear of it', async () => {
  const { link, heard } = rig.connect();
  await link.ready(60_000);
  await link.startTurn(escalate, BASE, 'key-3');
  await heard('pendingOpened');
  await expect.poll(() => rig.screen()).toContain('Would you like to run the following command?');
  await rig.keys('Enter');
  await heard('pendingResolved');
  await heard('turnEnded');
});

test('a profile holds for its turn and leaves config.toml as it was', async () => {
  const { link, heard, events } = rig.connect();
  await link.ready(60_000);
  const before = await config();
  const profile = {
    name: 'cm_test_1',
    projectWritePaths: ['docs'],
    absoluteWritePaths: [],
    fileWritePaths: [],
  };
  await link.installProfile(profile);
  expect(await config()).toContain('[permissions.cm_test_1');
  const steps = scriptLine([
    { do: 'runCommand', cmd: 'mkdir -p docs; touch outside.txt; true' },
    { do: 'say', text: '{{output}}' },
  ]);
  const tuple = { ...BASE, permissions: profile.name, approvalPolicy: 'never' } as const;
  const turnId = await link.startTurn(steps, tuple, 'key-4');
  await heard('turnEnded', ({ turn }) => turn.turnId === turnId);
  await heard('settings', ({ settings }) => settings.permissions === profile.name);
  await expect(readFile(path.join(rig.project, 'outside.txt'))).rejects.toThrow('ENOENT');
  await link.applyTuple(BASE);
  await expect
    .poll(() => events.findLast((event) => event.type === 'settings')?.settings)
    .toMatchObject({ permissions: ':workspace', approvalPolicy: 'on-request' });
  await link.removeProfile(profile.name);
  await link.removeProfile(profile.name);
  expect(await config()).toBe(before);
});

test('the terminal is followed to a new conversation', async () => {
  const { link, heard, events } = rig.connect();
  await link.ready(60_000);
  const before = await link.thread(60_000);
  await rig.say('/new');
  const { threadId } = await heard('threadBound', (event) => event.threadId !== before);
  const turnId = await link.startTurn(say('Neu.'), BASE, 'key-5');
  expect((await heard('turnEnded')).turn).toMatchObject({ turnId, outcome: 'completed' });
  expect(await link.thread(60_000)).toBe(threadId);
  expect(events.filter((event) => event.type === 'threadBound')).toHaveLength(2);
});

test('an app-server that is killed in the middle of a turn: interrupted, never done, and all goes on', async () => {
  const { link, heard, count } = rig.connect();
  await link.ready(60_000);
  const turnId = await link.startTurn(escalate, BASE, 'key-6');
  await heard('pendingOpened');
  await rig.killServer();
  await heard('pendingResolved');
  expect(count('turnEnded')).toBe(0);
  await rig.startServer();
  expect((await heard('turnEnded')).turn).toMatchObject({ turnId, outcome: 'interrupted' });
  await link.ready(60_000);
  const next = await link.startTurn(say('Weiter.'), BASE, 'key-7');
  await heard('turnEnded', ({ turn }) => turn.turnId === next && turn.outcome === 'completed');
  await expect.poll(() => rig.screen()).toContain('• Weiter.');
  expect(rig.warnings).toEqual([]);
});
