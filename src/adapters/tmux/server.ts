import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';

import { FleetError } from '../../core/errors.ts';
import type { CommandRunner, RunResult } from '../run.ts';
import { commandLine, startsProgram, type TmuxCommand } from './command.ts';
import { ensureFiles, filesIn, type TmuxFiles } from './config.ts';
import { quoteCommand } from './quote.ts';
import { LIST_PANES, LIST_SESSIONS, parseListing, type Listing } from './sessions.ts';
import { revive, type LostSocket } from './revive.ts';
import { Shared } from './shared.ts';

/** Which tmux server: one by name, in the person's usual socket folder, or one by the socket's absolute path. */
export type TmuxSocket = { readonly name: string } | { readonly path: string };

const TIMEOUT_MS = 10_000;
const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;
/** The tmux client sends its arguments in one message of at most 16 KiB. */
const MAX_ARGUMENT_BYTES = 12_000;

/**
 * What the tmux server itself gets from us: enough to find programs and to know the language. All else reaches
 * a program only when its command says so.
 */
const SERVER_VARIABLES =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_[A-Z]+|TZ|TMPDIR|TMUX_TMPDIR|XDG_RUNTIME_DIR)$/;

export function serverEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const chosen: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && SERVER_VARIABLES.test(name)) chosen[name] = value;
  }
  return chosen;
}

export function failure(cause: unknown): FleetError {
  const sentence =
    'tmux refused a command; the session or window may be gone. Ask for the status, then try again.';
  return new FleetError('tmux_failed', sentence, { retryable: true, cause });
}

function missing(cause: unknown): FleetError {
  const sentence = 'tmux was not found. Install it (Debian, Ubuntu: apt install tmux).';
  return new FleetError('tmux_missing', sentence, { cause });
}

/** The tmux server as a program to call: each call is one process, started with argv. */
export class TmuxServer {
  readonly #socket: TmuxSocket;
  readonly #folder: string;
  readonly #runner: CommandRunner;
  readonly #env: Record<string, string>;
  readonly #listing = new Shared(() => this.#list());
  readonly #reviving = new Shared(async () => revive(this.#lost));

  constructor(
    socket: TmuxSocket,
    folder: string,
    runner: CommandRunner,
    env: Readonly<Record<string, string | undefined>>,
  ) {
    this.#socket = socket;
    this.#folder = folder;
    this.#runner = runner;
    this.#env = serverEnvironment(env);
  }

  get socketPath(): string {
    if ('path' in this.#socket) return this.#socket.path;
    return join(this.#temporaryFolder, `tmux-${userInfo().uid}`, this.#socket.name);
  }

  get #temporaryFolder(): string {
    return this.#env['TMUX_TMPDIR'] ?? '/tmp';
  }

  get #lost(): LostSocket {
    return {
      socketPath: this.socketPath,
      words: this.prefix.slice(1),
      temporaryFolder: this.#temporaryFolder,
      isListening: async () => this.#isListening(),
    };
  }

  /** Makes sure of configuration and notice file; to be done before anything that may start the server. */
  async ensureFiles(): Promise<TmuxFiles> {
    try {
      return await ensureFiles(this.#folder);
    } catch (error) {
      const sentence = "tmux' configuration cannot be written to the state folder. Check its permissions.";
      throw new FleetError('state_unwritable', sentence, { cause: error });
    }
  }

  /** The words that choose this server, UTF-8 and our configuration; the first is the program. */
  get prefix(): readonly string[] {
    const socket = 'path' in this.#socket ? ['-S', this.#socket.path] : ['-L', this.#socket.name];
    return ['tmux', '-u', ...socket, '-f', filesIn(this.#folder).configPath];
  }

  /** Runs the commands one after the other in one process, up to the first that fails; returns what they printed. */
  run(commands: readonly TmuxCommand[], stdin?: string): Promise<string> {
    const words = commandLine(commands);
    const bytes = words.reduce((sum, word) => sum + Buffer.byteLength(word) + 1, 0);
    const isShort = bytes <= MAX_ARGUMENT_BYTES;
    if (isShort && !commands.some(startsProgram)) return this.#exec(words, stdin);
    // Too long for a message, or with an environment: tmux reads it as a file, for which it starts no server.
    const script = commands.map((command) => quoteCommand(command)).join(' ; ');
    return this.#exec(['start-server', ';', 'source-file', '-'], script);
  }

  async #exec(words: readonly string[], stdin: string | undefined): Promise<string> {
    const [file = 'tmux', ...args] = this.prefix;
    const result = await this.#runner.run({
      file,
      args: [...args, ...words],
      env: this.#env,
      // A server that this starts would keep our folder in use.
      cwd: '/',
      timeoutMs: TIMEOUT_MS,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      ...(stdin === undefined ? {} : { stdin }),
    });
    return output(result);
  }

  /**
   * The sessions as they are now; an empty listing when no server runs. One process, unless it fails, for all who ask
   * while it runs: a window that comes to a fleet looks at each Agentin by herself.
   */
  list(): Promise<Listing> {
    return this.#listing.get();
  }

  /**
   * As `list`, of a server that gets our options and hooks first: another version of ours may have started it. One
   * process for both, unless that fails.
   */
  async configure(configPath: string): Promise<Listing> {
    if (!(await this.isRunning())) return this.list();
    const read: TmuxCommand = ['source-file', configPath];
    try {
      return parseListing(await this.run([read, LIST_PANES]));
    } catch (error) {
      if (!FleetError.is(error, 'tmux_failed')) throw error;
      // One without sessions cannot list its panes, and takes our options all the same.
      await this.run([read]);
      return this.list();
    }
  }

  async #list(): Promise<Listing> {
    try {
      return parseListing(await this.run([LIST_PANES]));
    } catch (error) {
      if (!FleetError.is(error, 'tmux_failed')) throw error;
      if (await this.#reviving.get()) return parseListing(await this.run([LIST_PANES]));
      if (await this.#isEmpty()) return parseListing('');
      throw error;
    }
  }

  /** No server, or one without sessions: that cannot list its panes, and is about to end. */
  async #isEmpty(): Promise<boolean> {
    try {
      return !(await this.isRunning()) || (await this.run([LIST_SESSIONS])) === '';
    } catch {
      return !(await this.isRunning());
    }
  }

  /** Does the server run? One whose socket was taken away gets it back. */
  async isRunning(): Promise<boolean> {
    return (await this.#isListening()) || (await this.#reviving.get());
  }

  /** Does somebody listen on the server's socket? Asks the socket, not tmux: no process, no words to read. */
  #isListening(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.socketPath);
      const answer = (running: boolean): void => {
        socket.destroy();
        resolve(running);
      };
      socket.once('connect', () => answer(true));
      socket.once('error', () => answer(false));
    });
  }
}

function output(result: RunResult): string {
  if (result.kind === 'unstarted') {
    throw result.reason === 'missing' ? missing(result.cause) : failure(result.cause);
  }
  if (result.exitCode === 0) return result.stdout;
  throw failure(result.timedOut ? 'time-out' : result.stderr.trim());
}
