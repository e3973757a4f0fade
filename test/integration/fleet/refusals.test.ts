import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FleetError } from '../../../src/core/errors.ts';
import type { Fleet } from '../../../src/core/fleetApi.ts';
import { scriptLine } from '../../model/index.ts';
import { message } from './requests.ts';
import { is, LEAD, openFleet, START, until, useRig } from './rig.ts';

const rig = useRig('refusals', { supervised: false });
/** What any process may leave in the state directory: locks, what launchers can do, where sockets are. */
const LASTING = /^(?:locks|probes\.json|sockets\.json)/;

const inside = (...parts: readonly string[]): string => path.join(rig.world.root, ...parts);

/** The fleet of another process, whose fleet file says something else of Agentin a. */
async function fleetWith(agent: Record<string, unknown>): Promise<Fleet> {
  const file = inside('other-fleet.json');
  const fleetFile = JSON.parse(readFileSync(rig.world.fleetFile, 'utf8')) as {
    agents: Record<string, unknown>[];
  };
  fleetFile.agents[0] = { ...fleetFile.agents[0], ...agent };
  writeFileSync(file, JSON.stringify(fleetFile));
  return fleetIn({ CODEX_MASTER_FLEET: file });
}

async function fleetIn(env: NodeJS.ProcessEnv): Promise<Fleet> {
  const fleet = await openFleet({ ...rig.world, env: { ...rig.world.env, ...env } });
  onTestFinished(() => fleet.dispose());
  return fleet;
}

/** Everything that an operation could leave behind. */
async function traces(): Promise<unknown> {
  const { stateDir, homes, workspace } = rig.world;
  const files = (folder: string): readonly string[] =>
    existsSync(folder) ? (readdirSync(folder, { recursive: true }) as string[]).sort() : [];
  return {
    sessions: await rig.world.tmux('list-sessions').catch(() => ''),
    state: files(stateDir).filter((file) => !LASTING.test(file) && path.extname(file) !== ''),
    sockets: files(path.join(rig.world.runtimeDir, 'codex-master')),
    // Codex puts links to itself into `tmp` whatever it is asked, `--version` included; SQLite's side files of one that
    // was just ended go when they go.
    home: files(homes.a).filter((file) => !file.startsWith('tmp') && !/-(?:shm|wal)$/.test(file)),
    config: readFileSync(path.join(homes.a, 'config.toml'), 'utf8'),
    workspace: files(workspace).filter((file) => !file.startsWith('.git')),
  };
}

async function refusal(work: Promise<unknown>): Promise<FleetError> {
  const error = await work.then(
    () => new Error('it was not refused'),
    (reason: unknown) => reason,
  );
  if (!FleetError.is(error)) throw error;
  expect(error.message).not.toContain(rig.world.root);
  return error;
}

/** Starts Agentin a in vain; nothing is left of it. */
async function startInVain(fleet: Fleet, cwd: string | null = null): Promise<FleetError> {
  const before = await traces();
  const error = await refusal(fleet.start('a', { cwd, prompt: null }, LEAD));
  expect(await traces()).toEqual(before);
  expect(fleet.peek('a', LEAD)).toMatchObject({
    activity: { state: 'stopped' },
    lease: { state: 'unclaimed' },
  });
  return error;
}

describe('start refuses', () => {
  it('a launcher that is not there', async () => {
    const fleet = await fleetWith({ runner: inside('nothing') });
    expect((await startInVain(fleet)).code).toBe('launcher_missing');
  });

  it('a launcher that cannot be executed', async () => {
    writeFileSync(inside('plain.txt'), '#!/bin/sh\n', { mode: 0o644 });
    for (const runner of [inside('plain.txt'), rig.world.workspace]) {
      expect((await startInVain(await fleetWith({ runner }))).code).toBe('launcher_not_executable');
    }
  });

  it('a launcher that is a link', async () => {
    symlinkSync('/bin/sh', inside('linked'));
    const fleet = await fleetWith({ runner: inside('linked') });
    expect((await startInVain(fleet)).code).toBe('launcher_is_symlink');
  });

  it('a home that is not there', async () => {
    const fleet = await fleetWith({ home: inside('no-home') });
    expect((await startInVain(fleet)).code).toBe('home_missing');
    expect(existsSync(inside('no-home'))).toBe(false);
  });

  it('a working directory that is a file, or not there', async () => {
    const fleet = await fleetWith({});
    for (const cwd of [path.join(rig.world.workspace, 'README.md'), inside('nowhere'), 'docs']) {
      expect((await startInVain(fleet, cwd)).code).toBe('cwd_not_a_directory');
    }
  });

  it('a home that a Codex of somebody else uses, until that has ended', async () => {
    const { a: home } = rig.world.homes;
    const codex = spawn('codex', ['exec', scriptLine([{ do: 'stall' }])], {
      cwd: rig.world.workspace,
      env: { ...rig.world.env, CODEX_HOME: home },
      stdio: 'ignore',
      detached: true,
    });
    await expect.poll(() => rig.world.model.stalled).toBe(1);
    const error = await refusal(rig.fleet.start('a', START, LEAD));
    expect(error).toMatchObject({ code: 'home_in_use', retryable: true });
    expect(rig.fleet.peek('a', LEAD)).toMatchObject({
      activity: { state: 'stopped' },
      lease: { state: 'unclaimed' },
    });
    expect(await rig.world.tmux('list-sessions').catch(() => '')).toBe('');
    const ended = once(codex, 'exit');
    process.kill(-(codex.pid ?? 0), 'SIGKILL');
    await ended;
    await expect.poll(async () => (await rig.fleet.start('a', START, LEAD)).status).toBe('started');
    await rig.fleet.stop('a', { force: false }, LEAD);
  });

  it('a place for its socket whose path is too long', async () => {
    const long = inside('x'.repeat(90));
    mkdirSync(long, { mode: 0o700 });
    const fleet = await fleetIn({ XDG_RUNTIME_DIR: long, CODEX_MASTER_MCP_STATE: path.join(long, 'state') });
    expect((await startInVain(fleet)).code).toBe('socket_path_too_long');
  });
});

