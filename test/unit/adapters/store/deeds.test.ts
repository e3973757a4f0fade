import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MOST_DEEDS } from '../../../../src/core/agent/deeds.ts';
import type { Deed } from '../../../../src/core/agent/deeds.ts';
import { openStore, scratchFolder } from './support.ts';

function deed(change: Partial<Deed> = {}): Deed {
  return {
    id: 'd1',
    kind: 'merged',
    atMs: 1000,
    tree: '/repo/tree',
    branch: 'topic',
    onto: 'main',
    commits: 2,
    ...change,
  };
}

function opened() {
  const root = join(scratchFolder(), 'state');
  return { root, store: openStore(root), file: join(root, 'deeds', 'a.json') };
}

describe('what was done with her worktrees, on disk', () => {
  it('comes back in order from a private file, each Agentin her own', async () => {
    const { store, file } = opened();
    expect(await store.readDeeds('a')).toEqual([]);
    const all = [deed(), deed({ id: 'd2', kind: 'removed', branch: null, onto: null, commits: null })];
    for (const one of all) await store.noteDeed('a', one);
    await store.noteDeed('b', deed({ id: 'other' }));
    expect(await store.readDeeds('a')).toEqual(all);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('loses nothing when several processes note at once', async () => {
    const { root } = opened();
    const ids = Array.from({ length: 12 }, (_, index) => `d${index}`);
    await Promise.all(ids.map(async (id) => openStore(root).noteDeed('a', deed({ id }))));
    const noted = await openStore(root).readDeeds('a');
    expect(noted.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  });

  it('keeps the newest', async () => {
    const { store, file } = opened();
    await store.noteDeed('a', deed());
    const [text] = [JSON.parse(readFileSync(file, 'utf8')) as { deeds: unknown[] }];
    const many = Array.from({ length: MOST_DEEDS + 50 }, (_, index) => ({
      ...(text.deeds[0] as object),
      id: `n${index}`,
    }));
    writeFileSync(file, JSON.stringify({ ...text, deeds: many }));
    await store.noteDeed('a', deed({ id: 'last' }));
    const noted = await store.readDeeds('a');
    expect([noted.length, noted[0]?.id, noted.at(-1)?.id]).toEqual([MOST_DEEDS, 'n51', 'last']);
  });

  it('is nothing when it is damaged or another Agentin’s, leaves out what it does not know, and goes on', async () => {
    const { store, file } = opened();
    await store.noteDeed('a', deed());
    const good = readFileSync(file, 'utf8');
    for (const text of ['', '{', 'null', good.replace('"a"', '"b"'), 'x'.repeat(600_000)]) {
      writeFileSync(file, text);
      expect(await store.readDeeds('a')).toEqual([]);
    }
    writeFileSync(file, good.replace('"merged"', '"cherished"'));
    expect(await store.readDeeds('a')).toEqual([]);
    await store.noteDeed('a', deed({ id: 'next' }));
    expect(await store.readDeeds('a')).toEqual([deed({ id: 'next' })]);
  });
});
