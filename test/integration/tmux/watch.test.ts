import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openPty } from '../../../src/adapters/pty.ts';
import { localRunner } from '../../../src/adapters/run.ts';
import { createTmux } from '../../../src/adapters/tmux/index.ts';
import type { PaneState, Session } from '../../../src/core/agent/agent.ts';
import type { Multiplexer } from '../../../src/core/ports.ts';
import { startRig, until, type TmuxRig } from './rig.ts';

type Picture = ReadonlyMap<string, Session>;

let rig: TmuxRig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.end());

/** Listens from now on; `next` resolves with the latest picture, or the first yet to come, that fits. */
function listen(tmux: Multiplexer): {
  readonly next: (fits: (picture: Picture) => boolean) => Promise<Picture>;
  readonly pictures: Picture[];
} {
  const pictures: Picture[] = [];
  const waiting = new Set<(picture: Picture) => void>();
  tmux.onDidChange((picture) => {
    pictures.push(picture);
    for (const tell of waiting) tell(picture);
  });
  const next = (fits: (picture: Picture) => boolean): Promise<Picture> =>
    new Promise((resolve) => {
      const tell = (picture: Picture): void => {
        if (!fits(picture)) return;
        waiting.delete(tell);
        resolve(picture);
      };
      waiting.add(tell);
      const latest = pictures.at(-1);
      if (latest !== undefined) tell(latest);
    });
  return { next, pictures };
}

function pane(
  picture: Picture | undefined,
  session: string,
  window: 'agent' | 'server' = 'agent',
): PaneState | null {
  const found = picture?.get(session);
  return found?.kind === 'present' ? found[window] : null;
}

/** The windows' sizes as tmux knows them. */
function sizes(): Promise<string> {
  return rig.raw('list-windows', '-a', '-F', '#{session_name} #{window_width}x#{window_height}');
}

/** Is a process there and not merely a zombie? */
async function isAlive(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return status !== null && !/\) Z /u.test(status);
}

/** A `tmux` that is first on PATH and notes each start of it; returns the environment with it and the notes. */
async function countedTmux(): Promise<{
  env: Record<string, string>;
  starts: () => Promise<readonly string[]>;
}> {
  const bin = join(rig.folder, 'bin');
  const notes = join(rig.folder, 'starts');
  await mkdir(bin);
  await writeFile(notes, '');
  const path = process.env['PATH'] ?? '';
  const script = `#!/bin/sh\nprintf '%s\\n' "$*" >>'${notes}'\nPATH='${path}'\nexec tmux "$@"\n`;
  await writeFile(join(bin, 'tmux'), script);
  await chmod(join(bin, 'tmux'), 0o700);
  const env = { PATH: `${bin}${delimiter}${path}`, HOME: rig.folder };
  return {
    env,
    starts: async () => (await readFile(notes, 'utf8')).split('\n').filter((line) => line !== ''),
  };
}

