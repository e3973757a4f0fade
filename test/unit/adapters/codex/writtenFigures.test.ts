import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fixturePath } from './fixtures.ts';
import { startLinkRig, type LinkRig } from './linkRig.ts';

let rig: LinkRig;
beforeEach(async () => {
  rig = await startLinkRig();
});
afterEach(() => rig.end());

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
  // Read as soon as the turn is heard of.
  await writeFile(file, limitsLine('2026-01-02T03:04:00.000Z', 100, '2026-01-02T08:00:00.000Z'));
  rig.server.beginTurn(id);
  rig.server.endTurn(id, 'failed', 'usageLimitExceeded', false);
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
