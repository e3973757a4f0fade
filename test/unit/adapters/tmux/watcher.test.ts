import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import type { CommandRunner, RunResult } from '../../../../src/adapters/run.ts';
import { TmuxServer } from '../../../../src/adapters/tmux/server.ts';
import { Watcher } from '../../../../src/adapters/tmux/watcher.ts';
import type { Session } from '../../../../src/core/agent/agent.ts';
import { clearFolder } from '../../../tools/clearFolder.ts';

/** A tmux that lists what it is told to, or fails; its socket answers as long as it runs. */
class FakeTmux implements CommandRunner {
  listing = '';
  failing = false;
  looks = 0;
  readonly folder: string;
  readonly #socket: Server = createServer((client) => client.destroy());

  constructor(folder: string) {
    this.folder = folder;
    this.#socket.listen(join(folder, 's'));
  }

  run({ args }: { readonly args: readonly string[] }): Promise<RunResult> {
    if (args.includes('list-panes')) this.looks += 1;
    const output = { stdout: this.listing, stderr: 'refused', timedOut: false, truncated: false };
    return Promise.resolve({ kind: 'ended', exitCode: this.failing ? 1 : 0, ...output });
  }

  /** What the real one's hooks do. */
  async change(listing: string): Promise<void> {
    this.listing = listing;
    await writeFile(join(this.folder, 'tmux.changed'), '.');
  }

  end(): void {
    this.#socket.close();
  }
}

let tmux: FakeTmux;
let watcher: Watcher;
const logged: string[] = [];
const pictures: string[][] = [];

beforeEach(async () => {
  logged.length = 0;
  pictures.length = 0;
  tmux = new FakeTmux(await mkdtemp(join(tmpdir(), 'wat-')));
  const server = new TmuxServer({ path: join(tmux.folder, 's') }, tmux.folder, tmux, {});
  const log = (message: string): void => void logged.push(message);
  const report = (picture: ReadonlyMap<string, Session>): void => void pictures.push([...picture.keys()]);
  watcher = Watcher.start(server, { debug: log, info: log, warn: log, error: log }, report);
  await expect.poll(() => pictures).toEqual([[]]);
});
afterEach(async () => {
  watcher.dispose();
  tmux.end();
  await clearFolder(tmux.folder);
});

/** A line of a listing; the server's pid is this process, which takes the signal for nothing. */
function line(session: string): string {
  return `${process.pid}:0:agent:1:0:::${session}:\n`;
}

it('a change is looked at, and reported when the picture is another', async () => {
  await tmux.change(line('a'));
  await expect.poll(() => pictures).toEqual([[], ['a']]);
  const { looks } = tmux;
  await tmux.change(line('a'));
  await expect.poll(() => tmux.looks).toBeGreaterThan(looks);
  await tmux.change(line('a') + line('b'));
  await expect.poll(() => pictures).toEqual([[], ['a'], ['a', 'b']]);
});

it('a tmux that fails is not one without sessions; it is said once and tried again', async () => {
  await tmux.change(line('a'));
  await expect.poll(() => pictures.length).toBe(2);
  tmux.failing = true;
  await tmux.change('');
  await expect.poll(() => logged.length).toBe(1);
  await tmux.change('');
  tmux.listing = line('b');
  tmux.failing = false;
  await expect.poll(() => pictures).toEqual([[], ['a'], ['b']]);
  expect(logged).toEqual(['tmux cannot be watched: refused.']);
});

it('many changes at once are few looks', async () => {
  const { looks } = tmux;
  await Promise.all(Array.from({ length: 50 }, async (_, times) => tmux.change(line(`s${times}`))));
  await expect.poll(() => pictures.at(-1)).toEqual(['s49']);
  expect(tmux.looks - looks).toBeLessThan(10);
});

it('a server that no longer answers its socket has no sessions', async () => {
  await tmux.change(line('a'));
  await expect.poll(() => pictures.length).toBe(2);
  tmux.failing = true;
  tmux.end();
  await expect.poll(() => pictures).toEqual([[], ['a'], []]);
});