describe('while watched', () => {
  it('sessions of other processes come and go as events, with what runs in them', async () => {
    const { next } = listen(rig.tmux);
    rig.tmux.watch();
    await next((picture) => picture.size === 0);
    const other = rig.another();
    await other.createSession('one', 'server', rig.program('cat'));
    await next((picture) => typeof pane(picture, 'one', 'server')?.pid === 'number');
    const titled = String.raw`printf '\033]2;x|%%end 1 2 1\007'; exec cat`;
    await other.runInWindow('one', 'agent', rig.program('sh', '-c', titled));
    await next((picture) => pane(picture, 'one')?.title === 'x|%end 1 2 1');
    await other.killSession('one');
    await next((picture) => picture.size === 0);
  });

  it('the death of a program is told with its status, every time', async () => {
    const { next } = listen(rig.tmux);
    rig.tmux.watch();
    await rig.tmux.createSession('one', 'agent', rig.program('sleep', '1000'));
    for (let round = 0; round < 10; round += 1) {
      const alive = await next((picture) => typeof pane(picture, 'one')?.pid === 'number');
      process.kill(pane(alive, 'one')?.pid ?? 0, 'SIGKILL');
      await next((picture) => pane(picture, 'one')?.dead?.exitStatus === 137);
      await rig.tmux.runInWindow('one', 'agent', rig.program('sleep', String(1000 + round)));
    }
  });

  it('nothing is told twice', async () => {
    const { next, pictures } = listen(rig.tmux);
    rig.tmux.watch();
    await rig.tmux.createSession('one', 'agent', rig.program('cat'));
    await next((picture) => typeof pane(picture, 'one')?.pid === 'number');
    await sleep(1500);
    const texts = pictures.map((picture) => JSON.stringify([...picture]));
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('idle, no tmux process is started, and one that spins in its title starts none either', async () => {
    const { env, starts } = await countedTmux();
    const tmux = createTmux({
      socket: { path: rig.socketPath },
      configDir: rig.folder,
      runner: localRunner,
      logger: { debug() {}, info() {}, warn() {}, error() {} },
      env,
    });
    const { next } = listen(tmux);
    tmux.watch();
    for (const name of ['one', 'two', 'three'])
      await rig.tmux.createSession(name, 'agent', rig.program('cat'));
    const spin = String.raw`while :; do for s in ⠋ ⠙ ⠹ ⠸; do printf "\033]2;$s work\007"; sleep 0.05; done; done`;
    await rig.tmux.runInWindow('one', 'server', rig.program('sh', '-c', spin));
    await next((picture) => pane(picture, 'one', 'server')?.title.endsWith(' work') === true);
    // What the beginning starts may come late; if the title started some there would never be an end of it.
    await until(async () => {
      const before = await starts();
      await sleep(1500);
      return JSON.stringify(await starts()) === JSON.stringify(before);
    });
    tmux.dispose();
  });

  it('a title that says something else is told, whatever sign is before it', async () => {
    const { next } = listen(rig.tmux);
    rig.tmux.watch();
    const show = String.raw`while read -r title; do printf "\033]2;%s\007" "$title"; done`;
    await rig.tmux.createSession('one', 'agent', rig.program('sh', '-c', show));
    for (const title of [
      '⠋ .dir',
      '.dir',
      '[ . ] Action Required | .dir',
      '#{pid} #(exit) "\';} $x',
      '.dir',
    ]) {
      await rig.tmux.paste('one', 'agent', `${title}\n`);
      await next((picture) => pane(picture, 'one')?.title === title);
    }
  });

  it('a terminal decides the size of what it shows, and its leaving ends nothing', async () => {
    await rig.tmux.createSession('one', 'agent', rig.program('cat'));
    await rig.tmux.createSession('two', 'agent', rig.program('cat'));
    const terminal = await openPty({
      argv: rig.tmux.attachCommand('one'),
      env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color' },
      cwd: '/',
      cols: 91,
      rows: 33,
    });
    await until(async () => (await sizes()) === 'one 91x33\ntwo 160x48');
    terminal.resize(101, 41);
    await until(async () => (await sizes()) === 'one 101x41\ntwo 160x48');
    const left = new Promise((resolve) => void terminal.onExit(resolve));
    terminal.write('\u0002d');
    await left;
    expect((await rig.tmux.sessions()).has('one')).toBe(true);
  });

  it('a server that dies is told as no sessions at all, and what comes after it is told again', async () => {
    const { next } = listen(rig.tmux);
    rig.tmux.watch();
    await rig.tmux.createSession('one', 'agent', rig.program('cat'));
    await next((picture) => picture.size === 1);
    const pid = (await rig.serverPid()) ?? 0;
    process.kill(pid, 'SIGKILL');
    await next((picture) => picture.size === 0);
    await rig.another().createSession('two', 'agent', rig.program('cat'));
    await next((picture) => picture.has('two'));
  });

  it('the server ends with its last session, watched or not', async () => {
    const { next } = listen(rig.tmux);
    rig.tmux.watch();
    await rig.tmux.createSession('one', 'agent', rig.program('cat'));
    await next((picture) => picture.size === 1);
    const pid = (await rig.serverPid()) ?? 0;
    await rig.tmux.killSession('one');
    await next((picture) => picture.size === 0);
    await until(async () => !(await isAlive(pid)));
  });

  it('several watch at once, and each hears everything', async () => {
    const other = rig.another();
    const heard = [listen(rig.tmux), listen(other)];
    rig.tmux.watch();
    other.watch();
    await rig.tmux.createSession('one', 'agent', rig.program('sleep', '1000'));
    for (const { next } of heard) await next((picture) => picture.has('one'));
    const { pid } = pane(await rig.tmux.sessions(), 'one') ?? {};
    process.kill(pid ?? 0, 'SIGKILL');
    for (const { next } of heard) await next((picture) => pane(picture, 'one')?.dead?.exitStatus === 137);
  });

  it('somebody who clears the folder is got over', async () => {
    const { next } = listen(rig.tmux);
    rig.tmux.watch();
    await rig.tmux.createSession('one', 'agent', rig.program('cat'));
    await next((picture) => picture.has('one'));
    await rm(join(rig.folder, 'tmux.changed'));
    await until(() => stat(join(rig.folder, 'tmux.changed')).catch(() => null));
    await rig.another().createSession('two', 'agent', rig.program('cat'));
    await next((picture) => picture.has('two'));
  });

  it('nothing is told any more once the last handle is gone', async () => {
    const { next, pictures } = listen(rig.tmux);
    const handles = [rig.tmux.watch(), rig.tmux.watch()];
    await rig.tmux.createSession('one', 'agent', rig.program('cat'));
    await next((picture) => picture.has('one'));
    handles[0]?.dispose();
    await rig.tmux.createSession('two', 'agent', rig.program('cat'));
    await next((picture) => picture.has('two'));
    handles[1]?.dispose();
    const told = pictures.length;
    await rig.tmux.killSession('one');
    await sleep(300);
    expect(pictures).toHaveLength(told);
  });
});
