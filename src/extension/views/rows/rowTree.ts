import { EventEmitter, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Event, TreeDataProvider } from 'vscode';
import type { Disposable } from '../../../core/lifecycle.ts';
import { DrawPace } from './drawPace.ts';
import { areNearTheTop } from './inSight.ts';
import { Leisure } from './leisure.ts';
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
  /**
   * More will look different in a moment: that long a change waits to be drawn together with it, in ms. VS Code would
   * draw the first at once and keep the others waiting for 200 ms. 0 unless told.
   */
  readonly gatherMs?: () => number;
  /** Rows below others are drawn as soon as those at the top. Default: they are details, and wait for a moment. */
  readonly drawsAllAtOnce?: boolean;
  /**
   * VS Code asks for the rows below one: it is open. Its event of that gets lost where the roots are drawn anew in the
   * same moment.
   */
  readonly onOpen?: (target: RowTarget) => void;
}

// Details wait a little, so that a state change that follows does not have to pause for them; and while somebody at work is
// unfolded they change all the time.
const DETAILS = { delayMs: 250, restMs: 2000 };

/** Draws a picture made of rows, and redraws only the rows that changed, only while someone can see them. */
export class RowTree implements TreeDataProvider<RowHandle>, Disposable {
  readonly #options: RowTreeOptions;
  readonly #changed = new EventEmitter<RowHandle | RowHandle[] | undefined>();
  readonly #told = new EventEmitter<boolean>();
  readonly #handles = new Map<string, RowHandle>();
  readonly #ticker: Ticker;
  #shown: readonly RowNode[] = [];
  #nodes = new Map<string, RowNode>();
  #parents = new Map<string, string>();
  #isVisible = false;
  #isStale = false;
  /** VS Code has rows of ours; before it asks for them there is nothing to redraw. */
  #isAsked = false;
  /** The rows whose children VS Code has. */
  readonly #askedBelow = new Set<string>();
  /** What was looked at last was not told to VS Code. */
  #isUndrawn = false;
  readonly #details = new Leisure(() => this.#refreshDetails(), DETAILS);
  #areDetailsDue = false;
  readonly #pace = new DrawPace(() => {
    if (this.#isStale && this.#isVisible) this.#look();
  });
  #gathering: ReturnType<typeof setTimeout> | undefined;

  constructor(options: RowTreeOptions) {
    this.#options = options;
    this.#ticker = new Ticker(options.now, () => this.refresh());
  }

  get onDidChangeTreeData(): Event<RowHandle | RowHandle[] | undefined> {
    return this.#changed.event;
  }

  /** Fires when VS Code asked for rows and is told them, with whether some are open: it asks for those below, too. */
  get onDidTell(): Event<boolean> {
    return this.#told.event;
  }

  /**
   * Looks at the picture again and redraws what changed; while hidden, and for a moment after it drew, remembers to do
   * so: then it costs nothing.
   */
  refresh(): void {
    this.#isStale = true;
    const waitMs = this.#mayDraw ? (this.#options.gatherMs?.() ?? 0) : 0;
    if (waitMs === 0) this.#lookAgain();
    else this.#gathering ??= setTimeout(() => this.#lookAgain(), waitMs);
  }

  #lookAgain(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (this.#mayDraw) this.#look();
  }

  get #mayDraw(): boolean {
    return this.#isVisible && this.#isAsked && !this.#pace.isResting;
  }

  setVisible(isVisible: boolean): void {
    if (isVisible === this.#isVisible) return;
    this.#isVisible = isVisible;
    if (!isVisible) {
      this.#rest();
      return;
    }
    this.#areDetailsDue = true;
    if (this.#isStale && this.#mayDraw) this.#look();
    else this.#ticker.arm(this.#options.nextChangeMs());
  }

  getChildren(handle?: RowHandle): RowHandle[] {
    if (handle !== undefined) {
      this.#askedBelow.add(handle.id);
      this.#options.onOpen?.(handle.target);
      return this.#tell(this.#nodes.get(handle.id)?.children ?? []);
    }
    this.#isAsked = true;
    this.#isUndrawn = false;
    this.#pace.asked();
    this.#show(this.#options.picture());
    return this.#tell(this.#shown);
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
    this.#catchUp();
    const found = [...this.#nodes.values()].find((node) => fits(node.target, node.id));
    if (found === undefined) return undefined;
    const path: RowNode[] = [];
    for (let id: string | undefined = found.id; id !== undefined; id = this.#parents.get(id)) {
      const node = this.#nodes.get(id);
      if (node !== undefined) path.push(node);
    }
    return this.#handlesOf(path)[0];
  }

  /** The rows at the top, as they are now: to reveal one of them. */
  top(): RowHandle[] {
    this.#catchUp();
    return this.#handlesOf(this.#shown);
  }

  dispose(): void {
    this.#rest();
    this.#ticker.dispose();
    this.#changed.dispose();
    this.#told.dispose();
  }

  /** No timer runs while nobody looks. */
  #rest(): void {
    this.#isStale ||= this.#details.isAsked;
    this.#details.dispose();
    this.#pace.dispose();
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    this.#ticker.disarm();
  }

  /** What is asked for next is about the rows as they are now. */
  #catchUp(): void {
    if (this.#isVisible && this.#isAsked) {
      this.#areDetailsDue = true;
      this.#look();
      return;
    }
    this.#show(this.#options.picture());
    this.#isStale = true;
    this.#isUndrawn = true;
  }

  #refreshDetails(): void {
    this.#areDetailsDue = true;
    this.refresh();
  }

  #look(): void {
    this.#ticker.arm(this.#options.nextChangeMs());
    const next = this.#options.picture();
    if (this.#isUndrawn) this.#drawAll(next);
    else this.#drawChanges(next);
  }

  #drawChanges(next: readonly RowNode[]): void {
    const withDetails = this.#areDetailsDue || this.#options.drawsAllAtOnce === true;
    this.#areDetailsDue = false;
    this.#isStale = false;
    const changes = changedRows(this.#shown, next);
    if (changes.kind === 'none') return;
    if (changes.kind === 'all') {
      this.#drawAll(next);
      return;
    }
    if (changes.kind === 'moved') {
      this.#drawMoved(next, changes.roots);
      return;
    }
    const below = changes.below.filter((id) => this.#isUnfolded(id));
    if (changes.roots.length + below.length === 0) this.#show(next);
    else if (changes.roots.length === 0 && !withDetails) this.#details.ask();
    else this.#draw(next, [...changes.roots, ...below]);
  }

  /** Has VS Code asked for the row, or for those below it? What is folded it asks for when it is opened. */
  #isUnfolded(id: string): boolean {
    const parent = this.#parents.get(id);
    return this.#askedBelow.has(id) || (parent !== undefined && this.#askedBelow.has(parent));
  }

  #draw(next: readonly RowNode[], ids: readonly string[]): void {
    this.#details.done();
    this.#show(next);
    this.#pace.told('some');
    this.#changed.fire(this.#known(ids));
  }

  #drawAll(next: readonly RowNode[]): void {
    this.#isUndrawn = false;
    this.#details.done();
    this.#show(next);
    this.#pace.told('all');
    this.#changed.fire(undefined);
  }

  /**
   * VS Code cannot move a row: it asks for all of them, and draws all that are in sight. What changed is drawn where it
   * stands, as fast as can be; of the new order VS Code is told in the same breath, and draws it when 200 ms are over. Who is
   * further down than a person sees is drawn with the order, at once.
   */
  #drawMoved(next: readonly RowNode[], ids: readonly string[]): void {
    if (areNearTheTop(ids, this.#shown, ({ id }) => this.#askedBelow.has(id))) this.#draw(next, ids);
    this.#drawAll(next);
  }

  #known(ids: readonly string[]): RowHandle[] {
    return ids.map((id) => this.#handles.get(id)).filter((handle) => handle !== undefined);
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
    for (const id of this.#askedBelow) {
      if (!this.#nodes.has(id)) this.#askedBelow.delete(id);
    }
  }

  #index(node: RowNode, parent: string | undefined): void {
    this.#nodes.set(node.id, node);
    if (parent !== undefined) this.#parents.set(node.id, parent);
    for (const child of node.children) this.#index(child, node.id);
  }

  #tell(nodes: readonly RowNode[]): RowHandle[] {
    this.#told.fire(nodes.some(({ isOpen, children }) => isOpen && children.length > 0));
    return this.#handlesOf(nodes);
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
