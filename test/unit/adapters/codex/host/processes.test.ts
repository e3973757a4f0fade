import { mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../../src/adapters/clock.ts';
import { createCodexHost } from '../../../../../src/adapters/codex/host/index.ts';
import { codexProcesses } from '../../../../../src/adapters/codex/host/processes.ts';
import { countingRandom, FakeCodexProgram, scratchFolder } from './support.ts';

let folder: string;
let home: string;

beforeEach(() => {
  folder = scratchFolder();
  home = join(folder, 'home');
  mkdirSync(join(folder, 'proc'));
  mkdirSync(join(folder, 'proc/self'));
  mkdirSync(join(home, '.codex'), { recursive: true });
});

interface Process {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly exe?: string;
}

/** An entry of /proc as Linux shows it. */
function addProcess({ argv, env, exe = '/usr/bin/other' }: Process): void {
  const entry = join(folder, 'proc', String(100 + readdirSync(join(folder, 'proc')).length));
  mkdirSync(entry);
  writeFileSync(join(entry, 'cmdline'), argv.map((one) => `${one}\0`).join(''));
  const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\0`);
  writeFileSync(join(entry, 'environ'), lines.join(''));
  symlinkSync('/', join(entry, 'root'));
  symlinkSync(folder, join(entry, 'cwd'));
  symlinkSync(exe, join(entry, 'exe'));
}

async function count(of = home): Promise<{ all: number; external: number } | null> {
  const host = createCodexHost({
    env: {},
    stateRoot: join(folder, 'state'),
    runner: new FakeCodexProgram(),
    clock: systemClock,
    random: countingRandom(),
    procRoot: join(folder, 'proc'),
  });
  return host.externalProcesses(of);
}

describe('the processes that use a home', () => {
  it('are those of Codex, ours and others', async () => {
    addProcess({ argv: ['/opt/codex', 'app-server'], env: { CODEX_HOME: home, CODEX_MASTER_MCP: '1' } });
    addProcess({ argv: ['codex', '--remote'], env: { CODEX_HOME: home, CODEX_AGENT_MCP: '1' } });
    addProcess({ argv: ['/opt/codex'], env: { CODEX_HOME: home } });
    addProcess({ argv: ['codex'], env: { CODEX_HOME: home, CODEX_MASTER_MCP: '0' } });
    addProcess({ argv: ['codex'], env: { CODEX_HOME: join(folder, 'proc') } });
    expect(await count()).toEqual({ all: 4, external: 2 });
  });

  it.each<[string, Process['argv'], string | undefined]>([
    ["npm's script", ['node', '/lib/node_modules/@openai/codex/bin/codex.js'], undefined],
    ["npm's link", ['/usr/bin/node', '/usr/local/bin/codex'], undefined],
    ['a program under another name', ['my-codex'], '/opt/codex'],
    ['a program that was updated since', ['whatever'], '/opt/codex (deleted)'],
  ])('include %s', async (_case, argv, exe) => {
    addProcess({ argv, env: { CODEX_HOME: home }, ...(exe === undefined ? {} : { exe }) });
    expect(await count()).toEqual({ all: 1, external: 1 });
  });

  it.each<[string, Process['argv'], string | undefined]>([
    ['an editor with codex in its arguments', ['vim', '/opt/codex'], undefined],
    ['tmux starting one', ['tmux', 'new-session', 'codex', 'app-server'], undefined],
    ['our own server', ['node', '/x/codex-master/dist/mcp.js'], undefined],
    ['the sandbox helper', ['codex-linux-sandbox', '--', 'ls'], '/opt/codex'],
    ['a kernel thread', [], undefined],
  ])('do not include %s', async (_case, argv, exe) => {
    addProcess({ argv, env: { CODEX_HOME: home }, ...(exe === undefined ? {} : { exe }) });
    expect(await count()).toEqual({ all: 0, external: 0 });
  });

  it('are found by the directory, not by its spelling', async () => {
    symlinkSync(home, join(folder, 'link'));
    addProcess({ argv: ['codex'], env: { CODEX_HOME: join(folder, 'link') } });
    addProcess({ argv: ['codex'], env: { CODEX_HOME: 'home' } });
    expect(await count()).toEqual({ all: 2, external: 2 });
    expect(await count(join(folder, 'link'))).toEqual({ all: 2, external: 2 });
  });

  it('use ~/.codex when they name none', async () => {
    addProcess({ argv: ['codex'], env: { HOME: home } });
    expect(await count(join(home, '.codex'))).toEqual({ all: 1, external: 1 });
    expect(await count(home)).toEqual({ all: 0, external: 0 });
  });

  it('are passed over when they cannot be read or are ending', async () => {
    addProcess({ argv: ['codex'], env: {} });
    mkdirSync(join(folder, 'proc/7'));
    writeFileSync(join(folder, 'proc/7/cmdline'), 'codex\0');
    expect(await count()).toEqual({ all: 0, external: 0 });
  });

  it('of a home that is not there are none', async () => {
    addProcess({ argv: ['codex'], env: { CODEX_HOME: home } });
    expect(await count(join(folder, 'nothing'))).toEqual({ all: 0, external: 0 });
  });

  it('cannot be told without /proc', async () => {
    expect(await codexProcesses(join(folder, 'nothing'))).toBeNull();
  });

  it('are identified as the system does it', async () => {
    addProcess({ argv: ['codex'], env: { CODEX_HOME: home, CODEX_AGENT_MCP: '1' } });
    const { dev, ino } = statSync(home);
    expect(await codexProcesses(join(folder, 'proc'))).toMatchObject([{ home: { dev, ino }, managed: true }]);
  });
});
