import { readdirSync, statSync, watch } from 'node:fs';
import { basename, join } from 'node:path';
import { DisposableStore, Emitter, toDisposable, type Disposable } from '../../core/lifecycle.ts';
import type { Logger, StateChange } from '../../core/ports.ts';
import { errnoOf } from './failures.ts';

/** One write makes several events; they come within this time of each other. */
const SETTLE_MS = 3;
/** How often it is looked where the system has no watch left to give. */
const LOOK_MS = 2000;
const FOLDERS: readonly (readonly [StateChange['what'], string])[] = [
  ['meta', 'meta'],
  ['lease', 'leases'],
  ['hold', 'holds'],
  ['deeds', 'deeds'],
  ['finding', 'findings'],
  ['look', 'looks'],
];

/** Says which Agentin's metadata, lease, hold, deeds, finding or look were written, by whatever process; only while someone watches. Never throws. */
export class StateWatcher implements Disposable {
  readonly #root: string;
  readonly #ensure: () => Promise<void>;
  readonly #logger: Logger;
  readonly #changes: Emitter<StateChange>;
  #handles: DisposableStore | null = null;
  #users = 0;
  #isGone = false;

  constructor(root: string, ensure: () => Promise<void>, logger: Logger) {
    this.#root = root;
    this.#ensure = ensure;
    this.#logger = logger;
    this.#changes = new Emitter((error) => logger.error('A listener of the state directory failed.', error));
  }

  get onDidChange(): Emitter<StateChange>['event'] {
    return this.#changes.event;
  }

  /** Watches until the last handle is disposed. What changes before the folders are made (milliseconds) is not reported. */
  watch(): Disposable {
    this.#users += 1;
    if (this.#handles === null) this.#begin();
    return toDisposable(() => {
      this.#users -= 1;
      if (this.#users === 0) this.#stop();
    });
  }

  /** Watches the folders anew that were removed and made again; for whoever has just made sure that they are there. */
  revive(): void {
    if (!this.#isGone || this.#handles === null) return;
    this.#stop();
    this.#begin();
  }

  dispose(): void {
    this.#stop();
    this.#changes.dispose();
  }

  #begin(): void {
    this.#isGone = false;
    this.#handles = new DisposableStore();
    void this.#start(this.#handles);
  }

  #stop(): void {
    this.#handles?.dispose();
    this.#handles = null;
  }

  /** A machine has so many watches and no more (inotify), and editors take most of them: then it is looked instead. */
  #follow(folder: string, onChange: (agentId: string) => void, onGone: () => void): Disposable {
    try {
      return watchFolder(folder, onChange, onGone);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') throw error;
      const why = errnoOf(error) ?? 'unknown';
      this.#logger.warn(
        `A folder of the state cannot be watched (${why}): what other processes change there is seen within ${LOOK_MS / 1000} s. ` +
          'Where it is ENOSPC, raise fs.inotify.max_user_watches; EMFILE, fs.inotify.max_user_instances.',
      );
      return lookAtFolder(folder, onChange, onGone);
    }
  }

  async #start(handles: DisposableStore): Promise<void> {
    try {
      await this.#ensure();
      if (handles.isDisposed) return;
      for (const [what, folder] of FOLDERS) {
        const onChange = (agentId: string): void => this.#changes.fire({ agentId, what });
        const onGone = (): void => {
          this.#isGone = true;
        };
        handles.add(this.#follow(join(this.#root, folder), onChange, onGone));
      }
    } catch (error) {
      // Removed between being made and being watched: whoever makes it again revives the watch.
      if (errnoOf(error) === 'ENOENT') this.#isGone = true;
      this.#logger.error('The state directory cannot be watched.', error);
    }
  }
}

/** Calls `onChange` with an Agentin's id whenever her `<id>.json` in the folder was written, replaced or removed. */
function watchFolder(folder: string, onChange: (agentId: string) => void, onGone: () => void): Disposable {
  const pending = new Map<string, NodeJS.Timeout>();
  const fire = (agentId: string): void => {
    pending.delete(agentId);
    onChange(agentId);
  };
  const watcher = watch(folder, (_event, name) => {
    // A folder that is removed or moved away reports its own name.
    if (name === basename(folder)) onGone();
    const agentId = name === null ? null : agentOf(name);
    if (agentId === null || pending.has(agentId)) return;
    pending.set(agentId, setTimeout(fire, SETTLE_MS, agentId));
  });
  watcher.on('error', onGone);
  return toDisposable(() => {
    watcher.close();
    for (const timer of pending.values()) clearTimeout(timer);
    pending.clear();
  });
}

/** As `watchFolder`, by looking again and again. */
function lookAtFolder(folder: string, onChange: (agentId: string) => void, onGone: () => void): Disposable {
  let before = facesIn(folder);
  const timer = setInterval(() => {
    const now = facesIn(folder);
    if (now === null) onGone();
    const [was, is] = [before ?? new Map<string, string>(), now ?? new Map<string, string>()];
    before = now;
    for (const agentId of new Set([...was.keys(), ...is.keys()]))
      if (was.get(agentId) !== is.get(agentId)) onChange(agentId);
  }, LOOK_MS);
  return toDisposable(() => clearInterval(timer));
}

/** What tells one state of each file from another; null when the folder is gone. A few stats, so done at once. */
function facesIn(folder: string): ReadonlyMap<string, string> | null {
  try {
    const faces = new Map<string, string>();
    for (const name of readdirSync(folder)) {
      const agentId = agentOf(name);
      const stats = agentId === null ? undefined : statSync(join(folder, name), { throwIfNoEntry: false });
      if (agentId !== null && stats !== undefined)
        faces.set(agentId, `${stats.ino} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}`);
    }
    return faces;
  } catch {
    return null;
  }
}

/** Temporary files begin with a dot and are nobody's. */
function agentOf(name: string): string | null {
  return /^([a-z][a-z0-9_-]*)\.json$/.exec(name)?.[1] ?? null;
}
