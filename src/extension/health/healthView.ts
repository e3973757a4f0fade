import { commands, l10n, window, workspace } from 'vscode';
import type { TreeView } from 'vscode';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { Logger } from '../../core/ports.ts';
import { unawaited } from '../unawaited.ts';
import { createHealthTree, healthDescription, HEALTH_VIEW, mayCheck } from './healthTree.ts';
import type { HealthTreeDeps } from './healthTree.ts';
import type { RowHandle, RowTree } from '../views/rows/rowTree.ts';
import type { LateHealth } from './lateHealth.ts';

export interface HealthViewDeps extends HealthTreeDeps {
  readonly log: Logger;
}

/** The view "Health": checks when somebody looks at it, and says when it did. */
export class HealthView implements Disposable {
  readonly tree: RowTree;
  readonly #deps: HealthViewDeps;
  readonly #store = new DisposableStore();
  readonly #view: TreeView<RowHandle>;
  #late: LateHealth | undefined;
  #healing: Promise<Disposable> | undefined;

  constructor(deps: HealthViewDeps) {
    const { health, service, clients } = deps;
    this.#deps = deps;
    this.tree = this.#store.add(createHealthTree(deps, () => this.#late));
    this.#view = this.#store.add(
      window.createTreeView(HEALTH_VIEW, { treeDataProvider: this.tree, showCollapseAll: true }),
    );
    this.#store.add(this.#view.onDidChangeVisibility(({ visible }) => this.#seen(visible)));
    this.#store.add(health.onDidChange(() => this.#update()));
    this.#store.add(clients.onDidChange(() => this.tree.refresh()));
    this.#store.add(service.onDidChangeAgent(() => this.tree.refresh()));
    this.#store.add(service.onDidChangeFleet(() => this.#outdated()));
    this.#store.add(workspace.onDidGrantWorkspaceTrust(() => this.#outdated()));
    this.#seen(this.#view.visible);
  }

  /** The check that the selected row is about; null when it is about none. */
  get selected(): string | null {
    const [row] = this.#view.selection;
    return row === undefined ? null : (this.#late?.checkNameOf(row.id) ?? null);
  }

  async focus(): Promise<void> {
    await commands.executeCommand(`${HEALTH_VIEW}.focus`);
  }

  /** Checks everything, with the view's own progress. */
  async check(): Promise<void> {
    await this.#withProgress(async () => this.#deps.health.checkAll());
  }

  dispose(): void {
    // VS Code keeps the badge of a view that goes, and adds it to that of the view which takes its place.
    this.#view.badge = undefined;
    this.#rest();
    this.#store.dispose();
  }

  #seen(isVisible: boolean): void {
    this.tree.setVisible(isVisible);
    if (!isVisible) {
      this.#rest();
      // Nobody saw what happened meanwhile.
      if ((this.#view.badge?.value ?? 0) > 0) this.#deps.health.outdate();
      return;
    }
    if (!mayCheck() || this.#deps.service.phase === 'loading') return;
    const { health, log } = this.#deps;
    unawaited(
      this.#withProgress(async () => health.checkIfOld()),
      log,
      'The health could not be checked',
    );
    if (this.#healing === undefined) {
      this.#healing = this.#heal();
      unawaited(this.#healing, log, 'The health is not followed');
    }
  }

  /** From now on it notices by itself what was mended. */
  async #heal(): Promise<Disposable> {
    const { health, service, place, now } = this.#deps;
    const [late, environment] = await Promise.all([this.#load(), place.environment()]);
    return late.heal({ health, service, environment, now, check: async () => this.check() });
  }

  #rest(): void {
    this.#healing?.then(
      (healing) => healing.dispose(),
      () => {},
    );
    this.#healing = undefined;
  }

  async #load(): Promise<LateHealth> {
    this.#late ??= await this.#deps.load();
    return this.#late;
  }

  /** The fleet file or the fleet is another one: what was found says nothing of it. */
  #outdated(): void {
    this.#deps.health.outdate();
    this.#rest();
    this.tree.refresh();
    this.#seen(this.#view.visible);
  }

  async #withProgress(work: () => Promise<void>): Promise<void> {
    // Nothing to check before there is a fleet; its arrival makes another call.
    if (this.#deps.service.phase === 'loading') return;
    const checked = async (): Promise<void> => {
      await this.#load();
      await work();
    };
    await window.withProgress({ location: { viewId: HEALTH_VIEW }, title: l10n.t('Checking') }, checked);
  }

  #update(): void {
    const { health, now } = this.#deps;
    this.tree.refresh();
    this.#view.description = healthDescription(health, now());
    const errors = this.#late?.errorCount(health.state) ?? 0;
    if (errors === (this.#view.badge?.value ?? 0)) return;
    const tooltip = errors === 1 ? l10n.t('1 problem') : l10n.t('{0} problems', errors);
    this.#view.badge = errors === 0 ? undefined : { value: errors, tooltip };
  }
}
