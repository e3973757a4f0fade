import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pastPlan } from '../../../../../src/adapters/codex/terminal/pastPlan.ts';
import { clearFolder } from '../../../../tools/clearFolder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'cm-plan-'));
});
afterEach(async () => clearFolder(folder));

function line(turnId: string, args: unknown, name = 'update_plan'): string {
  return JSON.stringify({
    timestamp: '2026-11-21T12:48:54.572Z',
    type: 'response_item',
    payload: {
      type: 'function_call',
      name,
      arguments: typeof args === 'string' ? args : JSON.stringify(args),
      internal_chat_message_metadata_passthrough: { turn_id: turnId },
    },
  });
}

async function read(...lines: readonly string[]) {
  const file = path.join(folder, 'rollout.jsonl');
  await writeFile(file, lines.map((one) => `${one}\n`).join(''));
  return pastPlan(file);
}

const plan = (step: string) => ({ plan: [{ step, status: 'in_progress' }] });

test('the newest plan of a session file that can be read', async () => {
  const lines = [line('t1', plan('old')), line('t2', plan('new')), line('t2', 'no json'), '"update_plan"{'];
  expect(await read(...lines)).toEqual({
    turnId: 't2',
    explanation: null,
    steps: [{ text: 'new', state: 'in_progress' }],
    atMs: Date.UTC(2026, 10, 21, 12, 48, 54, 572),
  });
});

test('none where there is none, in a file or without one', async () => {
  expect(await read(line('t1', plan('x'), 'exec_command'), line('t1', { plan: 'update_plan' }))).toBeNull();
  expect(await pastPlan(path.join(folder, 'nowhere'))).toBeNull();
});
