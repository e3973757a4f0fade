import {
  cpSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkout, node24 } from '../host/paths.ts';
import { run, type Ended } from './installation/rig.ts';
import { clearFolder } from '../tools/clearFolder.ts';

const shells = ['/bin/dash', '/bin/bash', '/bin/busybox'].filter((shell) => existsSync(shell));

let root: string;
let wrapper: string;

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'a wrapper '));
  wrapper = path.join(root, 'the package/media/plugin/bin/codex-master-mcp');
  cpSync(path.join(checkout, 'media/plugin/bin'), path.dirname(wrapper), { recursive: true });
  const dist = path.join(root, 'the package/dist');
  mkdirSync(dist);
  writeFileSync(path.join(dist, 'package.json'), '{ "type": "commonjs" }');
  const program = (name: string): string =>
    `console.log(JSON.stringify([${JSON.stringify(name)}, ...process.argv.slice(2), process.env.ELECTRON_RUN_AS_NODE ?? null]))`;
  writeFileSync(path.join(dist, 'mcp.js'), program('mcp'));
  writeFileSync(path.join(dist, 'cli.js'), program('cli'));
});
afterAll(() => clearFolder(root));

function fakeNode(name: string, version: string): string {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  const script = `#!/bin/sh\nif [ "$1" = --version ]; then echo ${version}; exit; fi\nexec ${node24} "$@"\n`;
  writeFileSync(file, script);
  chmodSync(file, 0o755);
  return file;
}

const good = (): string => path.dirname(fakeNode('good bin/node', 'v22.13.0'));
const old = (): string => path.dirname(fakeNode('old/node', 'v22.12.9'));

async function start(file: string, words: readonly string[], env: Record<string, string>): Promise<Ended> {
  return run(file, words, { HOME: root, ...env }, root);
}

describe.each(shells)('the starter in %s', (shell) => {
  const argv = shell.endsWith('busybox') ? ['sh'] : [];
  const inShell = async (words: readonly string[], env: Record<string, string>): Promise<Ended> =>
    start(shell, [...argv, wrapper, ...words], env);

  it('serves without arguments and is the command line with any', async () => {
    const env = { PATH: `${good()}:/usr/bin:/bin` };
    expect((await inShell([], env)).out).toBe('["mcp",null]\n');
    expect((await inShell(['send', 'a', 'two words', '', '*'], env)).out).toBe(
      '["cli","send","a","two words","","*",null]\n',
    );
  });

  it('passes a Node that is too old, for one that is named or lies in a VS Code server', async () => {
    const env = { PATH: `${old()}:/usr/bin:/bin`, CODEX_MASTER_NODE: path.join(good(), 'node') };
    expect((await inShell([], env)).out).toBe('["mcp",null]\n');
    const server = '.vscode-server/cli/servers/Stable-1/server/node';
    fakeNode(server, 'v24.1.0');
    expect((await inShell([], { PATH: env.PATH })).out).toBe('["mcp",null]\n');
    rmSync(path.join(root, '.vscode-server'), { recursive: true });
  });

  it('passes a Node of the project that it is started in, which an empty folder in PATH would find', async () => {
    const project = path.join(root, 'project');
    mkdirSync(project, { recursive: true });
    writeFileSync(path.join(project, 'node'), '#!/bin/sh\necho v99.0.0 of the project\n', { mode: 0o755 });
    for (const first of ['', '.']) {
      const env = { HOME: root, PATH: `${first}:${good()}:/usr/bin:/bin`, CODEX_MASTER_NODE: 'node' };
      const ended = await run(shell, [...argv, wrapper], env, project);
      expect(ended).toMatchObject({ code: 0, out: '["mcp",null]\n', err: '' });
    }
  });

  it("tells the editor's own program to be a Node", async () => {
    const editor = fakeNode('editor/code', 'v24.1.0');
    const { out } = await inShell(['x'], { PATH: `${old()}:/usr/bin:/bin`, CODEX_MASTER_NODE: editor });
    expect(out).toBe('["cli","x","1"]\n');
  });

  it('says what it needs when there is none', async () => {
    const ended = await inShell([], { PATH: `${old()}:/usr/bin:/bin`, CODEX_MASTER_NODE: '/nowhere' });
    expect(ended).toMatchObject({ code: 126, out: '' });
    expect(ended.err).toMatch(/needs Node 22\.13 or newer.*CODEX_MASTER_NODE/u);
  });
});

describe('the starter', () => {
  const env = (): Record<string, string> => ({ PATH: `${good()}:/usr/bin:/bin` });

  it('finds its programs through links to links, relative ones and folders with blanks', async () => {
    const first = path.join(root, 'first link');
    const second = path.join(root, 'some where/second');
    mkdirSync(path.dirname(second));
    symlinkSync(wrapper, first);
    symlinkSync('../first link', second);
    expect((await start(second, [], env())).out).toBe('["mcp",null]\n');
    expect((await start('second', ['x'], { PATH: `${path.dirname(second)}:${env()['PATH']}` })).out).toBe(
      '["cli","x",null]\n',
    );
  });

  it('finds them beside a copy of the plugin', async () => {
    const copy = path.join(root, 'cache/1.0.0');
    cpSync(path.join(root, 'the package/media/plugin'), copy, { recursive: true });
    cpSync(path.join(root, 'the package/dist'), path.join(copy, 'dist'), { recursive: true });
    expect((await start(path.join(copy, 'bin/codex-master-mcp'), [], env())).out).toBe('["mcp",null]\n');
  });

  it('says so when they are gone', async () => {
    const lost = path.join(root, 'lost/bin');
    cpSync(path.dirname(wrapper), lost, { recursive: true });
    const ended = await start(path.join(lost, 'codex-master-mcp'), [], env());
    expect(ended).toMatchObject({ code: 127, out: '' });
    expect(ended.err).toContain('Install Codex Master again');
  });
});
