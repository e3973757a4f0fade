import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { fleetFilePath, loadFleetConfig } from '../../../../src/adapters/config/index.ts';
import { clearFolder } from '../../../tools/clearFolder.ts';

let home: string;
let env: Record<string, string>;

beforeEach(() => {
  home = mkdtempSync(join(realpathSync(tmpdir()), 'cm-config-'));
  env = { HOME: home };
  onTestFinished(() => clearFolder(home));
});

function writeFleet(content: unknown): void {
  const path = fleetFilePath(env);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
}

async function problemOf(content: unknown): Promise<{ code: string; message: string; details: unknown }> {
  writeFleet(content);
  const { config, problem } = await loadFleetConfig(env);
  expect(config.agents).toEqual([]);
  if (problem === null) throw new Error('it was accepted');
  expect(problem.message).not.toContain(home);
  return problem;
}

it('a list of nobody is told in words for people', async () => {
  const { message } = await problemOf({ version: 1, agents: [] });
  expect(message).toMatch(/field agents: name at least one Agentin, or leave it out for Mila and Nora\. /u);
});

describe('where the fleet file is', () => {
  it.each([
    [{}, '/h/.config/codex-master/fleet.json'],
    [{ XDG_CONFIG_HOME: '/x' }, '/x/codex-master/fleet.json'],
    [{ XDG_CONFIG_HOME: '/x', CODEX_MASTER_FLEET: '~/f.json' }, '/h/f.json'],
    [{ CODEX_MASTER_FLEET: '/f.json' }, '/f.json'],
  ])('with %j: %s', (variables, path) => {
    expect(fleetFilePath({ HOME: '/h', ...variables })).toBe(path);
  });
});

describe('without a fleet file', () => {
  it('there are Mila and Nora', async () => {
    const { config, problem } = await loadFleetConfig(env);
    expect(problem).toBeNull();
    expect(config.agents).toEqual([
      {
        id: 'a',
        name: 'Mila',
        home: join(home, '.codex-agent-a'),
        runner: null,
        session: 'codex_agent_a_mcp',
        cwd: null,
      },
      {
        id: 'b',
        name: 'Nora',
        home: join(home, '.codex-agent-b'),
        runner: null,
        session: 'codex_agent_b_mcp',
        cwd: null,
      },
    ]);
    expect(config.launch).toEqual({ policy: 'guarded', search: false, extraArgs: [], passEnv: [] });
    expect(config.models.default).toEqual({ model: null, effort: null });
    expect(config.tmux).toEqual({ socketName: 'codex-master' });
    // Nobody is written to or interrupted unless the file says so.
    expect(config.watchdog).toEqual({
      enabled: true,
      idleSeconds: 300,
      graceSeconds: 120,
      action: 'none',
      intervalSeconds: 15,
      manageUnclaimed: true,
    });
  });

  it("the reference's environment variables hold", async () => {
    env = {
      ...env,
      CODEX_AGENT_A_HOME: '~/homes/a',
      CODEX_AGENT_A_RUNNER: '/opt/codex',
      CODEX_AGENT_B_SESSION: 'mine',
    };
    const { config } = await loadFleetConfig(env);
    expect(config.agents[0]).toMatchObject({ home: join(home, 'homes/a'), runner: '/opt/codex' });
    expect(config.agents[1]).toMatchObject({ session: 'mine' });
  });

  it('a variable that cannot be used is named', async () => {
    const { problem } = await loadFleetConfig({ ...env, CODEX_AGENT_B_SESSION: 'a:b' });
    expect(problem).toMatchObject({ code: 'config_invalid', details: { field: 'CODEX_AGENT_B_SESSION' } });
  });
});

