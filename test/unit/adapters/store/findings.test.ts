import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WatchdogFinding } from '../../../../src/core/watchdog/watchdogTimers.ts';
import { openStore, scratchFolder } from './support.ts';

const FOUND: WatchdogFinding = {
  agentId: 'a',
  kind: 'acted',
  action: 'interrupt',
  atMs: 1000,
  idleSeconds: 61,
  why: 'She has given no sign of life for 61 s.',
  isDismissed: true,
};

describe('what the watchdog found, on disk', () => {
  it('comes back from a private file, and is removed', async () => {
    const root = join(scratchFolder(), 'state');
    const store = openStore(root);
    expect(await store.readFinding('a')).toBeNull();
    await store.removeFinding('a');
    await store.writeFinding('a', FOUND);
    expect(await store.readFinding('a')).toEqual(FOUND);
    expect(await store.readFinding('b')).toBeNull();
    expect(statSync(join(root, 'findings', 'a.json')).mode & 0o777).toBe(0o600);
    await store.removeFinding('a');
    expect(await store.readFinding('a')).toBeNull();
  });

  it.each([
    ['damaged', '{"agent": "a", '],
    ['of a newer version', JSON.stringify({ agent: 'a', kind: 'bored', action: 'none' })],
    ["another Agentin's", JSON.stringify({ agent: 'b', kind: 'silent' })],
  ])('is nothing where the file is %s', async (_what, text) => {
    const root = join(scratchFolder(), 'state');
    const store = openStore(root);
    await store.ensure();
    writeFileSync(join(root, 'findings', 'a.json'), text);
    expect(await store.readFinding('a')).toBeNull();
  });
});
