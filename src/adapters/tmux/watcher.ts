import { watch } from 'node:fs';

import type { Session } from '../../core/agent/agent.ts';
import { MutableDisposable, toDisposable, type Disposable } from '../../core/lifecycle.ts';
import type { Logger } from '../../core/ports.ts';
import { collectEnded } from './collect.ts';
import type { TmuxServer } from './server.ts';
import type { Listing } from './sessions.ts';
import { Spaced } from './spaced.ts';

/** How often tmux is made to look for programs that ended, and is itself looked for, while it has sessions. */
const PULSE_MS = 100;
/** Every so many pulses its socket is tried. */
const BEATS_PER_KNOCK = 10;
/** Pause between two looks, so that a burst of changes starts few processes. The first look is at once. */
const PAUSE_MS = 40;
/** When to try again after what should not happen: no tmux, no folder. */
const RETRY_MS = 2000;

type Picture = ReadonlyMap<string, Session>;

/**
 * Reports the whole picture whenever it changed. Event-driven: hooks in the tmux server write to a file, whose
 * change brings one look. Idle, there is no tmux process at all.
 *
 * Not by a control-mode client, tempting as it is: a tmux server can crash, and take every Agentin with it, when
 * something happens while such a client connects (tmux pull request 4980: all versions before 3.7).
 */
export class Watcher implements Disposable {
  readonly #server: TmuxServer;
  readonly #logger: Logger;
  readonly #report: (picture: Picture) => void;
  readonly #look = new Spaced(PAUSE_MS, () => this.#see());
  readonly #notices = new MutableDisposable();
  readonly #pulse = new MutableDisposable();
  readonly #retry = new MutableDisposable();
  readonly #first = Promise.withResolvers<Listing | null>();
  #isBegun = false;
  /** The configuration that the server has still to read. */
  #unread: string | null = null;
  #reported: string | null = null;
  #pulsePid: number | null = null;
  #troubled = false;
  #disposed = false;

  static start(server: TmuxServer, logger: Logger, report: (picture: Picture) => void): Watcher {
    const watcher = new Watcher(server, logger, report);
    void watcher.#begin();
    return watcher;
  }

  private constructor(server: TmuxServer, logger: Logger, report: (picture: Picture) => void) {
    this.#server = server;
    this.#logger = logger;
    this.#report = report;
  }

  /**
   * What the first look shows, as long as that is still to begin: who asks before it need not look as well. Null when
   * there is none.
   */
  get firstLook(): Promise<Listing | null> | null {
    return this.#isBegun ? null : this.#first.promise;
  }

  dispose(): void {
    this.#disposed = true;
    this.#first.resolve(null);
    for (const part of [this.#notices, this.#pulse, this.#retry]) part.dispose();
  }

  async #begin(): Promise<void> {
    try {
      const { configPath, noticePath } = await this.#server.ensureFiles();
      if (this.#disposed) return;
      const notices = watch(noticePath, (event) => this.#noticed(event));
      notices.on('error', (error) => this.#failed(error));
      this.#notices.value = toDisposable(() => notices.close());
      this.#unread = configPath;
    } catch (error) {
      this.#failed(error);
    }
    this.#look.request();
  }

  #noticed(event: string): void {
    // Not a change but the file's end: somebody cleared the folder.
    if (event === 'rename') void this.#begin();
    else this.#look.request();
  }

  async #see(): Promise<void> {
    if (this.#disposed) return;
    const configPath = this.#unread;
    this.#unread = null;
    this.#isBegun = true;
    try {
      const listing = await (configPath === null ? this.#server.list() : this.#server.configure(configPath));
      this.#troubled = false;
      this.#show(listing);
      this.#first.resolve(listing);
    } catch (error) {
      // Not known is not gone: what was reported stays until tmux says something else.
      this.#failed(error);
      this.#first.resolve(null);
    }
  }

  #show(listing: Listing): void {
    if (this.#disposed) return;
    this.#setPulse(listing.serverPid);
    // tmux lists in the order of names, so equal pictures are equal texts.
    const text = JSON.stringify([...listing.sessions]);
    if (text === this.#reported) return;
    this.#reported = text;
    this.#report(listing.sessions);
  }

  #setPulse(serverPid: number | null): void {
    if (serverPid === this.#pulsePid) return;
    this.#pulsePid = serverPid;
    this.#pulse.value = serverPid === null ? undefined : this.#pulseOf(serverPid);
  }

  #pulseOf(serverPid: number): Disposable {
    let beats = 0;
    const timer = setInterval(() => {
      beats += 1;
      if (!collectEnded(serverPid)) this.#look.request();
      else if (beats % BEATS_PER_KNOCK === 0) void this.#knock();
    }, PULSE_MS);
    return toDisposable(() => clearInterval(timer));
  }

  /** A server that ended can still have a process where nobody collects it (containers without an init). */
  async #knock(): Promise<void> {
    if (!(await this.#server.isRunning())) this.#look.request();
  }

  #failed(error: unknown): void {
    if (this.#disposed) return;
    if (!this.#troubled) this.#logger.warn(`tmux cannot be watched${reason(error)}.`);
    this.#troubled = true;
    const timer = setTimeout(() => void this.#begin(), RETRY_MS);
    this.#retry.value = toDisposable(() => clearTimeout(timer));
  }
}

/** What an error says, for the log. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const text = typeof error.cause === 'string' ? error.cause : error.message;
  return `: ${text.replace(/\.$/, '')}`;
}
