import { randomUUID } from 'node:crypto';

import type { Session } from '../../core/agent.ts';
import { FleetError } from '../../core/errors.ts';
import { Emitter, toDisposable, type Disposable } from '../../core/lifecycle.ts';
import type { Logger, Multiplexer, WindowCommand, WindowName } from '../../core/ports.ts';
import type { CommandRunner } from '../run.ts';
import { cleanPaste } from './cleanPaste.ts';
import { newSession, newWindow, paneTarget, respawn, sessionTarget } from './command.ts';
import { plainText } from './plainText.ts';
import { failure, TmuxServer, type TmuxSocket } from './server.ts';
import { LIST_PANES, parseListing, type Listing } from './sessions.ts';

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
  readonly #changes: Emitter<ReadonlyMap<string, Session>>;
  readonly onDidChange: Multiplexer['onDidChange'];

  constructor(options: TmuxOptions) {
    this.#server = new TmuxServer(
      options.socket,
      options.configDir,
      options.runner,
      options.env ?? process.env,
    );
    this.#changes = new Emitter((error) => options.logger.error('A listener to tmux failed.', error));
    this.onDidChange = this.#changes.event;
  }

  async sessions(): Promise<ReadonlyMap<string, Session>> {
    return (await this.#list()).sessions;
  }

  watch(): Disposable {
    return toDisposable(() => {});
  }

  async createSession(session: string, window: WindowName, command: WindowCommand): Promise<void> {
    await this.#server.run(newSession(session, window, command));
  }

  async runInWindow(session: string, window: WindowName, command: WindowCommand): Promise<void> {
    const exists = await this.#hasWindow(session, window);
    await this.#server.run(exists ? respawn(session, window, command) : newWindow(session, window, command));
  }

  async killSession(session: string): Promise<void> {
    try {
      await this.#server.run([['kill-session', '-t', sessionTarget(session)]]);
    } catch (error) {
      if ((await this.sessions()).has(session)) throw error;
    }
  }

  async capture(session: string, window: WindowName, lines: number): Promise<string> {
    const screen = await this.#server.run([['capture-pane', '-p', '-t', paneTarget(session, window)]]);
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

  pipeToLog(): Promise<void> {
    return Promise.reject(new FleetError('internal', 'The raw log is not there yet.'));
  }

  attachCommand(session: string): readonly string[] {
    return [...this.#server.prefix('/dev/null'), 'attach-session', '-t', paneTarget(session, 'agent')];
  }

  dispose(): void {
    this.#changes.dispose();
  }

  async #list(): Promise<Listing> {
    try {
      return parseListing(await this.#server.run([LIST_PANES]));
    } catch (error) {
      if (FleetError.is(error, 'tmux_failed') && !(await this.#server.isRunning())) return parseListing('');
      throw error;
    }
  }

  async #hasWindow(session: string, window: WindowName): Promise<boolean> {
    const found = (await this.sessions()).get(session);
    if (found?.kind !== 'present') throw failure(`no session ${session}`);
    return found[window] !== null;
  }
}
