import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FleetError } from '../../../src/core/errors.ts';
import type { Session } from '../../../src/core/agent/agent.ts';
import { startRig, until, type TmuxRig } from './rig.ts';

let rig: TmuxRig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.end());

/** The screen as soon as it holds the text. */
function screenWith(session: string, window: 'agent' | 'server', text: string): Promise<string> {
  return until(async () => {
    const screen = await rig.tmux.capture(session, window, 100);
    return screen.includes(text) && screen;
  });
}

function present(session: Session | undefined): Extract<Session, { kind: 'present' }> {
  if (session?.kind !== 'present') throw new Error(`expected a session, got ${session?.kind}`);
  return session;
}

/** A program that prints its arguments, its folder and one variable as JSON, then waits. */
const TELL = [
  process.execPath,
  '-e',
  'console.log(JSON.stringify([process.argv.slice(1), process.cwd(), process.env.TOLD])); setInterval(() => {}, 1e6)',
];

describe('sessions', () => {
  it('are none while no tmux server runs', async () => {
    expect(await rig.tmux.sessions()).toEqual(new Map());
    expect(await rig.serverPid()).toBeNull();
  });

  it('are none at a server that is about to end, since its last session did', async () => {
    await rig.tmux.createSession('one', 'agent', rig.program('cat'));
    await rig.raw('set-option', '-s', 'exit-empty', 'off');
    await rig.raw('kill-session', '-t', '=one:');
    expect(await rig.tmux.sessions()).toEqual(new Map());
    await rig.raw('kill-server');
  });

  it('are listed with the windows agent and server, their pids and titles', async () => {
    await rig.tmux.createSession('one', 'server', rig.program('sleep', '1000'));
    await rig.tmux.runInWindow(
      'one',
      'agent',
      rig.program('sh', '-c', String.raw`printf '\033]2;a:b|c\007'; exec cat`),
    );
    await rig.tmux.createSession('two', 'agent', rig.program('cat'));

    const one = await until(async () => {
      const session = present((await rig.tmux.sessions()).get('one'));
      return session.agent?.title === 'a:b|c' && session;
    });
    const args = await readFile(`/proc/${one.server?.pid}/cmdline`, 'utf8');
    expect(args.split('\0')).toEqual(['sleep', '1000', '']);
    expect(one.server).toMatchObject({ dead: null, title: '' });
    expect([...(await rig.tmux.sessions()).keys()].sort()).toEqual(['one', 'two']);
    expect(present((await rig.tmux.sessions()).get('two')).server).toBeNull();
  });

  it('show a program that ended with its exit status, and one that was killed with 128 and the signal', async () => {
    await rig.tmux.createSession('one', 'agent', rig.program('sh', '-c', 'exit 3'));
    await rig.tmux.runInWindow('one', 'server', rig.program('sh', '-c', 'kill -9 $$'));
    const one = await until(async () => {
      const session = present((await rig.tmux.sessions()).get('one'));
      const statuses = [session.agent?.dead?.exitStatus, session.server?.dead?.exitStatus];
      return statuses.every((status) => typeof status === 'number') && session;
    });
    expect(one.agent).toMatchObject({ pid: null, dead: { exitStatus: 3 } });
    expect(one.server).toMatchObject({ pid: null, dead: { exitStatus: 137 } });
  });

  it('are taken by their exact name alone', async () => {
    await rig.tmux.createSession('ab', 'agent', rig.program('cat'));
    await expect(rig.tmux.sendKeys('a', 'agent', ['x'])).rejects.toMatchObject({ code: 'tmux_failed' });
    await expect(rig.tmux.sendKeys('ab', 'server', ['x'])).rejects.toMatchObject({ code: 'tmux_failed' });
    await rig.tmux.killSession('a');
    expect([...(await rig.tmux.sessions()).keys()]).toEqual(['ab']);
  });

  it('cannot be created twice, and can be killed twice', async () => {
    await rig.tmux.createSession('one', 'agent', rig.program('cat'));
    await expect(rig.tmux.createSession('one', 'agent', rig.program('cat'))).rejects.toBeInstanceOf(
      FleetError,
    );
    await rig.tmux.killSession('one');
    await rig.tmux.killSession('one');
    expect(await rig.tmux.sessions()).toEqual(new Map());
  });

  it('refuse names that tmux reads as something else', async () => {
    for (const name of ['', 'a:b', 'a.b', '=a', '$1', '#{pid}', '-d']) {
      await expect(rig.tmux.createSession(name, 'agent', rig.program('cat'))).rejects.toMatchObject({
        code: 'tmux_failed',
      });
    }
    expect(await rig.serverPid()).toBeNull();
  });
});

