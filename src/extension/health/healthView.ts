import { commands, l10n, window, workspace } from 'vscode';
import type { TreeView } from 'vscode';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import { createHealthTree, healthDescription, HEALTH_VIEW, mayCheck } from '../views/healthTree.ts';
import type { HealthTreeDeps } from '../views/healthTree.ts';
import type { RowHandle, RowTree } from '../views/rowTree.ts';
import { findingsOf } from './findings.ts';
import { checkNameOf } from './rows.ts';

/** The view "Health": checks when somebody looks at it, and says when it did. */
export class HealthView implements Disposable {
  readonly tree: RowTree;
  readonly #deps: HealthTreeDeps;
  readonly #store = new DisposableStore();
  readonly #view: TreeView<RowHandle>;

  constructor(deps: HealthTreeDeps) {
    const { health, service, clients } = deps;
    this.#deps = deps;
    this.tree = this.#store.add(createHealthTree(deps));
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
    return row === undefined ? null : checkNameOf(row.id);
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
    this.#store.dispose();
  }

  #seen(isVisible: boolean): void {
    this.tree.setVisible(isVisible);
    if (isVisible && mayCheck()) void this.#withProgress(async () => this.#deps.health.checkIfOld());
  }

  /** The fleet file or the fleet is another one: what was found says nothing of it. */
  #outdated(): void {
    this.#deps.health.outdate();
    this.tree.refresh();
    this.#seen(this.#view.visible);
  }

  async #withProgress(work: () => Promise<void>): Promise<void> {
    // Nothing to check before there is a fleet; its arrival makes another call.
    if (this.#deps.service.phase === 'loading') return;
    await window.withProgress({ location: { viewId: HEALTH_VIEW }, title: l10n.t('Checking') }, work);
  }

  #update(): void {
    const { health, now } = this.#deps;
    this.tree.refresh();
    this.#view.description = healthDescription(health, now());
    const findings = findingsOf(health.state.report?.checks ?? []);
    const errors = findings.filter(({ level }) => level === 'error').length;
    if (errors === (this.#view.badge?.value ?? 0)) return;
    const tooltip = errors === 1 ? l10n.t('1 problem') : l10n.t('{0} problems', errors);
    this.#view.badge = errors === 0 ? undefined : { value: errors, tooltip };
  }
}
