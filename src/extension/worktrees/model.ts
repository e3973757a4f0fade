import { Emitter, DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { Fleet } from '../../core/fleetApi.ts';
import type { Repository, StandingWorktree } from '../../core/worktrees/repositories.ts';
import { isInnermost, worksBelow } from '../../core/worktrees/worktreeUsers.ts';
import type { WorktreeReview } from '../../core/worktrees/worktreeWork.ts';
import type { CheckResult } from '../checks/results.ts';
import { unawaited } from '../unawaited.ts';
import { folderOf } from '../views/agents/agentTexts.ts';
import { treesOf } from './known.ts';
import { meetingsOf } from './meetings.ts';
import { withLimit, withTitles } from './pictures.ts';
import type { Meeting, WorktreePicture } from './pictures.ts';
import { KnownRepositories, quietly } from './repositories.ts';
import type { KnownRepositoriesOptions } from './repositories.ts';
import { MOST_FILES } from './rows.ts';
import type { RepositoryChange } from './watch.ts';

/** In a large repository it takes far longer to say what was changed in a worktree than that it is there. */
const LISTED_MS = 300;

export interface WorktreeModelOptions extends KnownRepositoriesOptions {
  readonly watch: (commonDir: string, onChange: (change: RepositoryChange) => void) => Disposable;
  readonly draftsOf: (tree: string) => number;
  readonly checksOf: (tree: string) => readonly CheckResult[];
  /** Puts right what somebody left who was killed while making a worktree; resolves with whether there was anything. */
  readonly settle: (repository: Repository) => Promise<boolean>;
  /** Gathers changes that come together… */
  readonly settleMs: number;
  /** …but does not wait for their end for longer than this. */
  readonly patienceMs: number;
}

/** A round of the conflict radar. */
interface Radar {
  readonly stop: AbortController;
  /** Never rejects. */
  readonly done: Promise<void>;
}

/** What is known of all worktrees around; kept fresh by events while somebody looks, one look at a time. */
export class WorktreeModel implements Disposable {
  readonly #options: WorktreeModelOptions;
  readonly #changed: Emitter<void>;
  readonly #lost: Emitter<WorktreePicture>;
  readonly #repositories: KnownRepositories;
  readonly #watchers = new Map<string, Disposable>();
  readonly #reviews = new Map<string, WorktreeReview>();
  #meetings: ReadonlyMap<string, readonly Meeting[]> = new Map();
  #following: DisposableStore | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #touchedAtMs: number | undefined;
  #looking: Promise<void> = Promise.resolve();
  #nextLook: Promise<void> | undefined;
  #radar: Radar = { stop: new AbortController(), done: Promise.resolve() };
  readonly #ended = new AbortController();
  /** What has to be looked at again: trees, or everything. */
  #stale: Set<string> | 'all' = new Set();

  constructor(options: WorktreeModelOptions) {
    this.#options = options;
    this.#repositories = new KnownRepositories(options);
    this.#changed = new Emitter((error) => options.log.error('Worktrees cannot be shown', error));
    this.#lost = new Emitter((error) => options.log.error('A worktree that is gone is still shown', error));
  }

  /** Fires with a worktree that is there no more. */
  get onDidLose() {
    return this.#lost.event;
  }

  get onDidChange() {
    return this.#changed.event;
  }

  get pictures(): readonly WorktreePicture[] {
    const pictures = this.#repositories.all.flatMap(({ repository, worktrees }) =>
      worktrees.map((worktree) => this.#picture(repository, worktree)),
    );
    return withLimit(withTitles(pictures, Date.now()));
  }

  /** How many worktrees there are beyond those of `pictures`. */
  get left(): number {
    return this.#repositories.left;
  }

  find(tree: string): WorktreePicture | undefined {
    return this.pictures.find(({ worktree }) => worktree.path === tree);
  }

  setVisible(isVisible: boolean): void {
    if (isVisible === (this.#following !== undefined)) return;
    if (isVisible) {
      this.#following = this.#follow();
      this.touch('all');
    } else {
      this.#following?.dispose();
      this.#following = undefined;
      clearTimeout(this.#timer);
      this.#touchedAtMs = undefined;
      this.#radar.stop.abort();
      for (const watcher of this.#watchers.values()) watcher.dispose();
      this.#watchers.clear();
    }
  }

  /** Something changed in a worktree, or anywhere. Looks soon, and only while somebody does. */
  touch(tree: string): void {
    if (tree === 'all') this.#stale = 'all';
    else if (this.#stale !== 'all') this.#stale.add(tree);
    if (this.#following === undefined) return;
    clearTimeout(this.#timer);
    const { settleMs, patienceMs, log } = this.#options;
    const nowMs = performance.now();
    this.#touchedAtMs ??= nowMs;
    const waitMs = Math.min(settleMs, Math.max(0, this.#touchedAtMs + patienceMs - nowMs));
    this.#timer = setTimeout(() => unawaited(this.look(), log, 'Worktrees cannot be looked at'), waitMs);
  }

  /** Looks at everything now, seen or not, and who is in conflict with whom. Rejects only when there is no fleet. */
  async lookAtAll(): Promise<void> {
    this.#stale = 'all';
    await this.look();
    await this.#radar.done;
  }

  /** Looks at one worktree now, before anything that may have changed as well. Never rejects. */
  async lookAt(tree: string): Promise<void> {
    if (this.#stale !== 'all') this.#stale.add(tree);
    await this.look().catch((error: unknown) =>
      this.#options.log.error('A worktree cannot be looked at', error),
    );
  }

  /** Looks at what is stale; a look that runs already is followed by one more, however many ask for it. */
  async look(): Promise<void> {
    this.#nextLook ??= this.#looking
      .catch(() => {})
      .then(async () => {
        this.#nextLook = undefined;
        this.#touchedAtMs = undefined;
        const stale = this.#stale;
        this.#stale = new Set();
        this.#looking = this.#lookAt(stale);
        return this.#looking;
      });
    return this.#nextLook;
  }

  /** What is shown beside git's own answers is another one. */
  redraw(): void {
    this.#changed.fire();
  }

  dispose(): void {
    this.#ended.abort();
    this.#radar.stop.abort();
    this.setVisible(false);
    this.#changed.dispose();
    this.#lost.dispose();
  }

  #picture(repository: Repository, worktree: StandingWorktree): WorktreePicture {
    const agentId = this.#agentOf(worktree);
    const review = this.#reviews.get(worktree.path) ?? null;
    const name = this.#nameOf(worktree, agentId);
    return {
      repository,
      worktree,
      agentId,
      name,
      title: name,
      isCompared: true,
      review,
      meetings: this.#meetings.get(worktree.path) ?? [],
      checks: this.#options.checksOf(worktree.path),
      drafts: this.#options.draftsOf(worktree.path),
    };
  }

  #agentOf({ path, made }: StandingWorktree): string | null {
    const snapshots = this.#options.service.snapshots();
    const trees = this.#repositories.all.flatMap(({ worktrees }) => worktrees.map((one) => one.path));
    const there = snapshots.find((one) => isInnermost(folderOf(one), path, trees))?.spec.id;
    return there ?? snapshots.find(({ spec }) => spec.id === made?.agentId)?.spec.id ?? null;
  }

  #nameOf({ path, head }: StandingWorktree, agentId: string | null): string {
    const agent = agentId === null ? undefined : this.#options.service.snapshot(agentId);
    if (agent !== undefined) return agent.spec.name;
    return head.kind === 'branch' ? head.branch : path.slice(path.lastIndexOf('/') + 1);
  }

  #follow(): DisposableStore {
    const { service } = this.#options;
    const store = new DisposableStore();
    store.add(service.onDidChangeFleet(() => this.touch('all')));
    store.add(
      service.onDidChangeAgent(({ agentId, before, after }) => {
        if (before.state !== after.state) this.#touchWhereSheWorks(agentId);
      }),
    );
    const turns = service.fleet?.onDidEndTurn(({ agentId }) => this.#touchWhereSheWorks(agentId));
    if (turns !== undefined) store.add(turns);
    return store;
  }

  #touchWhereSheWorks(agentId: string): void {
    const snapshot = this.#options.service.snapshot(agentId);
    if (snapshot === undefined) return;
    // A worktree that was made for her a moment ago: its repository is followed, but not every event of it comes.
    const folder = snapshot.meta?.cwd ?? null;
    if (folder !== null && !this.#repositories.hasSearched(folder)) this.touch('all');
    for (const { worktree } of this.pictures)
      if (worksBelow(snapshot, worktree.path)) this.touch(worktree.path);
  }

  async #lookAt(stale: ReadonlySet<string> | 'all'): Promise<void> {
    const fleet = await this.#options.service.ready();
    const before = new Map(this.pictures.map((one) => [one.worktree.path, one]));
    if (stale === 'all') await this.#repositories.findAll(fleet, (found) => this.#watchAll(found));
    else await this.#repositories.listAgain(fleet, stale);
    const isNew = this.pictures.some(({ worktree }) => !before.has(worktree.path));
    const early = isNew ? setTimeout(() => this.#changed.fire(), LISTED_MS) : undefined;
    // One after the other: a look is several git processes already.
    for (const { repository, worktree } of this.pictures) {
      const isKnown = stale !== 'all' && !stale.has(worktree.path) && before.has(worktree.path);
      if (!isKnown) await this.#review(fleet, repository, worktree);
    }
    clearTimeout(early);
    this.#changed.fire();
    for (const { worktree } of this.pictures) before.delete(worktree.path);
    for (const gone of before.values()) this.#lost.fire(gone);
    this.#beginRadar(fleet);
  }

  /** Holds the worktrees against each other as they are now; an older such round is worth nothing any more. */
  #beginRadar(fleet: Fleet): void {
    this.#radar.stop.abort();
    const stop = new AbortController();
    const look = async (): Promise<void> => {
      const meetings = await meetingsOf(fleet.repositories, this.pictures, stop.signal);
      if (stop.signal.aborted || isSame(meetings, this.#meetings)) return;
      this.#meetings = meetings;
      this.#changed.fire();
    };
    const done = look().catch((error: unknown) =>
      this.#options.log.error('Worktrees cannot be compared', error),
    );
    this.#radar = { stop, done };
  }

  async #settle(repository: Repository): Promise<void> {
    if (await this.#options.settle(repository)) this.touch('all');
  }

  #watchAll(found: readonly Repository[]): void {
    if (this.#following === undefined) return;
    for (const repository of found) {
      const { commonDir } = repository;
      unawaited(this.#settle(repository), this.#options.log, 'A worktree that was cut off is still there');
      if (!this.#watchers.has(commonDir))
        this.#watchers.set(
          commonDir,
          this.#options.watch(commonDir, (change) => this.#onGit(commonDir, change)),
        );
    }
  }

  #onGit(commonDir: string, change: RepositoryChange): void {
    const meant = treesOf(this.#repositories.of(commonDir), change);
    for (const tree of meant === 'all' ? [meant] : meant) this.touch(tree);
  }

  async #review(fleet: Fleet, repository: Repository, worktree: StandingWorktree): Promise<void> {
    const { log } = this.#options;
    const review =
      worktree.prunable === null
        ? await quietly(log, async () => this.#ask(fleet, repository, worktree.path))
        : null;
    if (review === null) this.#reviews.delete(worktree.path);
    else this.#reviews.set(worktree.path, review);
  }

  async #ask(fleet: Fleet, repository: Repository, tree: string): Promise<WorktreeReview> {
    return fleet.repositories.review(repository, tree, MOST_FILES, this.#ended.signal);
  }
}

type Meetings = ReadonlyMap<string, readonly Meeting[]>;

function isSame(one: Meetings, other: Meetings): boolean {
  return JSON.stringify([...one]) === JSON.stringify([...other]);
}