describe('a program', () => {
  const odd = [
    'a b',
    "it's",
    '"',
    'semi;',
    ';',
    String.raw`x\;`,
    '#{pane_id}',
    '$HOME `id`',
    '\n',
    '\\',
    '',
    '-x',
    'ü✓',
  ];

  async function told(argv: readonly string[], cwd: string, value: string): Promise<unknown> {
    const command = { argv, env: { TOLD: value }, cwd };
    const fresh = !(await rig.tmux.sessions()).has('one');
    await (fresh
      ? rig.tmux.createSession('one', 'agent', command)
      : rig.tmux.runInWindow('one', 'agent', command));
    const screen = await screenWith('one', 'agent', ']');
    return JSON.parse(screen.replaceAll('\n', ''));
  }

  it('gets its arguments and environment as they are, in a new window and in one that exists', async () => {
    const value = `k=v;"'$HOME\n#{pid};`;
    expect(await told([...TELL, ...odd], rig.folder, value)).toEqual([odd, rig.folder, value]);
    expect(await told([...TELL, 'again', ...odd], rig.folder, value)).toEqual([
      ['again', ...odd],
      rig.folder,
      value,
    ]);
  });

  it('runs in a folder whose name looks like a tmux format', async () => {
    for (const name of ['#(touch made)', '#{pid}', '##', '#[x', 'a#b #', '%H', "it's"]) {
      const cwd = join(rig.folder, name);
      await mkdir(cwd);
      expect(await told([...TELL, name], cwd, '')).toEqual([[name], cwd, '']);
    }
    await expect(stat(join(rig.folder, 'made'))).rejects.toThrow();
  });

  it('may have more environment than a tmux message holds', async () => {
    const value = `${'x'.repeat(60_000)}'`;
    const command = { argv: ['sh', '-c', 'echo ${#TOLD}; exec cat'], env: { TOLD: value }, cwd: rig.folder };
    await rig.tmux.createSession('one', 'agent', command);
    await screenWith('one', 'agent', '60001');
    await expect(rig.tmux.createSession('one', 'agent', command)).rejects.toMatchObject({
      code: 'tmux_failed',
    });
  });

  it('of a single word is executed, not given to a shell', async () => {
    await rig.tmux.createSession('one', 'agent', rig.program('cat'));
    const pid = present((await rig.tmux.sessions()).get('one')).agent?.pid;
    const words = await until(async () => {
      const text = await readFile(`/proc/${pid}/cmdline`, 'utf8');
      return text.startsWith('cat') && text;
    });
    expect(words).toBe('cat\0');
  });

  it('does not inherit what the person who started the server had in the environment', async () => {
    process.env['CODEX_MASTER_SECRET'] = 'x';
    // Goes on after it: tmux can lose the last words of a program that ends right after them.
    await rig.tmux.createSession('one', 'agent', rig.program('sh', '-c', 'env; exec cat'));
    delete process.env['CODEX_MASTER_SECRET'];
    const screen = await screenWith('one', 'agent', 'PATH=');
    expect(screen).not.toContain('CODEX_MASTER_SECRET');
  });

  it('is replaced without the window being shown to who looks at another', async () => {
    await rig.tmux.createSession('one', 'agent', rig.program('cat'));
    await rig.tmux.runInWindow('one', 'server', rig.program('cat'));
    await rig.tmux.runInWindow('one', 'server', rig.program('sleep', '1000'));
    expect(await rig.raw('display-message', '-p', '-t', '=one:', '#{window_name}')).toBe('agent');
  });
});

describe('the screen', () => {
  it('is given as text, the last lines of it, without blank ones at the end', async () => {
    const print = String.raw`printf '\033[?1049h\033[2J\033[H\033[31mone\033[0m\r\ntwo\r\n\033]2;t\007three é'; exec cat`;
    await rig.tmux.createSession('one', 'agent', rig.program('sh', '-c', print));
    expect(await screenWith('one', 'agent', 'three')).toBe('one\ntwo\nthree é');
    expect(await rig.tmux.capture('one', 'agent', 2)).toBe('two\nthree é');
  });

  it('is each its own of many that are read at once, also when one is gone', async () => {
    const names = ['one', 'two', 'three'];
    for (const name of names) {
      await rig.tmux.createSession(name, 'agent', rig.program('sh', '-c', `printf 'I am ${name}'; exec cat`));
      await screenWith(name, 'agent', `I am ${name}`);
    }
    const read = ['one', 'gone', 'two', 'three'].map(async (name) => rig.tmux.capture(name, 'agent', 5));
    const texts = (await Promise.allSettled(read)).map((one) =>
      one.status === 'fulfilled' ? one.value : 'refused',
    );
    expect(texts).toEqual(['I am one', 'refused', 'I am two', 'I am three']);
  });
});

