import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Quiet } from '../../../../src/adapters/skills/quiet.ts';
import { scratchFolder } from '../store/support.ts';

let folders: readonly string[];
let quiet: Quiet;

beforeEach(() => {
  // Silence ends with time as well, which stands still here unless it is told to go on.
  vi.useFakeTimers({ toFake: ['performance'] });
  const root = scratchFolder();
  folders = [root, join(root, 'one'), join(root, 'two')];
  for (const folder of folders.slice(1)) mkdirSync(folder);
  quiet = new Quiet();
});
afterEach(() => {
  quiet.dispose();
  vi.useRealTimers();
});

function look(): void {
  quiet.lookBegins();
  quiet.looked(folders);
}

/** Looks as often as it takes until silence counts. */
async function untilKnown(): Promise<void> {
  await expect.poll(() => quiet.isKnown || (look(), quiet.isKnown), { interval: 5 }).toBe(true);
}

describe('silence', () => {
  it('does not count after one look, nor after one that began before everything was watched', () => {
    look();
    expect(quiet.isKnown).toBe(false);
    look();
    expect(quiet.isKnown).toBe(false);
  });

  it('counts once a look began with everything watched', async () => {
    await untilKnown();
  });

  it.each([
    ['an entry comes', () => writeFileSync(join(folders[1] ?? '', 'SKILL.md'), '')],
    ['a folder goes', () => rmSync(folders[2] ?? '', { recursive: true })],
    ['a folder takes the place of another', () => replace(folders[1] ?? '')],
  ])('ends when %s', async (_, change) => {
    await untilKnown();
    change();
    await expect.poll(() => quiet.isKnown).toBe(false);
  });

  it('is of the folders that are there now, not of those that had their names', async () => {
    await untilKnown();
    replace(folders[1] ?? '');
    await untilKnown();
    writeFileSync(join(folders[1] ?? '', 'SKILL.md'), '');
    await expect.poll(() => quiet.isKnown).toBe(false);
  });

  it('does not count for long', async () => {
    await untilKnown();
    vi.advanceTimersByTime(1001);
    expect(quiet.isKnown).toBe(false);
  });

  it('does not count where a folder cannot be watched', async () => {
    folders = [...folders, join(folders[0] ?? '', 'nothing')];
    for (let looks = 0; looks < 5; looks += 1) look();
    expect(quiet.isKnown).toBe(false);
  });

  it('does not count when nothing is watched any more', async () => {
    await untilKnown();
    quiet.dispose();
    expect(quiet.isKnown).toBe(false);
  });
});

function replace(folder: string): void {
  mkdirSync(`${folder}-new`);
  rmSync(folder, { recursive: true });
  renameSync(`${folder}-new`, folder);
}
