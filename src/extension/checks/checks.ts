import { l10n, TestRunProfileKind, TestRunRequest, tests, workspace } from 'vscode';
import type { CancellationToken, TestController, TestItem } from 'vscode';
import type { AgentChange } from '../../core/fleetApi.ts';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import { Lanes } from '../../core/lanes.ts';
import type { Logger } from '../../core/ports.ts';
import type { Repositories, Repository } from '../../core/worktrees/repositories.ts';
import { worksBelow } from '../../core/worktrees/worktreeUsers.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { folderOf } from '../views/agents/agentTexts.ts';
import { checkedTrees } from './catalog.ts';
import { askConsents } from './consent.ts';
import type { CheckResults } from './results.ts';
import { runOne } from './runOne.ts';
import { followTree, stateOf } from './staleness.ts';
import type { FollowedTree } from './staleness.ts';
import { TestTree } from './testTree.ts';
import type { TreeCheck } from './testTree.ts';
import { showInfo, showWarning } from '../messages/say.ts';

/** The controller by which menus know our tests. */
const CHECKS = 'codexMaster.checks';

/** Checks at the same time, each in another working tree. */
const MOST_AT_ONCE = 4;
const SETTLE_MS = 200;

export interface ChecksOptions {
  readonly service: FleetService;
  readonly results: CheckResults;
  readonly log: Logger;
  readonly now: () => number;
}

export type CheckPlace = { readonly tree: string } | { readonly agentId: string };

type Leaves = readonly (readonly [TestItem, TreeCheck])[];

/**
 * The Test Explorer's checks: what the repository asks for and what must succeed for her assignment, in the working tree of
 * each Agentin. They run outside of any sandbox, so only in a trusted workspace, and what a person did not write only after
 * they agreed to it.
 */
