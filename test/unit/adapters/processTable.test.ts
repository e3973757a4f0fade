import { mkdirSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/adapters/clock.ts';
import { createProcessTable } from '../../../src/adapters/processTable.ts';
import { FakeClock } from '../fakes/ports/fakeClock.ts';
import { statLine, type StatWish } from '../fakes/ports/statLine.ts';
import { scratchFolder } from './store/support.ts';

interface Row extends Omit<StatWish, 'started' | 'threads'> {
  readonly secondsAfterBoot: number;
}

/** A /proc of a machine that has been up for 1000 s. */
function procWith(...rows: readonly Row[]): string {
  const root = scratchFolder();
  writeFileSync(join(root, 'uptime'), '1000.00 900.00\n');
  writeFileSync(join(root, 'version'), 'not a process');
  for (const { secondsAfterBoot, ...row } of rows) {
    const folder = join(root, String(row.pid));
    mkdirSync(folder);
    writeFileSync(join(folder, 'stat'), statLine({ ...row, started: secondsAfterBoot * 100 }));
  }
  return root;
}

const clock = new FakeClock();
const secondsAgo = (seconds: number): number => clock.nowMs() - seconds * 1000;

describe('the process table', () => {
  it('knows when everything below a process began', async () => {
    const root = procWith(
      { pid: 10, parent: 1, secondsAfterBoot: 100 },
      { pid: 11, parent: 10, secondsAfterBoot: 900, name: 'bash (a b) S 1' },
      { pid: 12, parent: 11, secondsAfterBoot: 950 },
      { pid: 20, parent: 1, secondsAfterBoot: 999 },
    );
    expect(await createProcessTable(clock, root).startsBelow(10)).toEqual([secondsAgo(100), secondsAgo(50)]);
    expect(await createProcessTable(clock, root).startsBelow(12)).toEqual([]);
  });

  it('takes no notice of what is dead, and of a ring', async () => {
    const root = procWith(
      { pid: 10, parent: 11, secondsAfterBoot: 1 },
      { pid: 11, parent: 10, secondsAfterBoot: 2 },
      { pid: 12, parent: 10, secondsAfterBoot: 3, state: 'Z' },
    );
    expect(await createProcessTable(clock, root).startsBelow(10)).toEqual([secondsAgo(998)]);
  });

  it('cannot tell without /proc, or of a process that is gone', async () => {
    const nowhere = join(scratchFolder(), 'proc');
    expect(await createProcessTable(clock, nowhere).startsBelow(10)).toBeNull();
    expect(await createProcessTable(clock, procWith()).startsBelow(10)).toBeNull();
  });

  it.runIf(process.platform === 'linux')('reads the real one', async () => {
    const before = Date.now();
    const child = spawn('sleep', ['30']);
    onTestFinished(() => void child.kill());
    const starts = (await createProcessTable(systemClock).startsBelow(process.pid)) ?? [];
    const after = Date.now();
    // The kernel counts in hundredths of a second, from a moment that it does not tell exactly.
    expect(starts.some((atMs) => atMs > before - 2000 && atMs < after + 2000)).toBe(true);
  });
});
