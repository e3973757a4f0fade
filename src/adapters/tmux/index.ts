import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Session } from '../../core/agent/agent.ts';
import { Emitter, toDisposable, type Disposable } from '../../core/lifecycle.ts';
import type { Logger, Multiplexer, WindowCommand, WindowName } from '../../core/ports.ts';
import type { CommandRunner } from '../run.ts';
import { Captures } from './captures.ts';
import { cleanPaste } from './cleanPaste.ts';
import { collectEnded } from './collect.ts';
import { newSession, newWindow, paneTarget, respawn, sessionTarget, type TmuxCommand } from './command.ts';
import { plainText } from './plainText.ts';
import { failure, TmuxServer, type TmuxSocket } from './server.ts';
import { checkLogFile, logPipeCommand } from './logPipe.ts';
import { notice } from './config.ts';
import { Watcher } from './watcher.ts';

/** Pauses before a session that is not listed is asked for again; then it counts as gone. */
const ASK_AGAIN_MS = [50, 150, 400] as const;

export interface TmuxOptions {
  readonly socket: TmuxSocket;
  /** A private folder of ours: the generated configuration is written there. */
  readonly configDir: string;
  readonly runner: CommandRunner;
  readonly logger: Logger;
  /** Where the tmux server gets its few variables from; the process' own environment unless named. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** The terminal multiplexer on tmux. `dispose` ends what listens; the sessions go on. */
export function createTmux(options: TmuxOptions): Multiplexer & Disposable {
  return new Tmux(options);
}

class Tmux implements Multiplexer, Disposable {
  readonly #server: TmuxServer;
  readonly #logger: Logger;
  readonly #changes: Emitter<ReadonlyMap<string, Session>>;
  readonly onDidChange: Multiplexer['onDidChange'];
  readonly #captures: Captures;
  #watcher: Watcher | null = null;
  #handles = 0;
  #creating: Promise<unknown> = Promise.resolve();
  #disposed = false;

  constructor(options: TmuxOptions) {
    this.#server = new TmuxServer(
      options.socket,
      options.configDir,
      options.runner,
      options.env ?? process.env,
    );
    this.#logger = options.logger;
    const run = async (commands: readonly TmuxCommand[]): Promise<string> => this.#server.run(commands);
    this.#captures = new Captures({ run, mark: randomUUID });
    this.#changes = new Emitter((error) => options.logger.error('A listener to tmux failed.', error));
    this.onDidChange = this.#changes.event;
  }

  async sessions(): Promise<ReadonlyMap<string, Session>> {
    const { sessions, serverPid, endUnknown } =
      (await this.#watcher?.firstLook) ?? (await this.#server.list());
    // While watched that happens all the time; otherwise the next call will know more of the program's end.
    if (serverPid !== null && endUnknown) collectEnded(serverPid);
    return sessions;
  }

  watch(): Disposable {
    if (this.#disposed) return toDisposable(() => {});
    this.#handles += 1;
    this.#watcher ??= Watcher.start(this.#server, this.#logger, (picture) => this.#changes.fire(picture));
    return toDisposable(() => {
      this.#handles -= 1;
      if (this.#handles > 0) return;
      this.#watcher?.dispose();
      this.#watcher = null;
    });
  }

  /**
   * One after the other. Of several clients that find no server and begin one, only the first waits until it has read our
   * configuration: the session of another would be there before the hooks that tell of it, and the options that keep it.
   */
  async createSession(session: string, window: WindowName, command: WindowCommand): Promise<void> {
    await this.#server.ensureFiles();
    const created = this.#creating.then(async () => {
      // One whose socket is gone would not be found, and another one begun beside it.
      await this.#server.isRunning();
      return this.#server.run(newSession(session, window, command));
    });
    this.#creating = created.catch(() => {});
    await created;
  }

  async runInWindow(session: string, window: WindowName, command: WindowCommand): Promise<void> {
    const exists = await this.#hasWindow(session, window);
    if (!exists) {
      await this.#server.run(newWindow(session, window, command));
      return;
    }
    // tmux has no hook for this.
    const { noticePath } = await this.#server.ensureFiles();
    await this.#server.run([...respawn(session, window, command), ...notice(noticePath)]);
  }

  async killSession(session: string): Promise<void> {
    try {
      await this.#server.run([['kill-session', '-t', sessionTarget(session)]]);
    } catch (error) {
      if ((await this.sessions()).has(session)) throw error;
    }
  }

  async capture(session: string, window: WindowName, lines: number): Promise<string> {
    const screen = await this.#captures.read(paneTarget(session, window));
    return plainText(screen).trimEnd().split('\n').slice(-lines).join('\n');
  }

  async paste(session: string, window: WindowName, text: string): Promise<void> {
    const target = paneTarget(session, window);
    const buffer = `codex-master-${randomUUID()}`;
    try {
      await this.#server.run(
        [
          ['load-buffer', '-b', buffer, '-'],
          ['paste-buffer', '-p', '-r', '-d', '-b', buffer, '-t', target],
        ],
        cleanPaste(text),
      );
    } catch (error) {
      await this.#server.run([['delete-buffer', '-b', buffer]]).catch(() => {});
      throw error;
    }
  }

  async sendKeys(session: string, window: WindowName, keys: readonly string[]): Promise<void> {
    await this.#server.run([['send-keys', '-t', paneTarget(session, window), '--', ...keys]]);
  }

  async pipeToLog(session: string, window: WindowName, logPath: string): Promise<void> {
    await checkLogFile(logPath);
    // -O: what the program prints; without -o, which would end the earlier pipe and begin none.
    const command = ['pipe-pane', '-O', '-t', paneTarget(session, window), logPipeCommand(logPath)];
    await this.#server.run([command]);
  }

  attachCommand(session: string): readonly string[] {
    return [...this.#server.prefix, 'attach-session', '-t', paneTarget(session, 'agent')];
  }

  dispose(): void {
    this.#disposed = true;
    this.#watcher?.dispose();
    this.#watcher = null;
    this.#changes.dispose();
  }

  /**
   * Asks more than once: whoever wants a window made the session a moment ago, and on a server that has just begun, on a busy
   * machine, it was seen missing from the list.
   */
  async #hasWindow(session: string, window: WindowName): Promise<boolean> {
    const first = await this.#find(session).catch(() => undefined);
    if (first !== undefined) return first[window] !== null;
    for (const pauseMs of ASK_AGAIN_MS) {
      await sleep(pauseMs);
      const found = await this.#find(session).catch(() => undefined);
      if (found === undefined) continue;
      this.#logger.warn('tmux listed a session only when it was asked again.');
      return found[window] !== null;
    }
    throw failure(`no session ${session}`);
  }

  async #find(session: string): Promise<(Session & { readonly kind: 'present' }) | undefined> {
    const found = (await this.#server.list()).sessions.get(session);
    return found?.kind === 'present' ? found : undefined;
  }
}
