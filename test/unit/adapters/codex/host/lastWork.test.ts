import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lastWorkIn, workAtMs } from '../../../../../src/adapters/codex/host/lastWork.ts';
import { fixture, fixturePath } from '../fixtures.ts';
import { scratchFolder } from './support.ts';

const AT = '2026-11-20T12:00:00.000Z';
const line = (type: string, payload: object): string => JSON.stringify({ timestamp: AT, type, payload });

const WORK = [
  line('response_item', { type: 'message', role: 'assistant' }),
  line('response_item', { type: 'function_call' }),
  line('event_msg', { type: 'item_completed', item: { type: 'CommandExecution' } }),
  line('event_msg', { type: 'task_started' }),
  line('event_msg', { type: 'token_count', info: null }),
];
const NO_WORK = [
  line('response_item', { type: 'message', role: 'user' }),
  line('response_item', { type: 'message', role: 'developer' }),
  line('event_msg', { type: 'item_completed', item: { type: 'UserMessage' } }),
  line('event_msg', { type: 'user_message' }),
  line('event_msg', { type: 'thread_settings_applied' }),
  line('turn_context', {}),
  line('session_meta', {}),
  '{"timestamp":',
  '',
];

function fileOf(...lines: readonly string[]): string {
  const file = join(scratchFolder(), 'rollout.jsonl');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

describe('work in a session file', () => {
  it.each(WORK)('is %s', (text) => expect(workAtMs(text)).toBe(Date.parse(AT)));

  it.each(NO_WORK)('is not %s', (text) => expect(workAtMs(text)).toBeNull());

  it('is found behind what a user wished', async () => {
    expect(await lastWorkIn(fileOf(WORK[0] ?? '', ...NO_WORK))).toBe(Date.parse(AT));
    expect(await lastWorkIn(fileOf(...NO_WORK))).toBeNull();
  });

  it.each(['rollout-paginated.jsonl', 'rollout-legacy.jsonl'])(
    'is found in %s of a real Codex',
    async (name) => {
      const newest = fixture(name)
        .trim()
        .split('\n')
        .map(workAtMs)
        .findLast((atMs) => atMs !== null);
      expect(newest).toBeGreaterThan(0);
      expect(await lastWorkIn(fixturePath(name))).toBe(newest);
    },
  );

  it('is looked for in regular files alone', async () => {
    const link = join(scratchFolder(), 'link.jsonl');
    symlinkSync(fileOf(...WORK), link);
    expect(await lastWorkIn(link)).toBeNull();
    expect(await lastWorkIn('/dev/null')).toBeNull();
    expect(await lastWorkIn(scratchFolder())).toBeNull();
  });
});
