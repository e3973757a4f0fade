import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TerminalHold } from '../../../../src/core/hold.ts';
import { openStore, scratchFolder } from './support.ts';

const hold: TerminalHold = {
  agentId: 'a',
  seat: 'f00d',
  sinceMs: 1000,
  lastKeyMs: 2000,
  idleSeconds: 30,
  unsent: true,
  witness: { pid: 7, started: '12', boot: 'b', host: 'h', space: 's' },
};

function opened() {
  const root = join(scratchFolder(), 'state');
  const store = openStore(root);
  return { store, file: join(root, 'holds', 'a.json') };
}

describe('a hold on disk', () => {
  it('comes back as it was written, from a private file, and is gone when it is removed', async () => {
    const { store, file } = opened();
    expect(await store.readHold('a')).toBeNull();
    await store.writeHold('a', hold);
    expect(await store.readHold('a')).toEqual(hold);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await store.removeHold('a');
    await store.removeHold('a');
    expect(await store.readHold('a')).toBeNull();
  });

  it('without a witness is one all the same', async () => {
    const { store } = opened();
    await store.writeHold('a', { ...hold, witness: null });
    expect(await store.readHold('a')).toMatchObject({ witness: null });
  });

  it('that is damaged, of another Agentin or a link holds nothing, and a new one takes its place', async () => {
    const { store, file } = opened();
    await store.writeHold('a', hold);
    const good = readFileSync(file, 'utf8');
    const texts = [
      '',
      '{',
      'null',
      good.replace('"a"', '"b"'),
      good.replace('2000', '"x"'),
      'x'.repeat(20_000),
    ];
    for (const text of texts) {
      writeFileSync(file, text);
      expect(await store.readHold('a')).toBeNull();
    }
    await store.removeHold('a');
    const elsewhere = join(scratchFolder(), 'elsewhere');
    writeFileSync(elsewhere, good);
    symlinkSync(elsewhere, file);
    expect(await store.readHold('a')).toBeNull();
    await store.writeHold('a', { ...hold, seat: 'other' });
    expect(await store.readHold('a')).toMatchObject({ seat: 'other' });
    expect(readFileSync(elsewhere, 'utf8')).toBe(good);
  });
});
