import { expect, test } from 'vitest';
import { RECORDED_QUESTION } from '../../../tools/recordedQuestion.ts';
import { freshMemory, withTurn, type ThreadMemory } from '../../../../src/adapters/codex/translate/memory.ts';
import { translateNotification } from '../../../../src/adapters/codex/translate/notification.ts';
import {
  isSettledTurn,
  rememberedTurn,
  turnFailure,
} from '../../../../src/adapters/codex/translate/failure.ts';
import {
  rateLimits,
  threadSettings,
  threadStatus,
} from '../../../../src/adapters/codex/translate/figures.ts';
import { fixture, NOW, replay, story } from './fixtures.ts';

test('a turn that runs a command, told by its events', () => {
  expect(story(replay('command').events)).toEqual([
    'active',
    'started turn-2',
    'doing: runs a command',
    'doing: thinks',
    'tokens',
    'doing: writes',
    'tokens',
    'idle',
    'ended completed',
  ]);
});

test('a command approval: waits, asks with everything a person needs, and goes on', () => {
  const { events } = replay('command-approval');
  expect(story(events)).toEqual([
    'active',
    'started turn-3',
    'active approval',
    'doing: runs a command',
    expect.stringMatching(/^asks command turn-3\/item-\d+$/),
    'active',
    'doing: thinks',
    'tokens',
    'doing: writes',
    'tokens',
    'idle',
    'ended completed',
  ]);
  expect(events.find((event) => event.type === 'pendingOpened')?.item).toMatchObject({
    kind: 'command',
    command: "/bin/bash -lc 'echo hi'",
    cwd: '/project',
    reason: 'Darf ich?',
    turnId: 'turn-3',
  });
});

test('a file approval carries the changes of the item it is about', () => {
  const { events } = replay('file-approval');
  expect(events.find((event) => event.type === 'pendingOpened')?.item).toMatchObject({
    kind: 'file',
    changes: [{ path: '/folder/outside.txt', kind: 'add', diff: 'hello\n' }],
    reason: null,
  });
});

test('the approval of an MCP tool is named after the call that it is about', () => {
  const { events } = replay('tool-approval');
  const item = events.find((event) => event.type === 'pendingOpened')?.item;
  expect(item).toMatchObject({
    kind: 'mcpTool',
    server: 'probe',
    message: 'Allow the probe MCP server to run tool "poke"?',
    openedAtMs: NOW,
  });
  const started = fixture('frames/tool-approval.jsonl')
    .split('\n')
    .find((line) => line.includes('mcpToolCall'));
  const { params } = JSON.parse(started ?? '') as { params: { item: { id: string } } };
  expect(item?.key).toBe(`turn-5/${params.item.id}`);
});

test('a question comes with its options', () => {
  const { events } = replay('question');
  expect(story(events)).toContain('active input');
  expect(events.find((event) => event.type === 'pendingOpened')?.item).toMatchObject({
    kind: 'question',
    questions: [
      {
        ...RECORDED_QUESTION,
        allowsOther: true,
        isSecret: false,
      },
    ],
  });
});

test.each([
  ['interrupted', 'ended interrupted'],
  ['usage-limit', 'ended failed usage_limit'],
  ['context-overflow', 'ended failed context_window'],
])('%s: the turn has %s', (name, end) => {
  expect(story(replay(name).events).at(-1)).toBe(end);
});

test('a usage limit shows as an error of the thread and keeps the kind that Codex gave', () => {
  const { events } = replay('usage-limit');
  expect(story(events)).toContain('systemError');
  const ended = events.find((event) => event.type === 'turnEnded');
  expect(ended?.turn.failure).toMatchObject({ kind: 'usage_limit', codexKind: 'usageLimitExceeded' });
});

test('rate limits are told in our units, and an update without figures says nothing', () => {
  const limits = replay('rate-limits').events.filter((event) => event.type === 'rateLimits');
  expect(limits).toHaveLength(1);
  expect(limits[0]?.rateLimits.primary).toMatchObject({ usedPercent: 12, windowMinutes: 300 });
  expect(limits[0]?.rateLimits.primary?.resetsAtMs).toBeGreaterThan(1.7e12);
  expect(replay('say').events.filter((event) => event.type === 'rateLimits')).toEqual([]);
});

test('a window that an update leaves out keeps its figures', () => {
  const primary = { usedPercent: 50, windowDurationMins: 300, resetsAt: 1 };
  const first = rateLimits(null, { primary, secondary: primary });
  const second = rateLimits(first, { primary: { ...primary, usedPercent: 60 }, secondary: null });
  expect(second?.primary?.usedPercent).toBe(60);
  expect(second?.secondary).toEqual({ usedPercent: 50, windowMinutes: 300, resetsAtMs: 1000 });
});

test('the context in use is that of the last request, the totals are of the whole thread', () => {
  const tokens = replay('command').events.filter((event) => event.type === 'tokens');
  const last = tokens.at(-1)?.tokens;
  expect(last?.contextWindowTokens).toBeGreaterThan(100_000);
  expect(last?.totalTokens).toBeGreaterThan(last?.contextUsedTokens ?? Infinity);
});

test('every recorded frame is of a form that we know', () => {
  const names = ['say', 'command', 'command-approval', 'file-approval', 'tool-approval', 'question'];
  for (const name of [...names, 'interrupted', 'rate-limits', 'usage-limit', 'context-overflow']) {
    expect(replay(name).warnings).toEqual([]);
  }
});

