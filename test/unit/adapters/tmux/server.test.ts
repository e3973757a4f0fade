import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Command, CommandRunner, RunResult } from '../../../../src/adapters/run.ts';
import { newSession, newWindow, respawn } from '../../../../src/adapters/tmux/command.ts';
import { serverEnvironment, TmuxServer, type TmuxSocket } from '../../../../src/adapters/tmux/server.ts';
import { clearFolder } from '../../../tools/clearFolder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'srv-'));
});
afterEach(() => clearFolder(folder));

/** A runner that answers what it is told and notes what it was asked. */
class ScriptedRunner implements CommandRunner {
  readonly asked: Command[] = [];
  readonly #answer: RunResult;

  constructor(answer: RunResult) {
    this.#answer = answer;
  }

  run(command: Command): Promise<RunResult> {
    this.asked.push(command);
    return Promise.resolve(this.#answer);
  }
}

function ended(exitCode: number | null, stdout = '', stderr = '', timedOut = false): RunResult {
  return { kind: 'ended', exitCode, stdout, stderr, timedOut, truncated: false };
}

function server(
  answer: RunResult,
  socket: TmuxSocket = { path: join(folder, 's') },
): [TmuxServer, ScriptedRunner] {
  const runner = new ScriptedRunner(answer);
  return [new TmuxServer(socket, folder, runner, { PATH: '/bin', SECRET: 'x' }), runner];
}

describe('the tmux server', () => {
  it('is called by its own socket, with our configuration and a small environment', async () => {
    const [tmux, runner] = server(ended(0, 'out'), { name: 'codex-master' });
    expect(await tmux.run([['list-sessions'], ['kill-session', '-t', '=a:']])).toBe('out');
    const words = ['-u', '-L', 'codex-master', '-f', join(folder, 'tmux.conf')];
    expect(runner.asked[0]).toMatchObject({
      file: 'tmux',
      args: [...words, 'list-sessions', ';', 'kill-session', '-t', '=a:'],
      env: { PATH: '/bin' },
      cwd: '/',
    });
  });

  it('listens where tmux puts a named socket', () => {
    const [tmux] = server(ended(0), { name: 'codex-master' });
    expect(tmux.socketPath).toBe(`/tmp/tmux-${userInfo().uid}/codex-master`);
  });

  it('reads what is too long for its arguments from its input', async () => {
    const [tmux, runner] = server(ended(0));
    await tmux.run([['set-buffer', 'x'.repeat(20_000)], ['list-buffers']]);
    expect(runner.asked[0]?.args.slice(-4)).toEqual(['start-server', ';', 'source-file', '-']);
    expect(runner.asked[0]?.stdin).toBe(`'set-buffer' '${'x'.repeat(20_000)}' ; 'list-buffers'`);
  });

  it.each([
    ['new-session', newSession],
    ['new-window', newWindow],
    ['respawn-pane', respawn],
  ])('gets the environment of %s where nobody else reads it', async (_name, make) => {
    const [tmux, runner] = server(ended(0));
    const command = { argv: ['codex', 'x'], cwd: '/', env: { OPENAI_API_KEY: 'sk-secret' } };
    await tmux.run(make('a', 'agent', command));
    expect(JSON.stringify(runner.asked[0]?.args)).not.toContain('sk-secret');
    expect(runner.asked[0]?.stdin).toContain(`'-e' 'OPENAI_API_KEY=sk-secret'`);
  });

  it.each([
    ['missing', { kind: 'unstarted', reason: 'missing', cause: null }, 'tmux_missing'],
    ['not executable', { kind: 'unstarted', reason: 'not_executable', cause: null }, 'tmux_failed'],
    ['refusing', ended(1, '', "can't find window: /secret/path\n"), 'tmux_failed'],
    ['too slow', ended(null, '', '', true), 'tmux_failed'],
  ] as const)('that is %s is a typed error without a path', async (_what, answer, code) => {
    const [tmux] = server(answer);
    const error: unknown = await tmux.run([['x']]).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect((error as Error).message).not.toContain('/');
  });

  it('is not started without its configuration', async () => {
    await writeFile(join(folder, 'file'), '');
    const tmux = new TmuxServer({ name: 'x' }, join(folder, 'file', 'x'), new ScriptedRunner(ended(0)), {});
    await expect(tmux.ensureFiles()).rejects.toMatchObject({ code: 'state_unwritable' });
  });

  it('that does not run has no sessions; one that runs and fails is a failure', async () => {
    const [tmux] = server(ended(1, '', 'no server running'));
    expect((await tmux.list()).sessions.size).toBe(0);
    const listening = createServer().listen(tmux.socketPath);
    await new Promise((resolve) => listening.once('listening', resolve));
    await expect(tmux.list()).rejects.toMatchObject({ code: 'tmux_failed' });
    listening.close();
  });
});

it('of the environment only what finds programs and names the language is passed on', () => {
  const env = { PATH: 'p', HOME: 'h', LC_ALL: 'C', TMUX: 't', OPENAI_API_KEY: 'k', LANG: undefined };
  expect(serverEnvironment(env)).toEqual({ PATH: 'p', HOME: 'h', LC_ALL: 'C' });
});