export class Checks implements Disposable {
  readonly #options: ChecksOptions;
  readonly #store = new DisposableStore();
  readonly #controller: TestController;
  readonly #tree: TestTree;
  readonly #lanes = new Lanes(MOST_AT_ONCE);
  readonly #followed = new Map<string, FollowedTree>();
  /** Trees without an Agentin that were asked for. */
  readonly #asked = new Set<string>();
  #shown: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ChecksOptions) {
    const { service } = options;
    this.#options = options;
    this.#controller = this.#store.add(tests.createTestController(CHECKS, l10n.t('Checks of Agentinnen')));
    this.#tree = new TestTree(this.#controller);
    this.#controller.resolveHandler = async (item) => {
      if (item === undefined) await this.#look();
    };
    this.#controller.refreshHandler = async () => this.#look();
    this.#controller.createRunProfile(
      l10n.t('Run'),
      TestRunProfileKind.Run,
      async (request, token) => void (await this.#runRequest(request, token)),
      true,
    );
    this.#store.add(service.onDidChangeAgent((change) => this.#onAgent(change)));
    this.#store.add(service.onDidChangeFleet(() => this.#onFleet()));
    this.#store.add({ dispose: () => clearTimeout(this.#timer) });
  }

  /**
   * Runs everything that can be checked in a working tree, or where an Agentin works, as the Test Explorer does. Resolves
   * with the working tree when it is done; null when there is none, or the person thought better of it, then or meanwhile; `signal` ends it.
   */
  async run(where: CheckPlace, signal?: AbortSignal): Promise<string | null> {
    if ('tree' in where) this.#asked.add(where.tree);
    await this.#look();
    const root = this.#tree.root(where);
    if (root === undefined) {
      void showInfo(l10n.t('There is nothing to check here: the folder is in no git repository.'));
      return null;
    }
    return (await this.#runRequest(new TestRunRequest([root]), undefined, signal)) ? root.id : null;
  }

  dispose(): void {
    for (const followed of this.#followed.values()) followed.dispose();
    this.#store.dispose();
  }

  /** What she did may have changed what was checked. */
  #onAgent({ agentId, before, after }: AgentChange): void {
    this.#onFleet();
    const agent = this.#options.service.snapshot(agentId);
    if (before.state === after.state || agent === undefined) return;
    for (const [tree, followed] of this.#followed) if (worksBelow(agent, tree)) followed.look();
  }

  /** Looks again when somebody saw the tests already, and who works where or with what is another. */
  #onFleet(): void {
    if (this.#shown === undefined || this.#shown === this.#fleetNow()) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), SETTLE_MS);
  }

  #fleetNow(): string {
    const { service } = this.#options;
    const agents = service.snapshots().map((agent) => {
      const { assignment } = agent.model;
      return [agent.spec.id, folderOf(agent), assignment?.assignmentId ?? null];
    });
    return JSON.stringify([agents, service.fleet?.config.repositories ?? []]);
  }

  async #look(): Promise<void> {
    const { service, results, log } = this.#options;
    this.#shown = this.#fleetNow();
    try {
      const trees = await checkedTrees(await service.ready(), service.snapshots(), [...this.#asked]);
      if (this.#store.isDisposed) return;
      this.#tree.show(trees);
      for (const { repository, items, agentIds } of trees)
        results.keep(repository.here, new Set(items.map(({ key }) => key)), agentIds);
    } catch (error) {
      log.error('The checks cannot be shown', error);
    }
  }

  async #runRequest(
    request: TestRunRequest,
    token: CancellationToken | undefined,
    signal?: AbortSignal,
  ): Promise<boolean> {
    if (!workspace.isTrusted) {
      void showWarning(
        l10n.t('This workspace is in Restricted Mode: nothing is run in it. Trust it to run checks.'),
      );
      return false;
    }
    const { service, results, now } = this.#options;
    const { repositories } = await service.ready();
    const leaves = this.#tree.leaves(request.include, request.exclude);
    const asked = leaves.flatMap(([, { tree, check }]) =>
      check.command === null ? [] : [{ repository: tree.repository, command: check.command }],
    );
    const consents = await askConsents(repositories, asked, service.holder);
    if (consents === null) return false;
    const run = this.#controller.createTestRun(request);
    const controller = new AbortController();
    const end = (): void => controller.abort();
    const ends = [run.token, token].map((one) => one?.onCancellationRequested(end));
    signal?.addEventListener('abort', end);
    if (token?.isCancellationRequested === true || signal?.aborted === true) end();
    try {
      for (const [item] of leaves) run.enqueued(item);
      const world = { repositories, results, consents, now };
      await this.#inTrees(repositories, leaves, async (item, of) =>
        runOne(world, run, item, of, controller.signal),
      );
    } finally {
      for (const one of ends) one?.dispose();
      signal?.removeEventListener('abort', end);
      run.end();
    }
    return !controller.signal.aborted;
  }

  /** One after the other in a working tree, where they share files and build output; trees beside each other. */
  async #inTrees(
    repositories: Pick<Repositories, 'review'>,
    leaves: Leaves,
    work: (item: TestItem, of: TreeCheck) => Promise<void>,
  ): Promise<void> {
    const trees = new Map<string, { readonly repository: Repository; readonly leaves: Leaves[number][] }>();
    for (const leaf of leaves) {
      const { repository } = leaf[1].tree;
      const known = trees.get(repository.here) ?? { repository, leaves: [] };
      known.leaves.push(leaf);
      trees.set(repository.here, known);
    }
    await Promise.all(
      [...trees.values()].map(async ({ repository, leaves: hers }) =>
        this.#lanes.run(repository.here, async () => {
          // As they are before: what changes meanwhile was not checked as a whole.
          const before = await stateOf(repositories, repository);
          for (const [item, of] of hers) await work(item, of);
          this.#follow(repositories, repository, before);
        }),
      ),
    );
  }

  #follow(repositories: Pick<Repositories, 'review'>, repository: Repository, checked: string | null): void {
    const { here } = repository;
    this.#followed.get(here)?.dispose();
    if (this.#store.isDisposed) return;
    const onOther = (): void => {
      this.#followed.delete(here);
      this.#options.results.outdate(here);
      const root = this.#tree.root({ tree: here });
      if (root !== undefined) this.#controller.invalidateTestResults(root);
    };
    this.#followed.set(here, followTree(repositories, repository, checked, onOther));
  }
}
