import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { checkout } from '../host/paths.ts';
import { endProcessTree, processTree } from '../host/processes.ts';
import { scriptedEnv, startScriptedModel, writeScriptedHome } from '../model/index.ts';
import type { ScriptedModel } from '../model/index.ts';
import { clearFolder } from '../tools/clearFolder.ts';

const run = promisify(execFile);

export interface DemoWorldOptions {
  /** Made anew; not below the system's temporary folder, where Codex refuses to have its home. */
  readonly root: string;
  readonly policy?: 'guarded' | 'yolo';
  /** `models` of the fleet file; what the homes name unless given. */
  readonly models?: object;
  /** Launcher of the Agentinnen; `codex` from PATH unless named. */
  readonly runner?: string;
}

/** A fleet of two with a lead, a repository to work in and a scripted model: all real but the model. */
export interface DemoWorld {
  readonly root: string;
  readonly workspace: string;
  readonly homes: { readonly a: string; readonly b: string; readonly lead: string };
  readonly fleetFile: string;
  readonly stateDir: string;
  /** Short, for Unix sockets: ours, tmux' and the window's. */
  readonly runtimeDir: string;
  readonly tmuxSocket: string;
  readonly model: ScriptedModel;
  /** What a process needs to be part of this world. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs tmux on the world's server. */
  readonly tmux: (...args: readonly string[]) => Promise<string>;
  /** Ends the tmux server with everything in it, the model, and removes the sockets. Idempotent. */
  readonly dispose: () => Promise<void>;
}

const SOCKET_NAME = 'codex-master-demo';
/** Codex offers its plan tool only where the home says so. */
const PLANS = '[tools.update_plan]\nenabled = true';

export async function createDemoWorld(options: DemoWorldOptions): Promise<DemoWorld> {
  const { root } = options;
  await rm(root, { recursive: true, force: true });
  await mkdir(root, { recursive: true, mode: 0o700 });
  const workspace = await makeRepository(path.join(root, 'shop'));
  const runtimeDir = await mkdtemp(path.join(tmpdir(), 'cm-'));
  const model = await startScriptedModel();
  const homes = { a: path.join(root, 'mila'), b: path.join(root, 'nora'), lead: path.join(root, 'lead') };
  for (const home of Object.values(homes)) {
    await writeScriptedHome(home, { port: model.port, projects: [workspace], extraToml: PLANS });
  }
  const fleetFile = path.join(root, 'fleet.json');
  await writeFile(fleetFile, `${JSON.stringify(fleetJson(homes, options), null, 2)}\n`);
  const stateDir = path.join(root, 'state');
  const env = environment({ root, fleetFile, stateDir, runtimeDir });
  const tmuxSocket = path.join(runtimeDir, `tmux-${process.getuid?.() ?? 0}`, SOCKET_NAME);
  const tmux = async (...args: readonly string[]): Promise<string> =>
    (await run('tmux', ['-S', tmuxSocket, ...args], { env })).stdout;
  let disposed: Promise<void> | undefined;
  const dispose = async (): Promise<void> => (disposed ??= end({ model, runtimeDir }));
  return { root, workspace, homes, fleetFile, stateDir, runtimeDir, tmuxSocket, model, env, tmux, dispose };
}

async function end(world: Pick<DemoWorld, 'model' | 'runtimeDir'>): Promise<void> {
  // A fleet file of a person's own may name another socket than the world's.
  const sockets = path.join(world.runtimeDir, `tmux-${process.getuid?.() ?? 0}`);
  for (const name of await readdir(sockets).catch(() => [])) {
    const server = await run('tmux', [
      '-S',
      path.join(sockets, name),
      'display-message',
      '-p',
      '#{pid}',
    ]).catch(() => null);
    const pid = Number.parseInt(server?.stdout ?? '', 10);
    if (Number.isInteger(pid) && processTree(pid).length > 0) await endProcessTree(pid);
  }
  await world.model.dispose();
  // Who is on the way to an end may still put a socket there.
  await clearFolder(world.runtimeDir);
}

function fleetJson(homes: DemoWorld['homes'], options: DemoWorldOptions): unknown {
  const runner = options.runner === undefined ? {} : { runner: options.runner };
  return {
    version: 1,
    agents: [
      { id: 'a', name: 'Mila', home: homes.a, ...runner },
      { id: 'b', name: 'Nora', home: homes.b, ...runner },
    ],
    ...(options.models !== undefined && { models: options.models }),
    launch: { policy: options.policy ?? 'guarded', passEnv: Object.keys(scriptedEnv()) },
    tmux: { socketName: SOCKET_NAME },
  };
}

function environment(places: {
  root: string;
  fleetFile: string;
  stateDir: string;
  runtimeDir: string;
}): NodeJS.ProcessEnv {
  const { TMUX: _tmux, CODEX_HOME: _home, CODEX_MASTER_MCP_INSTANCE_ID: _id, ...own } = process.env;
  const bin = path.join(checkout, 'node_modules/.bin');
  return {
    ...own,
    ...scriptedEnv(),
    // Codex runs the shell's start-up files there. A person's own may do anything, and a shell that is killed on the way
    // may leave locks behind (pyenv's keeps every later shell for a minute).
    HOME: places.root,
    CODEX_MASTER_FLEET: places.fleetFile,
    CODEX_MASTER_MCP_STATE: places.stateDir,
    XDG_RUNTIME_DIR: places.runtimeDir,
    TMUX_TMPDIR: places.runtimeDir,
    PATH: `${bin}${path.delimiter}${own['PATH'] ?? ''}`,
  };
}

/** A small shop to work on: enough to read, run and change. */
async function makeRepository(folder: string): Promise<string> {
  await mkdir(path.join(folder, 'src'), { recursive: true });
  await mkdir(path.join(folder, 'docs'), { recursive: true });
  const files: Readonly<Record<string, string>> = {
    'README.md': '# Shop\n\nA small shop to try Codex Master on.\n',
    'src/cart.js': 'export const total = (items) => items.reduce((sum, item) => sum + item.price, 0);\n',
    'docs/notes.md': '# Notes\n',
  };
  for (const [file, text] of Object.entries(files)) await writeFile(path.join(folder, file), text);
  const git = async (...args: readonly string[]): Promise<unknown> => run('git', ['-C', folder, ...args]);
  await git('init', '-q', '-b', 'main');
  await git('add', '.');
  // Who commits there has no configuration of a person's own.
  await git('config', 'user.name', 'Demo');
  await git('config', 'user.email', 'demo@localhost');
  await git('commit', '-q', '-m', 'A small shop');
  return folder;
}
