import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createRawLog,
  isRawLogPath,
  pruneRawLogs,
  rawLogInfo,
  rawLogTail,
} from '../../../../src/adapters/store/rawLogs.ts';
import { scratchFolder } from './support.ts';

/** Logs `0.log` (oldest) to `<count - 1>.log`, a second apart. */
function logs(folder: string, count: number): void {
  for (let at = 0; at < count; at += 1) {
    writeFileSync(join(folder, `${at}.log`), 'x');
    utimesSync(join(folder, `${at}.log`), 1_700_000_000 + at, 1_700_000_000 + at);
  }
}

describe('a new raw log', () => {
  it('is an empty private file named after the run and the Agentin', async () => {
    const folder = scratchFolder();
    expect(await createRawLog(folder, '20260102T030405000000Z', 'a')).toBe(
      join(folder, '20260102T030405000000Z-a.log'),
    );
    expect(await createRawLog(folder, '20260102T030406000000Z-a', 'a')).toBe(
      join(folder, '20260102T030406000000Z-a.log'),
    );
    for (const name of readdirSync(folder)) {
      expect(lstatSync(join(folder, name))).toMatchObject({ size: 0 });
      expect(lstatSync(join(folder, name)).mode & 0o777).toBe(0o600);
    }
  });

  it('never takes over what is there', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'target'), 'x');
    symlinkSync(join(folder, 'target'), join(folder, 'r1-a.log'));
    writeFileSync(join(folder, 'r2-a.log'), 'x');
    for (const run of ['r1', 'r2']) {
      await expect(createRawLog(folder, run, 'a')).rejects.toMatchObject({ code: 'state_unwritable' });
    }
  });

  it('has no name that leads out of its folder', async () => {
    await expect(createRawLog(scratchFolder(), '../x', 'a')).rejects.toMatchObject({ code: 'internal' });
  });
});

describe('the path of a raw log', () => {
  it.each([
    ['/state/raw/x-a.log', true],
    ['/legacy/raw/x-a.log', true],
    ['/state/raw/x-a.txt', false],
    ['/state/raw/sub/x.log', false],
    ['/state/raw/../x.log', false],
    ['/state/raw/.log', false],
    ['/etc/passwd', false],
    ['x.log', false],
  ])('%s is one of ours: %s', (path, ours) => {
    expect(isRawLogPath(path, ['/state/raw', '/legacy/raw'])).toBe(ours);
  });
});

describe('reading a raw log', () => {
  it('gives the size, and the last bytes as text', async () => {
    const path = join(scratchFolder(), 'r-a.log');
    writeFileSync(path, 'one two three');
    utimesSync(path, 1_700_000_000, 1_700_000_000);
    expect(await rawLogInfo(path)).toEqual({ bytes: 13, updatedAtMs: 1_700_000_000_000 });
    expect(await rawLogTail(path, 5)).toBe('three');
    expect(await rawLogTail(path, 100)).toBe('one two three');
  });

  it('goes on into the part that was rotated away', async () => {
    const path = join(scratchFolder(), 'r-a.log');
    writeFileSync(`${path}.1`, 'older ');
    writeFileSync(path, 'newer');
    expect(await rawLogTail(path, 8)).toBe('er newer');
    expect((await rawLogInfo(path))?.bytes).toBe(11);
  });

  it('gives nothing for a link, a folder or nothing', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'target'), 'private');
    symlinkSync(join(folder, 'target'), join(folder, 'link.log'));
    mkdirSync(join(folder, 'folder.log'));
    for (const name of ['link.log', 'folder.log', 'nothing.log']) {
      expect(await rawLogTail(join(folder, name), 10)).toBe('');
      expect(await rawLogInfo(join(folder, name))).toBeNull();
    }
  });
});

const pruning = {
  referenced: new Set<string>(),
  maxLogs: 20,
  nowMs: Date.now() + 3_600_000,
  nonce: () => 'n',
};

describe('pruning raw logs', () => {
  it('keeps the newest 20 and those that metadata names', async () => {
    const folder = scratchFolder();
    logs(folder, 25);
    writeFileSync(join(folder, '0.log.1'), 'x');
    writeFileSync(join(folder, '2.log.1'), 'x');
    await pruneRawLogs(folder, { ...pruning, referenced: new Set([join(folder, '2.log')]) });
    const kept = readdirSync(folder);
    expect(kept.filter((name) => name.endsWith('.log'))).toHaveLength(21);
    expect(kept).toEqual(expect.arrayContaining(['2.log', '2.log.1', '5.log', '24.log']));
    expect(kept).not.toContain('0.log.1');
  });

  it('leaves those of the last minute, whose starts may not be written down yet', async () => {
    const folder = scratchFolder();
    for (let at = 0; at < 30; at += 1) writeFileSync(join(folder, `${at}.log`), 'x');
    await pruneRawLogs(folder, { ...pruning, nowMs: Date.now() + 30_000 });
    expect(readdirSync(folder)).toHaveLength(30);
    await pruneRawLogs(folder, { ...pruning, nowMs: Date.now() + 61_000 });
    expect(readdirSync(folder)).toHaveLength(20);
  });

  it('removes links without touching what they lead to, and makes the rest private', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'r-a.log'), 'x', { mode: 0o644 });
    const target = join(scratchFolder(), 'target');
    writeFileSync(target, 'x');
    symlinkSync(target, join(folder, 'link.log'));
    await pruneRawLogs(folder, pruning);
    expect(readdirSync(folder)).toEqual(['r-a.log']);
    expect(lstatSync(join(folder, 'r-a.log')).mode & 0o777).toBe(0o600);
    expect(lstatSync(target).isFile()).toBe(true);
  });

  it('cuts a log that another program let grow, unless it is in use', async () => {
    const folder = scratchFolder();
    const text = `oldest${'x'.repeat(6 * 1024 * 1024)}newest`;
    for (const name of ['r-a.log', 'r-b.log']) writeFileSync(join(folder, name), text);
    await pruneRawLogs(folder, { ...pruning, referenced: new Set([join(folder, 'r-b.log')]) });
    const cut = readFileSync(join(folder, 'r-a.log'), 'utf8');
    expect(cut).toHaveLength(5 * 1024 * 1024);
    expect(cut).toMatch(/^\[codex-master: older output was left out\]\nx+newest$/);
    expect(readFileSync(join(folder, 'r-b.log'), 'utf8')).toBe(text);
    expect(readdirSync(folder).sort()).toEqual(['r-a.log', 'r-b.log']);
  });

  it('leaves alone what is no log, and does not mind a folder that is gone', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'notes.txt'), 'x');
    await pruneRawLogs(folder, pruning);
    expect(readdirSync(folder)).toEqual(['notes.txt']);
    await pruneRawLogs(join(folder, 'gone'), pruning);
  });
});
