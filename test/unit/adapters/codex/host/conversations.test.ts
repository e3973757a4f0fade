import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasSessionFile } from '../../../../../src/adapters/codex/host/conversations.ts';
import { scratchFolder } from './support.ts';

/** Made on 2026-11-20, as its first digits say. */
const THREAD = '01a1f8cf-3e4b-70f1-a344-fad95df086f0';

function homeWith(day: string, name: string): string {
  const home = scratchFolder();
  mkdirSync(join(home, 'sessions', day), { recursive: true });
  writeFileSync(join(home, 'sessions', day, name), '');
  return home;
}

describe('the session file of a conversation', () => {
  it.each([
    ['on its day', '2026/11/20'],
    ['on the day after, by local time', '2026/11/21'],
    ['on any other day', '2025/01/02'],
  ])('is found %s', async (_case, day) => {
    const home = homeWith(day, `rollout-2026-11-20T11-54-53-${THREAD}.jsonl`);
    expect(await hasSessionFile(home, THREAD)).toBe(true);
  });

  it('is found for an id of another kind', async () => {
    const home = homeWith(
      '2026/11/20',
      'rollout-2026-11-20T11-54-53-67e55044-10b1-426f-9247-bb680e5fe0c8.jsonl',
    );
    expect(await hasSessionFile(home, '67e55044-10b1-426f-9247-bb680e5fe0c8')).toBe(true);
  });

  it('is not another one', async () => {
    const home = homeWith(
      '2026/11/20',
      'rollout-2026-11-20T11-54-53-01a1f8cf-0000-70f1-a344-fad95df086f0.jsonl',
    );
    expect(await hasSessionFile(home, THREAD)).toBe(false);
    expect(await hasSessionFile(homeWith('2026/11/20', `notes-${THREAD}.jsonl`), THREAD)).toBe(false);
  });

  it('is not there without sessions, or for what is no id', async () => {
    expect(await hasSessionFile(scratchFolder(), THREAD)).toBe(false);
    expect(await hasSessionFile(scratchFolder(), '../../etc')).toBe(false);
    expect(await hasSessionFile(scratchFolder(), '')).toBe(false);
  });
});
