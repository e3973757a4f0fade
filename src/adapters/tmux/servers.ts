import type { Session } from '../../core/agent/agent.ts';
import { DisposableStore, Emitter, toDisposable } from '../../core/lifecycle.ts';
import type { Disposable, Event } from '../../core/lifecycle.ts';
import type { Multiplexer, WindowCommand, WindowName } from '../../core/ports.ts';
import { createTmux } from './index.ts';
import type { TmuxOptions } from './index.ts';
import { noteUsedSocket, readUsedSockets } from './usedSockets.ts';

export interface TmuxServersOptions extends Omit<TmuxOptions, 'socket'> {
  /** The name that the fleet file gives now. */
  readonly socketName: () => string;
  readonly onDidChangeConfig: Event<void>;
}

type Tmux = Multiplexer & Disposable;
type Picture = ReadonlyMap<string, Session>;

/**
 * The tmux server that the fleet file names, and those that it named before: who runs on one of them stays there until her
 * next start, for a running program cannot change its terminal. New sessions begin on the one named now.
 */
export class TmuxServers implements Multiplexer, Disposable {
  readonly #options: TmuxServersOptions;
  readonly #store = new DisposableStore();
  readonly #servers = new Map<string, Tmux>();
  readonly #watches = new Map<string, Disposable>();
  /** What was seen last on each. */
  readonly #pictures = new Map<string, Picture>();
  readonly #changes: Emitter<Picture>;
  readonly onDidChange: Multiplexer['onDidChange'];
  #former: Promise<void> | undefined;
  #handles = 0;

  constructor(options: TmuxServersOptions) {
    this.#options = options;
    this.#changes = this.#store.add(
      new Emitter((error) => options.logger.error('A listener to tmux failed.', error)),
    );
    this.onDidChange = this.#changes.event;
    this.#store.add(options.onDidChangeConfig(() => void this.#current));
  }

  async sessions(): Promise<Picture> {
    void this.#current;
    await this.#knowFormer();
    await Promise.all([...this.#servers.keys()].map(async (name) => this.#look(name)));
    return this.#all();
  }

  watch(): Disposable {
    this.#handles += 1;
    if (this.#handles === 1) {
      for (const name of this.#servers.keys()) this.#listen(name);
      void this.#current;
      void this.#knowFormer();
    }
    return toDisposable(() => {
      this.#handles -= 1;
      if (this.#handles === 0) this.#stopListening();
    });
  }

  async createSession(session: string, window: WindowName, command: WindowCommand): Promise<void> {
    const name = this.#options.socketName();
    const tmux = this.#current;
    // Noted before: a crash in between must not leave one that nobody finds.
    await noteUsedSocket(this.#options.configDir, name);
    await tmux.createSession(session, window, command);
  }

  async runInWindow(session: string, window: WindowName, command: WindowCommand): Promise<void> {
    await (await this.#ofSession(session)).runInWindow(session, window, command);
  }

  async killSession(session: string): Promise<void> {
    const tmux = await this.#ofSession(session);
    await tmux.killSession(session);
  }

  async capture(session: string, window: WindowName, lines: number): Promise<string> {
    return (await this.#ofSession(session)).capture(session, window, lines);
  }

  async paste(session: string, window: WindowName, text: string): Promise<void> {
    await (await this.#ofSession(session)).paste(session, window, text);
  }

  async sendKeys(session: string, window: WindowName, keys: readonly string[]): Promise<void> {
    await (await this.#ofSession(session)).sendKeys(session, window, keys);
  }

  async pipeToLog(session: string, window: WindowName, logPath: string): Promise<void> {
    await (await this.#ofSession(session)).pipeToLog(session, window, logPath);
  }

  attachCommand(session: string): readonly string[] {
    return this.#seenOn(session).attachCommand(session);
  }

  dispose(): void {
    this.#stopListening();
    for (const tmux of this.#servers.values()) tmux.dispose();
    this.#servers.clear();
    this.#store.dispose();
  }

  /** The one that the fleet file names now; made when it is named first. */
  get #current(): Tmux {
    return this.#server(this.#options.socketName());
  }

  #server(name: string): Tmux {
    const known = this.#servers.get(name);
    if (known !== undefined) return known;
    const { configDir, runner, logger, env } = this.#options;
    const tmux = createTmux({
      socket: { name },
      configDir,
      runner,
      logger,
      ...(env !== undefined && { env }),
    });
    this.#servers.set(name, tmux);
    tmux.onDidChange((picture) => {
      this.#pictures.set(name, picture);
      this.#changes.fire(this.#all());
    });
    if (this.#handles > 0) this.#listen(name);
    return tmux;
  }

  async #knowFormer(): Promise<void> {
    this.#former ??= this.#readFormer();
    await this.#former;
  }

  async #readFormer(): Promise<void> {
    const names = await readUsedSockets(this.#options.configDir);
    if (this.#store.isDisposed) return;
    for (const name of names) this.#server(name);
  }

  async #look(name: string): Promise<void> {
    const tmux = this.#servers.get(name);
    try {
      const seen = await tmux?.sessions();
      if (seen === undefined) return;
      this.#pictures.set(name, seen);
      if (seen.size === 0) this.#leave(name);
    } catch (error) {
      // One that the fleet file no longer names and that cannot be asked does not stand in the way of the others.
      if (name === this.#options.socketName()) throw error;
    }
  }

  /** The last one of a server of before has gone: nobody begins there any more, and nothing more is asked of it. */
  #leave(name: string): void {
    if (name === this.#options.socketName()) return;
    this.#watches.get(name)?.dispose();
    this.#watches.delete(name);
    this.#servers.get(name)?.dispose();
    this.#servers.delete(name);
    this.#pictures.delete(name);
  }

  /** The server that the session is on; the one named now counts when it is on several. */
  async #ofSession(session: string): Promise<Tmux> {
    if (!this.#all().has(session)) await this.sessions();
    return this.#seenOn(session);
  }

  #seenOn(session: string): Tmux {
    const current = this.#options.socketName();
    if (this.#pictures.get(current)?.has(session) === true) return this.#current;
    for (const [name, picture] of this.#pictures) if (picture.has(session)) return this.#server(name);
    return this.#current;
  }

  #all(): Picture {
    const current = this.#pictures.get(this.#options.socketName()) ?? new Map<string, Session>();
    const former = [...this.#pictures.values()].flatMap((picture) => Array.from(picture));
    return new Map(former.concat(Array.from(current)));
  }

  #listen(name: string): void {
    if (!this.#watches.has(name)) this.#watches.set(name, this.#server(name).watch());
  }

  #stopListening(): void {
    for (const watch of this.#watches.values()) watch.dispose();
    this.#watches.clear();
  }
}