describe('a state directory that is not ours', () => {
  const operations = (fleet: Fleet): readonly Promise<unknown>[] => [
    fleet.start('a', START, LEAD),
    fleet.send('a', message({ do: 'say', text: 'x' }), LEAD),
    fleet.stop('a', { force: false }, LEAD),
    fleet.interrupt('a', { force: false }, LEAD),
  ];

  async function isRefused(state: string): Promise<void> {
    const fleet = await fleetIn({ CODEX_MASTER_MCP_STATE: state });
    const before = await traces();
    for (const operation of operations(fleet)) {
      expect((await refusal(operation)).code).toBe('state_directory_unsafe');
    }
    expect(await traces()).toEqual(before);
  }

  it('is refused when it is a link, and nothing is written to where it leads', async () => {
    mkdirSync(inside('elsewhere'), { mode: 0o700 });
    symlinkSync(inside('elsewhere'), inside('linked-state'));
    await isRefused(inside('linked-state'));
    expect(readdirSync(inside('elsewhere'))).toEqual([]);
  });

  it.runIf(process.getuid?.() === 0)('is refused when it belongs to somebody else', async () => {
    mkdirSync(inside('foreign-state'), { mode: 0o700 });
    chownSync(inside('foreign-state'), 65_534, 65_534);
    await isRefused(inside('foreign-state'));
    expect(readdirSync(inside('foreign-state'))).toEqual([]);
  });
});

describe('a fleet file that cannot be used', () => {
  const good = (): string => readFileSync(rig.world.fleetFile, 'utf8');
  const bad: readonly (readonly [string, string, (file: string) => void, RegExp])[] = [
    [
      'broken',
      'config_invalid',
      (file) => writeFileSync(file, '{\n  "version": 1,\n  "agents": [\n}'),
      /line 4/,
    ],
    [
      'wrong in a field',
      'config_invalid',
      (file) =>
        writeFileSync(file, '{\n  "version": 1,\n  "agents": [{ "id": "a", "name": 7, "home": "/h" }]\n}'),
      /line 3, field agents\[0\]\.name/,
    ],
    [
      'of a newer version',
      'config_too_new',
      (file) => writeFileSync(file, '{ "version": 99 }'),
      /line 1, field version/,
    ],
    ['unreadable', 'config_unreadable', (file) => mkdirSync(file), /not a file/],
  ];

  it.each(bad)(
    'is reported at the start when it is %s, and by every operation',
    async (_, code, spoil, where) => {
      const file = inside('bad-fleet.json');
      rmSync(file, { recursive: true, force: true });
      spoil(file);
      const before = await traces();
      const fleet = await fleetIn({ CODEX_MASTER_FLEET: file });
      expect(fleet.configProblem).toMatchObject({ code, message: expect.stringMatching(where) as string });
      expect((await refusal(fleet.start('a', START, LEAD))).code).toBe(code);
      expect(await traces()).toEqual(before);
    },
  );

  it('changes nothing of the fleet that runs, until it can be used again', async () => {
    const text = good();
    const fleet = await rig.another();
    const watching = fleet.supervise();
    await fleet.start('a', START, LEAD);
    await until(fleet, 'a', is('idle'));
    for (const [, code, spoil, where] of bad) {
      rmSync(rig.world.fleetFile, { recursive: true, force: true });
      spoil(rig.world.fleetFile);
      await expect.poll(() => fleet.configProblem?.code).toBe(code);
      await expect.poll(() => fleet.configProblem?.message).toMatch(where);
    }
    expect(fleet.config.agents.map(({ id }) => id)).toEqual(['a', 'b']);
    await fleet.send('a', message({ do: 'say', text: 'Alles gut.' }), LEAD);
    await until(fleet, 'a', is('done'));
    rmSync(rig.world.fleetFile, { recursive: true, force: true });
    writeFileSync(rig.world.fleetFile, text);
    await expect.poll(() => fleet.configProblem).toBeNull();
    expect((await fleet.stop('a', { force: false }, LEAD)).status).toBe('stopped');
    watching.dispose();
  });
});
