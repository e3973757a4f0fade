import path from 'node:path';
import type { AgentEvent } from '../../../core/agent/agent.ts';
import { Emitter, type Disposable } from '../../../core/lifecycle.ts';
import type { Clock, Logger, TerminalWatcher, TerminalWatchers } from '../../../core/ports.ts';
import { NO_EVIDENCE, weighFact, weighPast, weighReport, weighSwitch, type Weighed } from './evidence.ts';
import { FileWatches } from './fileWatches.ts';
import { FolderWatch } from './folderWatch.ts';
import { LineCutter } from './lines.ts';
import { LogReader } from './logReader.ts';
import { readRolloutLine } from './rollout.ts';
import { isMainRollout, isRollout, newestRollout, sessionFolders, threadOf } from './rolloutFiles.ts';
import { FileTail } from './tail.ts';

/** How much of what was written before our time is read: enough for the newest turns of a session file. */
const PAST_BYTES = 512 * 1024;

export interface TerminalWatchersOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Minutes that the machine's local time is behind UTC at a moment, as `Date.getTimezoneOffset` gives them. */
  readonly timezoneOffset?: (atMs: number) => number;
}

/** Eyes on the lower rungs of Agentinnen: their homes' session files and the raw logs of their terminals. */
export function createTerminalWatchers(options: TerminalWatchersOptions): TerminalWatchers {
  const logs = new FileWatches();
  return {
    watch(agent, logPath) {
      const watcher = new HomeWatcher(options, { home: agent.home, logPath, logs });
      watcher.start();
      return watcher;
    },
  };
}

interface Watched {
  readonly home: string;
  readonly logPath: string | null;
  /** Shared by all: their raw logs lie in one folder. */
  readonly logs: FileWatches;
}

interface OpenRollout {
  readonly tail: FileTail;
  readonly lines: LineCutter;
}

class HomeWatcher implements TerminalWatcher {
  readonly #options: TerminalWatchersOptions;
  readonly #home: string;
  readonly #sinceMs: number;
  readonly #events: Emitter<AgentEvent>;
  readonly #sessions: FolderWatch;
  readonly #followingLog: Disposable | null;
  readonly #log: FileTail | null;
  readonly #logReader = new LogReader();
  readonly #mainRollouts = new Set<string>();
  #rollout: OpenRollout | null = null;
  #evidence = NO_EVIDENCE;
  #days: readonly string[] = [];
  #isDisposed = false;
  #work: Promise<void> = Promise.resolve();
  /** What has changed since it was last looked at. */
  #dirty = { folders: false, log: false, files: new Set<string>() };

  constructor(options: TerminalWatchersOptions, { home, logPath, logs }: Watched) {
    this.#options = options;
    this.#home = home;
    this.#sinceMs = options.clock.nowMs();
    this.#events = new Emitter((error) =>
      options.logger.error('A listener of terminal events failed.', error),
    );
    this.#sessions = new FolderWatch((file) => this.#sessionChanged(file));
    this.#log = logPath === null ? null : new FileTail(logPath, PAST_BYTES);
    this.#followingLog =
      logPath === null ? null : logs.watch(logPath, () => this.#changed(() => (this.#dirty.log = true)));
  }

  get onEvent(): TerminalWatcher['onEvent'] {
    return this.#events.event;
  }

  start(): void {
    this.#changed(() => this.#lookAtEverything());
  }

  look(): Promise<void> {
    this.#lookAtEverything();
    return this.#settle();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#sessions.dispose();
    this.#followingLog?.dispose();
    this.#events.dispose();
    const closing = this.#work.then(() => Promise.all([this.#log?.close(), this.#rollout?.tail.close()]));
    closing.catch(() => {}); // what cannot be closed is gone
  }

  #sessionChanged(file: string): void {
    const isFile = isRollout(path.basename(file));
    this.#changed(() => (isFile ? this.#dirty.files.add(file) : (this.#dirty.folders = true)));
  }

  #lookAtEverything(): void {
    this.#dirty.folders = true;
    this.#dirty.log = true;
  }

  #changed(note: () => void): void {
    note();
    this.#settle().catch((error: unknown) =>
      this.#options.logger.warn(`An Agentin's session files cannot be read: ${String(error)}`),
    );
  }

  /** Works off what has changed, one after the other; what changes meanwhile is worked off after that. */
  #settle(): Promise<void> {
    const done = this.#work.then(() => this.#workOff());
    this.#work = done.catch(() => {});
    return done;
  }

  async #workOff(): Promise<void> {
    while (!this.#isDisposed) {
      const { folders, log, files } = this.#dirty;
      if (!folders && !log && files.size === 0) return;
      this.#dirty = { folders: false, log: false, files: new Set() };
      // The terminal's report decides how a session file's past is to be read.
      if (log) await this.#readLog();
      if (folders) await this.#findRollout();
      for (const file of files) await this.#readChanged(file);
    }
  }

  async #readLog(): Promise<void> {
    const piece = await this.#log?.read();
    const shown = piece === undefined || piece.text === '' ? null : this.#logReader.read(piece.text);
    if (shown !== null) this.#say(weighReport(this.#evidence, shown, this.#nowMs()));
  }

  /** Looks for new folders, until there are none, and for the file that was written to last. */
  async #findRollout(): Promise<void> {
    let isNew = true;
    while (isNew && !this.#isDisposed) {
      const { parents, days } = await sessionFolders(this.#home);
      if (this.#isDisposed) return;
      this.#days = days;
      isNew = this.#sessions.follow([...parents, ...days]);
    }
    const newest = await newestRollout(this.#days);
    if (newest !== null) await this.#readRollout(newest);
  }

  async #readChanged(file: string): Promise<void> {
    if (file === this.#rollout?.tail.path || (await this.#isMain(file))) await this.#readRollout(file);
  }

  async #isMain(file: string): Promise<boolean> {
    if (this.#mainRollouts.has(file)) return true;
    const isMain = await isMainRollout(file);
    // A file without a whole first line yet is looked at again.
    if (isMain) this.#mainRollouts.add(file);
    return isMain;
  }

  async #readRollout(file: string): Promise<void> {
    const { tail, lines } = await this.#openRollout(file);
    const { text, skipped } = await tail.read();
    if (text === '') return;
    const nowMs = this.#nowMs();
    const offset = this.#offset(nowMs);
    const facts = lines
      .cut(text, skipped)
      .map((line) => readRolloutLine(line, offset))
      .filter((fact) => fact !== null);
    const past = facts.filter((fact) => fact.atMs < this.#sinceMs);
    if (past.length > 0) this.#say(weighPast(this.#evidence, past, nowMs));
    for (const fact of facts) {
      if (fact.atMs >= this.#sinceMs) this.#say(weighFact(this.#evidence, fact));
    }
  }

  async #openRollout(file: string): Promise<OpenRollout> {
    const before = this.#rollout;
    if (before?.tail.path === file) return before;
    const next = { tail: new FileTail(file, PAST_BYTES), lines: new LineCutter() };
    this.#rollout = next;
    this.#say(weighSwitch(this.#evidence, threadOf(file), this.#nowMs()));
    await before?.tail.close();
    return next;
  }

  #say({ evidence, events }: Weighed): void {
    this.#evidence = evidence;
    if (this.#isDisposed) return;
    for (const event of events) this.#events.fire(event);
  }

  #nowMs(): number {
    return this.#options.clock.nowMs();
  }

  #offset(atMs: number): number {
    return this.#options.timezoneOffset?.(atMs) ?? new Date(atMs).getTimezoneOffset();
  }
}
