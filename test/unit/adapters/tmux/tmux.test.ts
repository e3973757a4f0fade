import { mkdtemp } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTmux } from '../../../../src/adapters/tmux/index.ts';
import type { Command, CommandRunner, RunResult } from '../../../../src/adapters/run.ts';
import { FleetError } from '../../../../src/core/errors.ts';
import { clearFolder } from '../../../tools/clearFolder.ts';

/** A tmux whose listings and speed the test decides. */
class FakeTmux implements CommandRunner {
  /** What is listed from now on, one look after the other; the last one stays. */
  listings: (string | null)[] = [''];
  readonly made: string[] = [];
  /** The commands of each program that was started. */
  readonly started: string[] = [];
  /** A configuration that this tmux does not understand. */
  isConfigOdd = false;
  readonly #finish: (() => void)[] = [];

  async run({ args, stdin = '' }: Command): Promise<RunResult> {
    const commands = args.filter((word) => /^(?:list|source|new|start)-/u.test(word));
    this.started.push(commands.join(' '));
    if (this.isConfigOdd && args.includes('source-file')) return ended(1);
    if (args.includes('list-panes')) return Promise.resolve(this.#list());
    const made = [...stdin.matchAll(/'(new-\w+)'/gu)].map(([, name = '']) => name);
    if (made.includes('new-session')) await new Promise<void>((resolve) => this.#finish.push(resolve));
    this.made.push(...made);
    return ended(0);
  }

  #list(): RunResult {
    const listing = this.listings.length > 1 ? this.listings.shift() : this.listings[0];
    return listing === null ? ended(1) : ended(0, listing);
  }

  get begun(): number {
    return this.#finish.length;
  }

  finish(): void {
    for (const finish of this.#finish.splice(0)) finish();
  }
}

function ended(exitCode: number, stdout = ''): RunResult {
  return { kind: 'ended', exitCode, stdout, stderr: '', timedOut: false, truncated: false };
}

const THERE = '7:0:server:8:0:::cm_b:';
const COMMAND = { argv: ['codex', 'app-server'], cwd: '/', env: {} };
const none = (): void => {};
const logger = { debug: none, info: none, warn: none, error: none };

let folder: string;
let socket: Server;
let runner: FakeTmux;

function tmux() {
  return createTmux({ socket: { path: join(folder, 's') }, configDir: folder, runner, logger, env: {} });
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tmx-'));
  socket = createServer((client) => client.destroy()).listen(join(folder, 's'));
  runner = new FakeTmux();
});
afterEach(async () => {
  socket.close();
  await clearFolder(folder);
});

it('makes one session after the other, so that each finds a server with our configuration', async () => {
  const multiplexer = tmux();
  const both = ['cm_a', 'cm_b'].map(async (name) => multiplexer.createSession(name, 'server', COMMAND));
  await expect.poll(() => runner.begun).toBe(1);
  runner.finish();
  // Both look for their files first: either may come before the other.
  await Promise.race(both);
  await expect.poll(() => runner.begun).toBe(1);
  runner.finish();
  await Promise.all(both);
  expect(runner.made).toEqual(['new-session', 'new-session']);
});

it('asks again for a session that a busy tmux did not list, or when it did not answer', async () => {
  runner.listings = ['', null, THERE];
  await tmux().runInWindow('cm_b', 'agent', COMMAND);
  expect(runner.made).toEqual(['new-window']);
});

it('makes no window where the session is gone', async () => {
  const refusal: unknown = await tmux()
    .runInWindow('cm_b', 'agent', COMMAND)
    .catch((error: unknown) => error);
  expect(FleetError.is(refusal, 'tmux_failed')).toBe(true);
  expect(runner.made).toEqual([]);
});

it('starts one program for a process that comes to a fleet: it gets our options, and tells who is there', async () => {
  runner.listings = [THERE];
  const multiplexer = tmux();
  const pictures: (readonly string[])[] = [];
  multiplexer.onDidChange((picture) => pictures.push([...picture.keys()]));
  const watching = multiplexer.watch();
  const first = await Promise.all([multiplexer.sessions(), multiplexer.sessions()]);
  expect(first.map((sessions) => sessions.has('cm_b'))).toEqual([true, true]);
  expect([pictures, runner.started]).toEqual([[['cm_b']], ['source-file list-panes']]);
  await multiplexer.sessions();
  expect(runner.started).toEqual(['source-file list-panes', 'list-panes']);
  watching.dispose();
  multiplexer.dispose();
});

it('tells who is there where the first look fails, or ends before it began', async () => {
  runner.listings = [THERE];
  runner.isConfigOdd = true;
  const multiplexer = tmux();
  const watching = multiplexer.watch();
  expect([...(await multiplexer.sessions()).keys()]).toEqual(['cm_b']);
  watching.dispose();
  const again = multiplexer.watch();
  const asked = multiplexer.sessions();
  again.dispose();
  expect([...(await asked).keys()]).toEqual(['cm_b']);
  multiplexer.dispose();
});
