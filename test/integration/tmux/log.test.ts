import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { MAX_LOG_BYTES } from '../../../src/adapters/tmux/logPipe.ts';
import { startRig, until, type TmuxRig } from './rig.ts';

let rig: TmuxRig;
let folder: string;
beforeEach(async () => {
  rig = await startRig();
  // A name that every language on the way to the file would like to read.
  folder = join(rig.folder, `a b'"$HOME\`id\`#{pid}#(touch made)#[x]%H;%%`);
  await mkdir(folder);
});
afterEach(() => rig.end());

async function newLog(name = 'run-a.log'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, '', { mode: 0o600, flag: 'wx' });
  return path;
}

function holds(path: string, text: string): Promise<string> {
  return until(async () => {
    const log = await readFile(path, 'utf8').catch(() => '');
    return log.includes(text) && log;
  });
}

/** The processes that write the logs of this test's tmux server, with their memory (proportional set size, KiB). */
async function writers(): Promise<readonly { readonly name: string; readonly kib: number }[]> {
  const server = await rig.serverPid();
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,comm=']);
  const all = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/u));
  const shells = all.filter(([, parent, name]) => Number(parent) === server && name === 'sh');
  const below = all.filter(([, parent]) => shells.some(([pid]) => pid === parent));
  return Promise.all(
    [...shells, ...below].map(async ([pid, , name = '']) => {
      const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
      return { name, kib: Number(/^Pss:\s+(\d+)/mu.exec(rollup)?.[1] ?? 0) };
    }),
  );
}

describe('the raw log', () => {
  it('gets what the window prints, byte for byte, without waiting for more', async () => {
    const log = await newLog();
    await rig.tmux.createSession('one', 'agent', rig.program('sh', '-c', 'stty raw -echo; exec cat'));
    await rig.tmux.pipeToLog('one', 'agent', log);
    await rig.tmux.paste('one', 'agent', 'héllo\tthere\n');
    expect(await holds(log, 'there\n')).toBe('héllo\tthere\n');
    expect(await readdir(rig.folder)).not.toContain('made');
  });

  it('never takes more than its bound, keeps the newest, and stays private', async () => {
    const log = await newLog();
    const flood =
      'i=0; while [ $i -lt 200000 ]; do echo "line $i of some hundred thousand, with a text"; i=$((i+1)); done; echo over; exec cat';
    await rig.tmux.createSession('one', 'agent', rig.program('sh', '-c', `read -r go; ${flood}`));
    await rig.tmux.pipeToLog('one', 'agent', log);
    await rig.tmux.sendKeys('one', 'agent', ['Enter']);
    let most = 0;
    await until(async () => {
      const sizes = await Promise.all([log, `${log}.1`].map((path) => stat(path).catch(() => ({ size: 0 }))));
      most = Math.max(most, sizes[0]!.size + sizes[1]!.size);
      return (await readFile(log, 'utf8').catch(() => '')).includes('over');
    });
    expect(most).toBeLessThanOrEqual(MAX_LOG_BYTES);
    expect(most).toBeGreaterThan(MAX_LOG_BYTES / 4);
    for (const path of [log, `${log}.1`]) expect((await stat(path)).mode & 0o777).toBe(0o600);
    const [older, newer] = await Promise.all([`${log}.1`, log].map((path) => readFile(path, 'utf8')));
    const numbers = [...`${older}${newer}`.matchAll(/line (\d+) of/gu)].map((match) => Number(match[1]));
    expect(numbers.every((number, index) => index === 0 || number === numbers[index - 1]! + 1)).toBe(true);
    expect(numbers.at(-1)).toBe(199_999);
  });

  it('costs a shell and a dd of less than 5 MB, which go with the window', async () => {
    const log = await newLog();
    await rig.tmux.createSession('two', 'agent', rig.program('cat'));
    await rig.tmux.createSession('one', 'agent', rig.program('cat'));
    await rig.tmux.pipeToLog('one', 'agent', log);
    const running = await until(async () => {
      const found = await writers();
      // Before the dd it looks how long the log is.
      return found.map(({ name }) => name).join(' ') === 'sh dd' && found;
    });
    expect(running.reduce((sum, { kib }) => sum + kib, 0)).toBeLessThan(5000);
    await rig.tmux.killSession('one');
    await until(async () => (await writers()).length === 0);
  });

  it('can be begun anew: the new file gets all that follows, once, and one writer is left', async () => {
    const [first, second] = [await newLog('run-a.log'), await newLog('run-b.log')];
    await rig.tmux.createSession('one', 'agent', rig.program('sh', '-c', 'stty raw -echo; exec cat'));
    await rig.tmux.pipeToLog('one', 'agent', first);
    await rig.tmux.paste('one', 'agent', 'before\n');
    await holds(first, 'before');
    await rig.tmux.pipeToLog('one', 'agent', second);
    await rig.tmux.paste('one', 'agent', 'after\n');
    expect(await holds(second, 'after')).toBe('after\n');
    expect(await readFile(first, 'utf8')).toBe('before\n');
    await until(async () => (await writers()).length === 2);
  });

  it('goes on in the same file after the program was started anew', async () => {
    const log = await newLog();
    await rig.tmux.createSession('one', 'agent', rig.program('sh', '-c', 'echo first; exec sleep 1000'));
    await rig.tmux.pipeToLog('one', 'agent', log);
    await rig.tmux.runInWindow(
      'one',
      'agent',
      rig.program('sh', '-c', 'sleep 0.2; echo second; exec sleep 1000'),
    );
    await rig.tmux.pipeToLog('one', 'agent', log);
    await holds(log, 'second');
  });

  it('is not written through a link, nor where there is no file', async () => {
    const target = join(rig.folder, 'target');
    const link = join(folder, 'link.log');
    await writeFile(target, '');
    await symlink(target, link);
    await rig.tmux.createSession('one', 'agent', rig.program('cat'));
    for (const path of [link, join(folder, 'none.log'), folder, 'relative.log']) {
      await expect(rig.tmux.pipeToLog('one', 'agent', path)).rejects.toMatchObject({
        code: 'state_directory_unsafe',
      });
    }
    expect(await writers()).toEqual([]);
  });

  it('is not written through a link that takes its place later', async () => {
    const log = await newLog();
    const target = join(rig.folder, 'target');
    await writeFile(target, '');
    const flood = 'read -r go; head -c 3000000 /dev/zero | tr "\\0" x; echo; exec cat';
    await rig.tmux.createSession('one', 'agent', rig.program('sh', '-c', flood));
    await rig.tmux.pipeToLog('one', 'agent', log);
    await until(async () => (await writers()).some(({ name }) => name === 'dd'));
    await rename(log, `${log}.moved`);
    await symlink(target, log);
    await rig.tmux.sendKeys('one', 'agent', ['Enter']);
    await until(async () => (await writers()).every(({ name }) => name !== 'dd'));
    expect((await stat(target)).size).toBe(0);
    // What was open when the link came gets its piece, and no more.
    expect((await stat(`${log}.moved`)).size).toBeLessThan(1_100_000);
  });
});
