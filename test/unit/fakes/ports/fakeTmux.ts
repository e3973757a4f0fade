import type { PaneState, Session } from '../../../../src/core/agent/agent.ts';
import { FleetError } from '../../../../src/core/errors.ts';
import { Emitter, toDisposable } from '../../../../src/core/lifecycle.ts';
import type { Disposable } from '../../../../src/core/lifecycle.ts';
import type { Multiplexer, WindowCommand, WindowName } from '../../../../src/core/ports.ts';

type Windows = Map<WindowName, { pane: PaneState; command: WindowCommand }>;

/** tmux in memory: sessions with windows whose programs can be made to end. */
export class FakeTmux implements Multiplexer {
  readonly #sessions = new Map<string, Windows>();
  readonly #changed = new Emitter<ReadonlyMap<string, Session>>();
  readonly onDidChange = this.#changed.event;
  readonly pasted: { session: string; text: string }[] = [];
  readonly keys: { session: string; keys: readonly string[] }[] = [];
  /** The logs that windows were piped to. */
  readonly logged: string[] = [];
  screen = '';
  /** What runs in this window ends before anybody can see it run. */
  endsAtOnce: WindowName | null = null;
  /** No window can be piped to a log for this reason. */
  pipeProblem: FleetError | null = null;
  #nextPid = 1000;

  command(session: string, window: WindowName): WindowCommand | undefined {
    return this.#sessions.get(session)?.get(window)?.command;
  }

  /** The window's program ends by itself or is killed. */
  end(session: string, window: WindowName, exitStatus: number | null): void {
    const found = this.#sessions.get(session)?.get(window);
    if (found !== undefined) found.pane = { ...found.pane, dead: { exitStatus } };
    this.#fire();
  }

  /** Somebody closes the window. */
  close(session: string, window: WindowName): void {
    this.#sessions.get(session)?.delete(window);
    this.#fire();
  }

  /** The tmux server is gone with all sessions. */
  die(): void {
    this.#sessions.clear();
    this.#fire();
  }

  async sessions(): Promise<ReadonlyMap<string, Session>> {
    return Promise.resolve(this.#picture());
  }

  watch(): Disposable {
    return toDisposable(() => {});
  }

  async createSession(session: string, window: WindowName, command: WindowCommand): Promise<void> {
    if (this.#sessions.has(session)) throw new FleetError('tmux_failed', 'duplicate session');
    this.#sessions.set(session, new Map());
    await this.runInWindow(session, window, command);
  }

  async runInWindow(session: string, window: WindowName, command: WindowCommand): Promise<void> {
    const windows = this.#sessions.get(session);
    if (windows === undefined) throw new FleetError('tmux_failed', 'no such session');
    this.#nextPid += 1;
    const dead = this.endsAtOnce === window ? { exitStatus: 1 } : null;
    windows.set(window, { pane: { pid: this.#nextPid, dead, title: '' }, command });
    this.#fire();
    await Promise.resolve();
  }

  async killSession(session: string): Promise<void> {
    this.#sessions.delete(session);
    this.#fire();
    await Promise.resolve();
  }

  async capture(): Promise<string> {
    return Promise.resolve(this.screen);
  }

  async paste(session: string, _window: WindowName, text: string): Promise<void> {
    this.pasted.push({ session, text });
    this.screen += text;
    await Promise.resolve();
  }

  async sendKeys(session: string, _window: WindowName, keys: readonly string[]): Promise<void> {
    this.keys.push({ session, keys });
    await Promise.resolve();
  }

  async pipeToLog(_session: string, _window: WindowName, path: string): Promise<void> {
    if (this.pipeProblem !== null) throw this.pipeProblem;
    this.logged.push(path);
    await Promise.resolve();
  }

  attachCommand(session: string): readonly string[] {
    return ['tmux', 'attach', session];
  }

  #picture(): ReadonlyMap<string, Session> {
    const pane = (windows: Windows, name: WindowName): PaneState | null => windows.get(name)?.pane ?? null;
    return new Map(
      [...this.#sessions].map(([name, windows]) => [
        name,
        { kind: 'present', agent: pane(windows, 'agent'), server: pane(windows, 'server') } satisfies Session,
      ]),
    );
  }

  #fire(): void {
    this.#changed.fire(this.#picture());
  }
}
