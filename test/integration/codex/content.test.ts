import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changesOf } from '../../../src/core/content/changes.ts';
import { scriptLine } from '../../model/index.ts';
import { BASE } from '../../unit/adapters/codex/linkRig.ts';
import { startCodexRig, type CodexRig } from './rig.ts';

const PLAN = [
  { step: 'Read', status: 'completed' as const },
  { step: 'Write', status: 'in_progress' as const },
  { step: 'Report', status: 'pending' as const },
];
const PATCH = [
  '*** Begin Patch',
  '*** Update File: a.txt',
  '@@',
  ' one',
  '-two',
  '+zwei',
  ' three',
  '*** Add File: docs/new.md',
  '+# New',
  '*** End Patch',
].join('\n');

let rig: CodexRig;

beforeAll(async () => {
  rig = await startCodexRig('content', '[tools.update_plan]\nenabled = true\n');
  await writeFile(path.join(rig.project, 'a.txt'), 'one\ntwo\nthree\n');
  await rig.startServer();
  await rig.openTerminal('remote');
});
afterAll(() => rig.end());

const script = scriptLine([
  { do: 'say', text: 'I begin.' },
  { do: 'updatePlan', explanation: 'Three steps.', plan: PLAN },
  { do: 'patch', input: PATCH },
  { do: 'runCommand', cmd: 'echo by-a-command' },
  { do: 'stall' },
  { do: 'say', text: 'It is **done**.' },
]);

test('a turn is told as she does it, and again to whoever comes later', async () => {
  const first = rig.connect();
  await first.link.ready(60_000);
  await first.link.thread(60_000);
  const turnId = await first.link.startTurn(script, BASE, 'key-1');
  const turn = () => first.content().turns.find((one) => one.turnId === turnId);
  await expect.poll(() => turn()?.actions.items.map(({ state }) => state)).toEqual(['done']);
  expect(turn()).toMatchObject({
    isRunning: true,
    seen: 'whole',
    plan: {
      explanation: 'Three steps.',
      steps: [
        { text: 'Read', state: 'completed' },
        { text: 'Write', state: 'in_progress' },
        { text: 'Report', state: 'pending' },
      ],
    },
  });
  expect(turn()?.messages.items.map(({ by, text }) => [by, text])).toEqual([
    ['person', script],
    ['agent', 'I begin.'],
  ]);
  const changes = changesOf(turn()!);
  expect(changes).toMatchObject({ source: 'diff', added: 2, removed: 1, leftOut: 0 });
  expect(changes.files.map(({ absolutePath, kind }) => [absolutePath, kind])).toEqual([
    [path.join(rig.project, 'a.txt'), 'changed'],
    [path.join(rig.project, 'docs/new.md'), 'added'],
  ]);

  // A window that is opened now hears what Codex keeps; the plan is in the session file alone.
  const later = rig.connect(await first.link.thread(60_000));
  await later.link.ready(60_000);
  await expect.poll(() => later.content().turns[0]?.messages.items.length).toBe(2);
  const joined = later.content().turns[0]!;
  expect(joined).toMatchObject({ seen: 'joined', isRunning: true });
  const steps = () => later.content().turns[0]?.plan;
  await expect.poll(steps).toMatchObject({ isFromFile: true, explanation: 'Three steps.' });
  expect(changesOf(joined)).toMatchObject({ source: 'edits', added: 2, removed: 1 });

  rig.model.release();
  await first.heard('turnEnded');
  await expect.poll(() => turn()?.messages.items.at(-1)).toMatchObject({ text: 'It is **done**.' });
  expect(turn()).toMatchObject({ isRunning: false, messages: { leftOut: 0 } });
  const { before, now } = turn()!.tokens!;
  expect(before.total).toBe(0);
  expect(now.total).toBeGreaterThan(0);
  // From the record: without a plan, but all the rest.
  const read = await first.link.readContent(turnId);
  expect(read).toMatchObject({ type: 'found', turnId, isRunning: false });
  expect(await first.link.readContent('no-such-turn')).toBeNull();
});

test('her words are heard as she writes them, while somebody listens', async () => {
  const { link, content, contents, heard } = rig.connect();
  await link.ready(60_000);
  const threadId = await link.thread(60_000);
  expect(threadId).not.toBe('');
  const listening = link.hearWords();
  const text = 'word '.repeat(60);
  const beganMs = performance.now();
  const turnId = await link.startTurn(
    scriptLine([{ do: 'streamSlowly', text, chunks: 60, delayMs: 30, stalls: true }]),
    BASE,
    'key-2',
  );
  const message = () =>
    content()
      .turns.at(-1)
      ?.messages.items.find(({ by }) => by === 'agent');
  await expect.poll(() => message()?.isBeingWritten === true && message()!.text.length > 20).toBe(true);
  await expect.poll(() => rig.model.stalled).toBe(1);
  rig.model.release();
  await heard('turnEnded', ({ turn }) => turn.turnId === turnId);
  const tookMs = performance.now() - beganMs;
  await expect.poll(() => message()).toMatchObject({ text, isBeingWritten: false });
  const written = contents.filter(({ type }) => type === 'written').length;
  // Pieces of a tenth of a second are told together, however long the 60 of them took here.
  expect(written).toBeGreaterThan(1);
  expect(written).toBeLessThan(tookMs / 100 + 5);

  listening.dispose();
  const before = contents.filter(({ type }) => type === 'written').length;
  const next = await link.startTurn(
    scriptLine([{ do: 'streamSlowly', text: 'quiet '.repeat(20), chunks: 20, delayMs: 10 }]),
    BASE,
    'key-3',
  );
  await heard('turnEnded', ({ turn }) => turn.turnId === next);
  expect(contents.filter(({ type }) => type === 'written')).toHaveLength(before);
});

test('a connection that breaks leaves what was told, and says that something may be missing', async () => {
  const { link, content, heard } = rig.connect();
  await link.ready(60_000);
  await link.startTurn(script, BASE, 'key-4');
  await expect.poll(() => content().turns.at(-1)?.plan?.steps.length).toBe(3);
  await rig.killServer();
  await heard('link', ({ link: state }) => state.kind === 'connecting' && state.attempt > 1);
  expect(content().turns.at(-1)).toMatchObject({ seen: 'gap', plan: { explanation: 'Three steps.' } });
  await rig.startServer();
  expect((await heard('turnEnded')).turn.outcome).toBe('interrupted');
  await expect.poll(() => content().turns.at(-1)?.isRunning).toBe(false);
});
