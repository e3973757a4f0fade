import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { localRunner } from '../../../src/adapters/run.ts';
import { TmuxServers } from '../../../src/adapters/tmux/servers.ts';
import { DisposableStore, Emitter } from '../../../src/core/lifecycle.ts';
import { clearFolder } from '../../tools/clearFolder.ts';

/** The fleet file names another tmux server while somebody runs on the one of before. */

const exec = promisify(execFile);
const ignore = (): void => {};
const logger = { debug: ignore, info: ignore, warn: ignore, error: console.error };

let folder: string;
let socketName: string;
let changed: Emitter<void>;
let made: DisposableStore;

/** The servers as one process has them. */
function servers(): TmuxServers {
  return made.add(
    new TmuxServers({
      configDir: join(folder, 'state'),
      runner: localRunner,
      logger,
      env: { ...process.env, TMUX_TMPDIR: folder },
      socketName: () => socketName,
      onDidChangeConfig: changed.event,
    }),
  );
}

const program = { argv: ['sleep', '1000'], env: {}, cwd: '/' };

async function raw(name: string, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, TMUX_TMPDIR: folder };
  const ran = exec('tmux', ['-N', '-L', name, ...args], { env });
  return (await ran.catch(() => ({ stdout: '' }))).stdout.trim();
}

const sessionsOn = async (name: string): Promise<string> =>
  raw(name, 'list-sessions', '-F', '#{session_name}');

function moveTo(name: string): void {
  socketName = name;
  changed.fire();
}

beforeEach(async () => {
  folder = await mkdtemp('/tmp/cms-');
  socketName = 'before';
  changed = new Emitter<void>();
  made = new DisposableStore();
});
afterEach(async () => {
  made.dispose();
  await Promise.all(['before', 'after'].map(async (name) => raw(name, 'kill-server')));
  await clearFolder(folder);
});

it('who runs stays on hers, for every process; who is started begins on the new one', async () => {
  const tmux = servers();
  await tmux.createSession('one', 'server', program);
  moveTo('after');
  await tmux.createSession('two', 'server', program);
  expect([await sessionsOn('before'), await sessionsOn('after')]).toEqual(['one', 'two']);
  const later = servers();
  for (const process of [tmux, later])
    expect([...(await process.sessions()).keys()].toSorted()).toEqual(['one', 'two']);
  await later.runInWindow('one', 'agent', program);
  expect(await raw('before', 'list-windows', '-t', '=one', '-F', '#{window_name}')).toBe('server\nagent');
  await later.sessions();
  expect(later.attachCommand('one')).toContain('before');
  expect(later.attachCommand('two')).toContain('after');
  await later.killSession('one');
  expect([...(await tmux.sessions()).keys()]).toEqual(['two']);
  // Her next start is on the one that is named now.
  await tmux.createSession('one', 'server', program);
  expect(await sessionsOn('after')).toBe('one\ntwo');
  expect(tmux.attachCommand('one')).toContain('after');
});

it('whoever watches hears of all of them', async () => {
  const tmux = servers();
  await tmux.createSession('one', 'server', program);
  const seen: string[] = [];
  tmux.onDidChange((picture) => seen.push([...picture.keys()].toSorted().join(' ')));
  const watching = tmux.watch();
  await expect.poll(() => seen.at(-1)).toBe('one');
  moveTo('after');
  const other = servers();
  await other.createSession('two', 'server', program);
  await expect.poll(() => seen.at(-1)).toBe('one two');
  await other.killSession('one');
  await expect.poll(() => seen.at(-1)).toBe('two');
  expect(seen).not.toContain('');
  watching.dispose();
});