describe('text for a program', () => {
  it('arrives as one bracketed paste that nothing in it can end', async () => {
    const read = String.raw`printf '\033[?2004h'; stty raw -echo; printf ready; exec cat -v`;
    await rig.tmux.createSession('one', 'agent', rig.program('sh', '-c', read));
    await screenWith('one', 'agent', 'ready');
    await rig.tmux.paste('one', 'agent', 'a "b" \'c\' ;\u001B[201~\rrm #{pid}\u0003é;');
    await rig.tmux.sendKeys('one', 'agent', ['Enter']);
    const screen = await screenWith('one', 'agent', '201~^M');
    expect(screen.replaceAll(/\s+/g, ' ')).toBe(`ready^[[200~a "b" 'c' ; rm #{pid}M-CM-);^[[201~^M`);
  });

  it('may be long, and leaves no buffer behind, whether it arrives or not', async () => {
    await rig.tmux.createSession('one', 'agent', rig.program('sh', '-c', 'stty raw -echo; wc -c; exec cat'));
    await screenWith('one', 'agent', '').catch(() => '');
    await rig.tmux.paste('one', 'agent', 'x'.repeat(200_000));
    await expect(rig.tmux.paste('two', 'agent', 'x')).rejects.toMatchObject({ code: 'tmux_failed' });
    expect(await rig.raw('list-buffers', '-F', '#{buffer_name}')).toBe('codex-master-notice');
  });
});

describe('the server', () => {
  it('keeps its configuration and socket to the person alone', async () => {
    await rig.tmux.createSession('one', 'agent', rig.program('cat'));
    const { mode } = await stat(join(rig.folder, 'tmux.conf'));
    expect((mode & 0o777).toString(8)).toBe('600');
    expect(await rig.raw('show-options', '-gv', 'remain-on-exit')).toBe('on');
    expect(await rig.raw('show-messages')).not.toMatch(/invalid|unknown|error/u);
  });

  it('tells nobody on the machine what its programs are given', async () => {
    const env = { TOLD: 'sk-secret' };
    await rig.tmux.createSession('one', 'server', { argv: TELL, env, cwd: rig.folder });
    await rig.tmux.runInWindow('one', 'agent', { argv: TELL, env, cwd: rig.folder });
    for (const window of ['server', 'agent'] as const) await screenWith('one', window, 'sk-secret');
    const words = await readFile(`/proc/${await rig.serverPid()}/cmdline`, 'utf8');
    expect(words).toContain('tmux.conf');
    expect(words).not.toContain('sk-secret');
  });

  it('is found again when its socket was tidied away: nobody is lost, and no other one begins', async () => {
    await rig.tmux.createSession('one', 'agent', rig.program('cat'));
    const pid = await rig.serverPid();
    const seen: string[][] = [];
    rig.tmux.onDidChange((picture) => seen.push([...picture.keys()]));
    rig.tmux.watch();
    await until(() => seen.length > 0);
    await rm(rig.socketPath);
    await until(async () => (await rig.serverPid()) === pid);
    await rm(rig.socketPath);
    expect([...(await rig.another().sessions()).keys()]).toEqual(['one']);
    await rm(rig.socketPath);
    await rig.another().createSession('two', 'agent', rig.program('cat'));
    expect(await rig.serverPid()).toBe(pid);
    await until(() => seen.at(-1)?.length === 2);
    expect(seen.every((names) => names.includes('one'))).toBe(true);
  });

  it('survives the adapter', async () => {
    await rig.tmux.createSession('one', 'agent', rig.program('cat'));
    rig.tmux.dispose();
    expect([...(await rig.another().sessions()).keys()]).toEqual(['one']);
  });
});

it('without tmux installed says so', async () => {
  const tmux = rig.another({
    run: () => Promise.resolve({ kind: 'unstarted', reason: 'missing', cause: null }),
  });
  await expect(tmux.sessions()).rejects.toMatchObject({ code: 'tmux_missing' });
});