test('what happens in other threads means nothing, but for the end of a turn that was left behind', () => {
  const { memory } = replay('say');
  const foreign = { id: 'turn-x', status: 'completed', items: [], error: null, startedAt: 1, completedAt: 2 };
  const params = { threadId: 'thread-2', turn: foreign };
  expect(translateNotification(memory, { method: 'turn/started', params }, NOW).events).toEqual([]);
  expect(translateNotification(memory, { method: 'turn/completed', params }, NOW).events).toEqual([]);
  const left = { ...freshMemory('thread-1', null), openTurns: new Map([['turn-x', 'thread-2']]) };
  expect(story(translateNotification(left, { method: 'turn/completed', params }, NOW).events)).toEqual([
    'ended completed',
  ]);
});

test('a subscription in the middle of a turn learns of it by its next item', () => {
  const item = { id: 'i', type: 'commandExecution', status: 'inProgress' };
  const params = { threadId: 'thread-1', turnId: 'turn-1', item };
  const { events } = translateNotification(
    freshMemory('thread-1', null),
    { method: 'item/started', params },
    NOW,
  );
  expect(story(events)).toEqual(['started turn-1', 'doing: runs a command']);
});

test.each([
  ['usageLimitExceeded', 'usage_limit'],
  ['contextWindowExceeded', 'context_window'],
  ['serverOverloaded', 'server'],
  ['badRequest', 'other'],
  ['somethingNew', 'other'],
] as const)('%s is a failure of the kind %s', (codexKind, kind) => {
  expect(turnFailure({ info: codexKind, message: '', atMs: 0 })).toEqual({
    kind,
    codexKind,
    untilMs: null,
    model: null,
  });
});

test('an error kind with details is known by its name', () => {
  const info = { httpConnectionFailed: { httpStatusCode: 502 } };
  expect(turnFailure({ info, message: '', atMs: 0 })).toMatchObject({
    kind: 'server',
    codexKind: 'httpConnectionFailed',
  });
  expect(turnFailure({ info: null, message: '', atMs: 0 })).toMatchObject({ kind: 'other', codexKind: null });
});

test('a usage limit tells when it ends and whose it is, where Codex says so', () => {
  const message =
    "You've hit your usage limit for GPT-5.3-Codex-Spark. Switch to another model now, or try again at 11:31 AM.";
  const atMs = Date.UTC(2026, 10, 20, 10, 0);
  expect(turnFailure({ info: 'usageLimitExceeded', message, atMs }, 0)).toEqual({
    kind: 'usage_limit',
    codexKind: 'usageLimitExceeded',
    untilMs: Date.UTC(2026, 10, 20, 11, 31),
    model: 'GPT-5.3-Codex-Spark',
  });
  expect(turnFailure({ info: 'badRequest', message, atMs }, 0)).toMatchObject({ untilMs: null, model: null });
});

test('a status that we do not know is never taken for a success', () => {
  const turn = { id: 't', status: 'sublimated', items: [], error: null, startedAt: null, completedAt: null };
  expect(rememberedTurn(turn, 0).outcome).toBe('failed');
  expect(rememberedTurn({ ...turn, status: 'inProgress' }, 0).outcome).toBe('running');
  expect(threadStatus({ type: 'dreaming' })).toEqual({ kind: 'unknown' });
});

test('a sandbox that is switched off is named even without a profile', () => {
  const wire = { model: 'm', effort: null, approvalPolicy: 'never', activePermissionProfile: null };
  const settings = threadSettings({ ...wire, sandboxPolicy: { type: 'dangerFullAccess' } });
  expect(settings.permissions).toBe(':danger-full-access');
  expect(threadSettings({ ...wire, sandboxPolicy: { type: 'readOnly' } }).permissions).toBeNull();
});

test('an interruption without a time may be an end that Codex has not written yet', () => {
  const turn = { id: 't', status: 'interrupted', items: [], error: null, startedAt: 1, completedAt: null };
  expect(isSettledTurn(turn)).toBe(false);
  expect(isSettledTurn({ ...turn, completedAt: 2 })).toBe(true);
  expect(isSettledTurn({ ...turn, status: 'completed' })).toBe(true);
  expect(isSettledTurn({ ...turn, status: 'inProgress', completedAt: 2 })).toBe(false);
});

test('the work of a turn: commands that run, and signs of life that are not a user’s message', () => {
  const began = { turnId: 'turn-1', threadId: 'thread-1' };
  const item = (id: string, type: string, status?: string) => ({ ...began, item: { id, type, status } });
  const hear = (
    memory: ThreadMemory,
    method: 'item/started' | 'item/completed',
    what: ReturnType<typeof item>,
    nowMs: number,
  ) => translateNotification(memory, { method, params: what }, nowMs).memory;
  const found = withTurn(freshMemory('thread-1', null), 'turn-1', NOW, [
    { id: 'old', type: 'commandExecution', status: 'completed', completedAtMs: NOW + 5 },
    { id: 'c1', type: 'commandExecution', status: 'inProgress', startedAtMs: NOW + 9 },
    { id: 'u', type: 'userMessage', startedAtMs: NOW + 99 },
  ]).memory;
  expect(found.turn?.work).toEqual({
    lastSignAtMs: NOW + 9,
    commands: [{ itemId: 'c1', startedAtMs: NOW + 9 }],
  });
  const second = hear(found, 'item/started', item('c2', 'commandExecution', 'inProgress'), NOW + 20);
  const spoken = hear(second, 'item/started', item('u2', 'userMessage'), NOW + 30);
  expect(spoken.turn?.work.lastSignAtMs).toBe(NOW + 20);
  const ended = hear(spoken, 'item/completed', item('c1', 'commandExecution', 'failed'), NOW + 40);
  expect(ended.turn?.work).toEqual({
    lastSignAtMs: NOW + 40,
    commands: [{ itemId: 'c2', startedAtMs: NOW + 20 }],
  });
});
