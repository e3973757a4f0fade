import { watch } from 'node:fs';
import { basename, join } from 'node:path';
import { DisposableStore, Emitter, toDisposable, type Disposable } from '../../core/lifecycle.ts';
import type { Logger, StateChange } from '../../core/ports.ts';
import { errnoOf } from './failures.ts';

/** One write makes several events; they come within this time of each other. */
const SETTLE_MS = 3;
const FOLDERS: readonly (readonly [StateChange['what'], string])[] = [
  ['meta', 'meta'],
  ['lease', 'leases'],
  ['hold', 'holds'],
  ['deeds', 'deeds'],
  ['finding', 'findings'],
];

/** Says which Agentin's metadata, lease, hold, deeds or finding were written, by whatever process; only while someone watches. Never throws. */
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

  async #start(handles: DisposableStore): Promise<void> {
    try {
      await this.#ensure();
      if (handles.isDisposed) return;
      for (const [what, folder] of FOLDERS) {
        const onChange = (agentId: string): void => this.#changes.fire({ agentId, what });
        const onGone = (): void => {
          this.#isGone = true;
        };
        handles.add(watchFolder(join(this.#root, folder), onChange, onGone));
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

/** Temporary files begin with a dot and are nobody's. */
function agentOf(name: string): string | null {
  return /^([a-z][a-z0-9_-]*)\.json$/.exec(name)?.[1] ?? null;
}
