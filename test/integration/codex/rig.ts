import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readlink, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../../src/adapters/clock.ts';
import { createCodexConnector } from '../../../src/adapters/codex/index.ts';
import type { CodexLink, Logger } from '../../../src/core/ports.ts';
import { scriptedEnv, startScriptedModel, writeScriptedHome, type ScriptedModel } from '../../model/index.ts';
import { codexBinary, testFolder } from '../../model/testing/codex.ts';
import { underTest, type LinkUnderTest } from '../../unit/adapters/codex/linkRig.ts';

const run = promisify(execFile);

/** A real Codex: its app-server and its terminal in a tmux of the test's own, led by the scripted model. */
export interface CodexRig {
  readonly home: string;
  readonly project: string;
  readonly socketPath: string;
  readonly model: ScriptedModel;
  readonly warnings: string[];
  startServer(): Promise<void>;
  /** Ends the app-server as a crash would. */
  killServer(): Promise<void>;
  /** Opens the terminal, with `--remote` or, `plain`, on its own; its raw output goes to `logPath`. */
  openTerminal(how: 'remote' | 'plain', logPath?: string): Promise<void>;
  keys(...keys: readonly string[]): Promise<void>;
  /** Types a text and, once it is seen, sends it. */
  say(text: string): Promise<void>;
  screen(): Promise<string>;
  connect(preferred?: string | null): LinkUnderTest;
  end(): Promise<void>;
}

/** `extraToml` stands in the home's configuration. */
export async function startCodexRig(name: string, extraToml = ''): Promise<CodexRig> {
  const folder = testFolder(name);
  const home = path.join(folder, 'home');
  const project = path.join(folder, 'project');
  await mkdir(project, { recursive: true });
  const model = await startScriptedModel();
  await writeScriptedHome(home, { port: model.port, projects: [project], extraToml });
  const sockets = await mkdtemp('/tmp/cxi-');
  const rig = new Rig({ folder, home, project, sockets, model });
  return rig;
}

interface Places {
  readonly folder: string;
  readonly home: string;
  readonly project: string;
  readonly sockets: string;
  readonly model: ScriptedModel;
}

class Rig implements CodexRig {
  readonly home: string;
  readonly project: string;
  readonly socketPath: string;
  readonly model: ScriptedModel;
  readonly warnings: string[] = [];
  readonly #places: Places;
  readonly #links: CodexLink[] = [];

  constructor(places: Places) {
    this.#places = places;
    this.home = places.home;
    this.project = places.project;
    this.model = places.model;
    this.socketPath = path.join(places.sockets, 'a');
  }

  async startServer(): Promise<void> {
    await this.#window('server', ['app-server', '--listen', `unix://${this.socketPath}`]);
  }

  async killServer(): Promise<void> {
    const pid = await this.#tmux('display-message', '-p', '-t', '=x:server', '#{pane_pid}');
    process.kill(Number(pid), 'SIGKILL');
    // The window goes with its program, sooner or later.
    await this.#tmux('kill-window', '-t', '=x:server').catch(() => {});
  }

  async openTerminal(how: 'remote' | 'plain', logPath?: string): Promise<void> {
    const server = how === 'remote' ? ['--remote', `unix://${this.socketPath}`] : ['--no-daemon'];
    await this.#window('agent', [...server, '-C', this.project]);
    if (logPath !== undefined) await this.#tmux('pipe-pane', '-t', '=x:agent', '-o', `cat >> '${logPath}'`);
  }

  async keys(...keys: readonly string[]): Promise<void> {
    await this.#tmux('send-keys', '-t', '=x:agent', ...keys);
  }

  async say(text: string): Promise<void> {
    await this.#until(async () => /^› /m.test(await this.screen()));
    await this.#tmux('set-buffer', '-b', 'x', text);
    await this.#tmux('paste-buffer', '-p', '-d', '-b', 'x', '-t', '=x:agent');
    const end = text.slice(-12);
    await this.#until(async () => (await this.screen()).includes(end));
    await this.keys('Enter');
  }

  async screen(): Promise<string> {
    return this.#tmux('capture-pane', '-p', '-t', '=x:agent');
  }

  connect(preferred: string | null = null): LinkUnderTest {
    const warnings = this.warnings;
    const logger: Logger = {
      debug: () => {},
      info: () => {},
      warn: (message) => warnings.push(message),
      error: (message, cause) => warnings.push(`${message} ${String(cause)}`),
    };
    const connector = createCodexConnector({
      clock: systemClock,
      logger,
      clientVersion: '0.0.1',
      withContent: true,
    });
    const link = connector.connect('a', this.socketPath, { threadId: preferred, cwd: () => null });
    this.#links.push(link);
    return underTest(link);
  }

  async end(): Promise<void> {
    for (const link of this.#links) link.dispose();
    // The socket is a link to where Codex really listens; neither that nor its lock does it clear away.
    const listensAt = await readlink(this.socketPath).catch(() => null);
    await this.#endPrograms();
    await this.model.dispose();
    const options = { recursive: true, force: true, maxRetries: 10, retryDelay: 200 };
    await rm(this.#places.folder, options);
    await rm(this.#places.sockets, options);
    if (listensAt !== null) await Promise.all([rm(listensAt, options), rm(`${listensAt}.lock`, options)]);
  }

  /** Codex outlives its terminal while it is at work, and would write into folders that are being removed. */
  async #endPrograms(): Promise<void> {
    const panes = await this.#tmux('list-panes', '-a', '-F', '#{pane_pid}').catch(() => '');
    await this.#tmux('kill-server').catch(() => {});
    const pids = panes.split('\n').filter((pid) => pid !== '');
    for (const pid of pids.map(Number)) {
      for (let tries = 0; kill(pid) && tries < 1000; tries += 1) await systemClock.sleep(20);
    }
  }

  async #window(name: string, args: readonly string[]): Promise<void> {
    const env = { ...scriptedEnv(), CODEX_HOME: this.home, HOME: this.#places.folder };
    const flags = Object.entries(env).flatMap(([key, value]) => ['-e', `${key}=${value}`]);
    const program = ['-c', this.project, ...flags, codexBinary(), ...args];
    const isUp = await this.#tmux('has-session', '-t', '=x').then(
      () => true,
      () => false,
    );
    if (isUp) await this.#tmux('new-window', '-d', '-t', '=x:', '-n', name, ...program);
    else await this.#tmux('new-session', '-d', '-s', 'x', '-n', name, '-x', '110', '-y', '40', ...program);
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    const socket = path.join(this.#places.sockets, 't');
    return (await run('tmux', ['-u', '-S', socket, '-f', '/dev/null', ...args])).stdout.trimEnd();
  }

  /** The screen raises no event that a test could wait for. */
  async #until(holds: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 1200; tries += 1) {
      if (await holds()) return;
      await systemClock.sleep(50);
    }
    throw new Error(`The terminal does not show what was expected:\n${await this.screen()}`);
  }
}

/** False when there is nothing left to kill. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
