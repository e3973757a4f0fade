import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import {
  scriptedEnv,
  scriptLine,
  startScriptedModel,
  writeScriptedHome,
  type StepInput,
} from '../model/index.ts';
import { codexBinary, testFolder } from '../model/testing/codex.ts';
import { Normaliser } from './normalise.ts';
import { clearFolder } from './clearFolder.ts';
import { RECORDED_QUESTION } from './recordedQuestion.ts';

/**
 * `node test/tools/recordScreens.ts` drives the installed Codex' terminal in tmux and writes what its screen shows in
 * each state into `test/fixtures/codex/screens/<name>.txt`, and the raw output of some into `<name>.raw`. It waits
 * with the clock, as it takes pictures for people to look at before they are committed.
 */
const SCREENS = path.join(import.meta.dirname, '..', 'fixtures', 'codex', 'screens');
const run = promisify(execFile);

const end: StepInput = { do: 'say', text: 'Fertig.' };

/** What Codex' own phrases look like in a conversation: none of it is a state. */
const PROSE = [
  'You’ve hit your usage limit. try again at 11:31 AM.',
  'Would you like to run the following command?',
  '1. Yes, proceed (y)',
  'Press enter to confirm or esc to cancel',
  'Working (5s • esc to interrupt)',
].join('\n');

interface Shot {
  readonly name: string;
  readonly steps: readonly StepInput[];
  readonly afterMs: number;
  /** Keys that end what is shown. */
  readonly keys: readonly string[];
}

const SHOTS: readonly Shot[] = [
  { name: 'working', steps: [{ do: 'delay', ms: 2500 }, end], afterMs: 1200, keys: [] },
  {
    name: 'command-approval',
    steps: [{ do: 'escalate', cmd: 'echo hi', justification: 'Darf ich?' }, end],
    afterMs: 2000,
    keys: ['Enter'],
  },
  {
    name: 'file-approval',
    steps: [
      { do: 'patch', input: '*** Begin Patch\n*** Add File: ../outside.txt\n+hello\n*** End Patch' },
      end,
    ],
    afterMs: 2000,
    keys: ['Escape'],
  },
  {
    name: 'question',
    steps: [{ do: 'askPerson', questions: [RECORDED_QUESTION] }, end],
    afterMs: 2000,
    keys: ['Enter'],
  },
  { name: 'prose', steps: [{ do: 'say', text: PROSE }], afterMs: 1500, keys: [] },
  { name: 'usage-limit', steps: [{ do: 'usageLimit' }], afterMs: 2000, keys: [] },
];

class Terminal {
  readonly #socket: string;
  readonly #raw: string;

  constructor(folder: string) {
    this.#socket = path.join(folder, 't');
    this.#raw = path.join(folder, 'raw');
  }

  async open(home: string, cwd: string): Promise<void> {
    await rm(this.#raw, { force: true });
    const env = Object.entries({ ...scriptedEnv(), CODEX_HOME: home, HOME: path.dirname(home) });
    const flags = env.flatMap(([key, value]) => ['-e', `${key}=${value}`]);
    // A shell first: the pipe must stand before Codex writes.
    await this.#tmux(
      '-f',
      '/dev/null',
      'new-session',
      '-d',
      '-s',
      'x',
      '-x',
      '110',
      '-y',
      '40',
      '-c',
      cwd,
      ...flags,
      'sh',
    );
    await this.#tmux('pipe-pane', '-t', '=x:', '-o', `cat >> '${this.#raw}'`);
    await this.keys([`exec '${codexBinary()}' --no-daemon -C '${cwd}'`, 'Enter']);
    await sleep(4000);
  }

  async say(text: string): Promise<void> {
    await this.#tmux('set-buffer', '-b', 'x', text);
    await this.#tmux('paste-buffer', '-p', '-d', '-b', 'x', '-t', '=x:');
    await sleep(500);
    await this.keys(['Enter']);
  }

  async keys(keys: readonly string[]): Promise<void> {
    if (keys.length > 0) await this.#tmux('send-keys', '-t', '=x:', ...keys);
  }

  async screen(): Promise<string> {
    return this.#tmux('capture-pane', '-p', '-t', '=x:');
  }

  async raw(): Promise<string> {
    return readFile(this.#raw, 'utf8');
  }

  async close(): Promise<void> {
    await this.#tmux('kill-server');
    await sleep(500);
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    return (await run('tmux', ['-u', '-S', this.#socket, ...args])).stdout;
  }
}

async function record(): Promise<void> {
  const folder = testFolder('screens');
  const cwd = path.join(folder, 'project');
  await mkdir(cwd, { recursive: true });
  await mkdir(SCREENS, { recursive: true });
  const names = new Normaliser([
    [cwd, '/project'],
    [folder, '/folder'],
    [path.resolve(import.meta.dirname, '..', '..'), '/checkout'],
  ]);
  const write = async (name: string, text: string): Promise<void> =>
    writeFile(path.join(SCREENS, name), `${names.text(text).trimEnd()}\n`);
  const model = await startScriptedModel();
  const terminal = new Terminal(folder);
  try {
    const home = path.join(folder, 'home');
    await writeScriptedHome(home, { port: model.port, projects: [cwd] });
    await terminal.open(home, cwd);
    await write('idle.txt', await terminal.screen());
    for (const shot of SHOTS) {
      await terminal.say(scriptLine(shot.steps));
      await sleep(shot.afterMs);
      await write(`${shot.name}.txt`, await terminal.screen());
      if (shot.name === 'command-approval') await write('session.raw', await terminal.raw());
      await terminal.keys(shot.keys);
      await sleep(2000);
      if (shot.name === 'file-approval') await write('interrupted.txt', await terminal.screen());
    }
    await terminal.close();
    for (const [name, options] of START_DIALOGS) {
      const home = path.join(folder, name);
      await writeScriptedHome(home, { port: model.port, ...options(cwd) });
      if (name === 'sign-in') await writeFile(path.join(home, 'config.toml'), '');
      await terminal.open(home, cwd);
      await write(`start-${name}.txt`, await terminal.screen());
      await write(`start-${name}.raw`, await terminal.raw());
      await terminal.close();
    }
  } finally {
    await model.dispose();
    await terminal.close().catch(() => {});
    await clearFolder(folder);
  }
}

const START_DIALOGS: readonly (readonly [
  string,
  (cwd: string) => { model?: string; projects?: string[] },
])[] = [
  ['new-model', (cwd) => ({ model: 'gpt-5.5', projects: [cwd] })],
  ['trust', () => ({})],
  ['sign-in', () => ({})],
];

await record();