describe('a fleet file', () => {
  it('is read, paths made absolute and defaults filled in', async () => {
    writeFleet(`{
      // ours
      "$schema": "./fleet.schema.json",
      "version": 1,
      "agents": [
        { "id": "scout", "name": "Ada", "home": "~/ada", "cwd": "~" },
        { "id": "b", "home": "/homes/b/", "runner": "~/bin/codex", "session": "nora" },
      ],
      "models": { "write": { "model": "gpt-5.5", "effort": "low" } },
      "launch": { "policy": "yolo", "passEnv": ["SCRIPTED_KEY"] },
      "tmux": { "socketName": "demo" },
      "watchdog": { "idleSeconds": 60 },
    }`);
    const { config, problem } = await loadFleetConfig(env);
    expect(problem).toBeNull();
    expect(config.agents).toEqual([
      {
        id: 'scout',
        name: 'Ada',
        home: join(home, 'ada'),
        runner: null,
        session: 'codex_agent_scout_mcp',
        cwd: home,
      },
      {
        id: 'b',
        name: 'Nora',
        home: '/homes/b',
        runner: join(home, 'bin/codex'),
        session: 'nora',
        cwd: null,
      },
    ]);
    expect(config.models).toEqual({
      default: { model: null, effort: null },
      write: { model: 'gpt-5.5', effort: 'low' },
    });
    expect(config.launch).toMatchObject({ policy: 'yolo', search: false, passEnv: ['SCRIPTED_KEY'] });
    expect(config.tmux.socketName).toBe('demo');
  });

  it('without agents has Mila and Nora', async () => {
    writeFleet({ launch: { search: true } });
    const { config } = await loadFleetConfig(env);
    expect(config.agents.map(({ name }) => name)).toEqual(['Mila', 'Nora']);
    expect(config.launch.search).toBe(true);
  });

  it.each([
    ['{\n"agents": [\n{"id": "a" "home": "/h"}]}', 3, null],
    ['[]', 1, null],
    ['{\n"agents": "a"}', 2, 'agents'],
    ['{"agents": []}', 1, 'agents'],
    ['{"agents": [\n{"id": "A"}]}', 2, 'agents[0].id'],
    ['{"agents": [\n{"id": "all"}]}', 2, 'agents[0].id'],
    [`{"agents": [\n{"id": "${'x'.repeat(33)}"}]}`, 2, 'agents[0].id'],
    ['{"agents": [{"id": "a"},\n{"home": "/x"}]}', 2, 'agents[1].id'],
    ['{"agents": [{"id": "a",\n"home": "relative"}]}', 2, 'agents[0].home'],
    ['{"agents": [{"id": "a",\n"home": "${env:HOME}/x"}]}', 2, 'agents[0].home'],
    ['{"agents": [{"id": "a",\n"session": "a.b"}]}', 2, 'agents[0].session'],
    ['{"agents": [{"id": "a"},\n{"id": "a"}]}', 2, 'agents[1].id'],
    ['{"agents": [{"id": "a", "session": "s"},\n{"id": "b", "session": "s"}]}', 2, 'agents[1].session'],
    ['{"agents": [{"id": "a", "home": "/x"},\n{"id": "b", "home": "/y/../x/"}]}', 2, 'agents[1].home'],
    ['{\n"modles": {}}', 2, 'modles'],
    ['{"launch": {\n\n"policy": "reckless"}}', 3, 'launch.policy'],
    ['{"launch": {"passEnv": ["OK",\n"NOT OK"]}}', 2, 'launch.passEnv[1]'],
    ['{"models": {"default": {\n"modell": "x"}}}', 2, 'models.default.modell'],
    ['{"tmux": {\n"socketName": "a/b"}}', 2, 'tmux.socketName'],
    ['{\n"version": "1"}', 2, 'version'],
    ['{\n"version": 0}', 2, 'version'],
  ])('%j is refused, naming line and field', async (text, line, field) => {
    const problem = await problemOf(text);
    expect(problem).toMatchObject({ code: 'config_invalid', details: { line, field } });
    expect(problem.message).toContain(`line ${line}`);
    if (field !== null) expect(problem.message).toContain(`field ${field}`);
  });

  it('tells two spellings of one home apart from two homes', async () => {
    mkdirSync(join(home, 'real'));
    symlinkSync(join(home, 'real'), join(home, 'link'));
    const problem = await problemOf({
      agents: [
        { id: 'a', home: '~/real' },
        { id: 'b', home: '~/link' },
      ],
    });
    expect(problem.details).toMatchObject({ field: 'agents[1].home' });
  });

  it('of a newer version is refused as such, whatever else is in it', async () => {
    const problem = await problemOf('{\n"version": 2,\n"swarm": true}');
    expect(problem).toMatchObject({ code: 'config_too_new', details: { line: 2, field: 'version' } });
  });

  it.each<[string, (path: string) => void]>([
    ['a folder', (path) => mkdirSync(path)],
    ['a pipe', (path) => execFileSync('mkfifo', [path])],
    ['too large', (path) => writeFileSync(path, ' '.repeat(256 * 1024 + 1))],
    ['a link in a circle', (path) => symlinkSync(path, path)],
  ])('that is %s cannot be read', async (_case, make) => {
    const path = fleetFilePath(env);
    mkdirSync(dirname(path), { recursive: true });
    make(path);
    const { config, problem } = await loadFleetConfig(env);
    expect(problem).toMatchObject({ code: 'config_unreadable' });
    expect(problem?.message).not.toContain(home);
    expect(config.agents).toEqual([]);
  });

  it('may be a link, as in a folder of dotfiles', async () => {
    writeFileSync(join(home, 'dotfile.json'), '{"tmux": {"socketName": "linked"}}');
    mkdirSync(dirname(fleetFilePath(env)), { recursive: true });
    symlinkSync(join(home, 'dotfile.json'), fleetFilePath(env));
    expect((await loadFleetConfig(env)).config.tmux.socketName).toBe('linked');
  });
});

describe('what belongs to single repositories', () => {
  it('has its defaults', async () => {
    writeFleet({
      repositories: [
        {
          path: '~/shop',
          setup: { argv: ['npm', 'ci'] },
          checks: [{ name: 'unit tests', argv: ['npm', 'test'] }],
        },
        { path: '/srv/other', trusted: true },
      ],
    });
    expect((await loadFleetConfig(env)).config.repositories).toEqual([
      {
        path: join(home, 'shop'),
        trusted: false,
        setup: { argv: ['npm', 'ci'], timeoutSeconds: 600 },
        checks: [{ name: 'unit tests', argv: ['npm', 'test'], timeoutSeconds: 120 }],
      },
      { path: '/srv/other', trusted: true, setup: null, checks: [] },
    ]);
  });

  it.each([
    { path: 'shop' },
    { path: '/shop', checks: [{ name: 'x', argv: [] }] },
    { path: '/shop', checks: [{ name: 'x', argv: [''] }] },
    { path: '/shop', checks: [{ name: 'x\n', argv: ['a'] }] },
    { path: '/shop', checks: [{ name: 'x', argv: ['a'], timeoutSeconds: 0 }] },
    { path: '/shop', setup: { argv: 'npm ci' } },
    { path: '/shop', extra: 1 },
  ])('is refused as %j', async (entry) => {
    expect((await problemOf({ repositories: [entry] })).code).toBe('config_invalid');
  });
});
