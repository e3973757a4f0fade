import { EventEmitter, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Event, TreeDataProvider } from 'vscode';
import type { Disposable } from '../../core/lifecycle.ts';
import { factsTooltip, toTreeItem } from './row.ts';
import { changedRows } from './rowNode.ts';
import type { RowNode, RowTarget } from './rowNode.ts';
import { Ticker } from './ticker.ts';

/** What VS Code holds of a row, and hands to commands. The same object as long as the row exists. */
export interface RowHandle {
  readonly id: string;
  readonly target: RowTarget;
}

export interface RowTreeOptions {
  /** The whole tree as it should look now. Cheap: called for every change. */
  readonly picture: () => readonly RowNode[];
  /** When the picture will look different without any event, in ms; null for never. */
  readonly nextChangeMs: () => number | null;
  readonly now: () => number;
  /** Rows below others are drawn as soon as those at the top. Default: they are details, and wait for a moment. */
  readonly drawsAllAtOnce?: boolean;
}

// VS Code draws the first change at once and then gathers for 200 ms. Details wait a little, so that they do not
// use up that first place when a state change follows.
const DETAIL_DELAY_MS = 250;

/** Draws a picture made of rows, and redraws only the rows that changed, only while someone can see them. */
export class RowTree implements TreeDataProvider<RowHandle>, Disposable {
  readonly #options: RowTreeOptions;
  readonly #changed = new EventEmitter<RowHandle | RowHandle[] | undefined>();
  readonly #handles = new Map<string, RowHandle>();
  readonly #ticker: Ticker;
  #shown: readonly RowNode[] = [];
  #nodes = new Map<string, RowNode>();
  #parents = new Map<string, string>();
  #isVisible = false;
  #isStale = false;
  #detailTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: RowTreeOptions) {
    this.#options = options;
    this.#ticker = new Ticker(options.now, () => this.refresh());
  }

  get onDidChangeTreeData(): Event<RowHandle | RowHandle[] | undefined> {
    return this.#changed.event;
  }

  /** Looks at the picture again and redraws what changed; while hidden, remembers to do so. */
  refresh(): void {
    if (!this.#isVisible) {
      this.#isStale = true;
      return;
    }
    this.#ticker.arm(this.#options.nextChangeMs());
    this.#drawChanges({ withDetails: false });
  }

  setVisible(isVisible: boolean): void {
    if (isVisible === this.#isVisible) return;
    this.#isVisible = isVisible;
    if (!isVisible) {
      this.#ticker.disarm();
      return;
    }
    this.#ticker.arm(this.#options.nextChangeMs());
    if (this.#isStale) this.#draw(this.#options.picture(), undefined);
  }

  getChildren(handle?: RowHandle): RowHandle[] {
    if (handle !== undefined) return this.#handlesOf(this.#nodes.get(handle.id)?.children ?? []);
    this.#show(this.#options.picture());
    return this.#handlesOf(this.#shown);
  }

  getTreeItem(handle: RowHandle): TreeItem {
    const node = this.#nodes.get(handle.id);
    // It went while VS Code was on its way to it; the redrawing that follows leaves it out.
    if (node === undefined) return new TreeItem('');
    return toTreeItem(node.id, node.row, collapsible(node));
  }

  resolveTreeItem(item: TreeItem, handle: RowHandle): TreeItem {
    const node = this.#nodes.get(handle.id);
    if (node === undefined) return item;
    const facts = node.facts();
    item.tooltip = facts.length > 0 ? factsTooltip(node.row.label, facts) : node.row.spoken;
    return item;
  }

  getParent(handle: RowHandle): RowHandle | undefined {
    const parent = this.#parents.get(handle.id);
    return parent === undefined ? undefined : this.#handles.get(parent);
  }

  /**
   * The first row that fits, from top to bottom, with the rows above it as VS Code will ask for them: to reveal it.
   * Undefined when there is none now.
   */
  find(fits: (target: RowTarget, id: string) => boolean): RowHandle | undefined {
    if (this.#isVisible) this.refresh();
    else {
      this.#show(this.#options.picture());
      // VS Code has not drawn what was just looked at.
      this.#isStale = true;
    }
    const found = [...this.#nodes.values()].find((node) => fits(node.target, node.id));
    if (found === undefined) return undefined;
    const path: RowNode[] = [];
    for (let id: string | undefined = found.id; id !== undefined; id = this.#parents.get(id)) {
      const node = this.#nodes.get(id);
      if (node !== undefined) path.push(node);
    }
    return this.#handlesOf(path)[0];
  }

  dispose(): void {
    clearTimeout(this.#detailTimer);
    this.#ticker.dispose();
    this.#changed.dispose();
  }

  #drawChanges(wish: { readonly withDetails: boolean }): void {
    const next = this.#options.picture();
    const changes = changedRows(this.#shown, next);
    if (changes.kind === 'none') return;
    const isDetail = changes.kind === 'some' && changes.roots.length === 0;
    if (isDetail && !wish.withDetails && this.#options.drawsAllAtOnce !== true) {
      this.#detailTimer ??= setTimeout(() => this.#drawDetails(), DETAIL_DELAY_MS);
      return;
    }
    this.#draw(next, changes.kind === 'all' ? undefined : [...changes.roots, ...changes.below]);
  }

  #drawDetails(): void {
    this.#detailTimer = undefined;
    if (this.#isVisible) this.#drawChanges({ withDetails: true });
    else this.#isStale = true;
  }

  #draw(next: readonly RowNode[], ids: readonly string[] | undefined): void {
    this.#show(next);
    const handles = ids?.map((id) => this.#handles.get(id)).filter((handle) => handle !== undefined);
    this.#changed.fire(handles === undefined ? undefined : [...handles]);
  }

  #show(next: readonly RowNode[]): void {
    this.#isStale = false;
    this.#shown = next;
    this.#nodes = new Map();
    this.#parents = new Map();
    for (const node of next) this.#index(node, undefined);
    for (const id of this.#handles.keys()) {
      if (!this.#nodes.has(id)) this.#handles.delete(id);
    }
  }

  #index(node: RowNode, parent: string | undefined): void {
    this.#nodes.set(node.id, node);
    if (parent !== undefined) this.#parents.set(node.id, parent);
    for (const child of node.children) this.#index(child, node.id);
  }

  #handlesOf(nodes: readonly RowNode[]): RowHandle[] {
    return nodes.map((node) => {
      const handle = this.#handles.get(node.id) ?? { id: node.id, target: node.target };
      this.#handles.set(node.id, handle);
      return handle;
    });
  }
}

function collapsible(node: RowNode): TreeItemCollapsibleState {
  if (node.children.length === 0) return TreeItemCollapsibleState.None;
  return node.isOpen ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
}
