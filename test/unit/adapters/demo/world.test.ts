import { existsSync } from 'node:fs';
import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseFleetText } from '../../../../src/adapters/config/load.ts';
import { DemoWorld } from '../../../../src/adapters/demo/index.ts';
import type { Command, RunResult } from '../../../../src/adapters/run.ts';
import { clearFolder } from '../../../tools/clearFolder.ts';

const MODEL = path.resolve(import.meta.dirname, '../../../model/main.ts');

let root: string;
let open: DemoWorld[];
const commands: string[] = [];

beforeEach(async () => {
  root = path.join(await mkdtemp(path.join(tmpdir(), 'demo-world-')), 'demo');
  open = [];
  commands.length = 0;
});

afterEach(async () => {
  for (const world of open) await world.end();
  await clearFolder(path.dirname(root));
});

function world(
  env: Readonly<Record<string, string | undefined>> = { PATH: process.env['PATH'], HOME: '/home/x' },
  started: number[] = [],
) {
  const made = new DemoWorld({
    root,
    env,
    runner: {
      run: async ({ file, args }: Command): Promise<RunResult> => {
        commands.push([file, ...args].join(' '));
        const ended = { kind: 'ended', exitCode: 0, stdout: '', stderr: '' } as const;
        return Promise.resolve({ ...ended, timedOut: false, truncated: false });
      },
    },
    program: async () => {
      started.push(1);
      return Promise.resolve({ command: process.execPath, script: MODEL, env: {}, language: 'en' as const });
    },
  });
  open.push(made);
  return made;
}

async function portOf({ places }: DemoWorld): Promise<number> {
  return (JSON.parse(await readFile(places.record, 'utf8')) as { readonly port: number }).port;
}

describe('the world of the demo', () => {
  it('has a fleet file, homes and state of its own, and none of the person', async () => {
    const demo = world({
      PATH: process.env['PATH'],
      HOME: '/home/x',
      CODEX_HOME: '/mine',
      XDG_RUNTIME_DIR: '/run/user/1',
    });
    const env = await demo.open();
    expect(env).toMatchObject({
      CODEX_MASTER_FLEET: path.join(root, 'fleet.json'),
      CODEX_MASTER_MCP_STATE: path.join(root, 'state'),
      XDG_RUNTIME_DIR: '/run/user/1',
    });
    expect(env).not.toHaveProperty('CODEX_HOME');
    const { config } = await parseFleetText(await readFile(demo.places.fleetFile, 'utf8'), env);
    expect(config.agents.map(({ id, name }) => `${id} ${name}`)).toEqual([
      'demo-mila Mila',
      'demo-nora Nora',
    ]);
    expect(
      config.agents.every(({ home, cwd }) => home.startsWith(root) && cwd === demo.places.repository),
    ).toBe(true);
    expect(config.tmux.socketName).toMatch(/^codex-master-demo-[0-9a-f]{8}$/);
    expect((await stat(demo.places.record)).mode & 0o777).toBe(0o600);
    expect(await readFile(path.join(demo.places.homes['demo-mila'], 'config.toml'), 'utf8')).toContain(
      `http://127.0.0.1:${await portOf(demo)}/v1`,
    );
  });

  it('is shared by windows: the second finds the model of the first', async () => {
    const first = world();
    await first.open();
    const port = await portOf(first);
    const second = world();
    expect(await second.isOn()).toBe(true);
    await second.open();
    expect(await portOf(second)).toBe(port);
  });

  it('is made once by windows that open it at the same moment, with one model', async () => {
    const started: number[] = [];
    const windows = [world(undefined, started), world(undefined, started), world(undefined, started)];
    const environments = await Promise.all(windows.map(async (one) => one.open()));
    expect(started).toHaveLength(1);
    expect(new Set(environments.map((env) => env['XDG_RUNTIME_DIR'])).size).toBe(1);
  });

  it('lets one window at a time begin', async () => {
    const first = world();
    const second = world();
    const turn = await first.takeTurn();
    expect(await second.takeTurn()).toBeNull();
    turn?.dispose();
    const next = await second.takeTurn();
    expect(next).not.toBeNull();
    next?.dispose();
  });

  it('is not kept alive by who asked a moment before it ended', async () => {
    const demo = world();
    const other = world();
    await demo.open();
    await Promise.all([demo.end(), other.keepAlive()]);
    expect(await other.isOn()).toBe(false);
  });

  it('starts a model that went away again, where the Agentinnen expect it', async () => {
    const demo = world();
    await demo.open();
    const before = await readFile(demo.places.record, 'utf8');
    const { port, token } = JSON.parse(before) as { readonly port: number; readonly token: string };
    await fetch(`http://127.0.0.1:${port}/demo/end`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    await vi.waitFor(async () => expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow(), 5000);
    await demo.keepAlive();
    expect(await readFile(demo.places.record, 'utf8')).toBe(before);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  });

  it('takes another port when a stranger has it, and tells the homes', async () => {
    const demo = world();
    await demo.open();
    const taken = await portOf(demo);
    const token = 'x'.repeat(48);
    await demo.end();
    const stranger = await listening(taken);
    await writeFile(
      demo.places.record,
      JSON.stringify({ version: 1, port: taken, token, runtimeDir: null }),
      {
        mode: 0o600,
      },
    );
    await demo.open();
    const port = await portOf(demo);
    expect(port).not.toBe(taken);
    expect(await readFile(path.join(demo.places.homes['demo-nora'], 'config.toml'), 'utf8')).toContain(
      `:${port}/v1`,
    );
    await new Promise((resolve) => stranger.close(resolve));
  });

  it('leaves alone what a person changed in it', async () => {
    const demo = world();
    await demo.open();
    const notes = path.join(demo.places.repository, 'docs/notes.md');
    await writeFile(notes, 'mine');
    await demo.end();
    await demo.open();
    expect(await readFile(notes, 'utf8')).toBe('mine');
  });

  it('ends tmux, the model and the record, for every window', async () => {
    const demo = world();
    const env = await demo.open();
    const port = await portOf(demo);
    const other = world();
    const heard = new Promise<void>((resolve) => {
      other.onEnded(resolve);
    });
    await demo.end();
    await heard;
    expect(await other.isOn()).toBe(false);
    expect(commands.at(-1)).toBe(`tmux -L ${demo.places.tmuxSocket} kill-server`);
    expect(existsSync(env['XDG_RUNTIME_DIR'] ?? '')).toBe(false);
    await vi.waitFor(async () => expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow(), 5000);
    // Nobody brings it back by keeping alive what is over.
    await other.keepAlive();
    expect(await other.isOn()).toBe(false);
  });

  it('tells nobody without its token anything', async () => {
    const demo = world();
    await demo.open();
    const answer = await fetch(`http://127.0.0.1:${await portOf(demo)}/demo/end`, { method: 'POST' });
    expect(answer.status).toBe(403);
  });
});

async function listening(port: number): Promise<Server> {
  const server = createServer((_request, response) => response.end('{}'));
  // The port is free in a moment: its model is ending.
  for (let attempt = 0; ; attempt += 1) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', resolve);
      });
      return server;
    } catch (error) {
      if (attempt > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
