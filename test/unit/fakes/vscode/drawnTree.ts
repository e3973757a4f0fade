import type { RowHandle, RowTree } from '../../../../src/extension/views/rows/rowTree.ts';

const DEBOUNCE_MS = 200;

/**
 * What of a tree is on the screen, and since when: tells changes on as VS Code's extension host does (`ExtHostTreeView`). The
 * first one at once; what comes within 200 ms of the one before waits until there was none for 200 ms. A row is fetched alone,
 * all rows where the order is another. Needs a fake clock.
 */
export class DrawnTree {
  /** What was drawn, in the order of the rows, and when. */
  readonly pictures: { readonly atMs: number; readonly labels: readonly string[] }[] = [];
  readonly #tree: RowTree;
  #rows: readonly RowHandle[] = [];
  readonly #labels = new Map<string, string>();
  readonly #waiting: (RowHandle | undefined)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #count = 0;

  constructor(tree: RowTree) {
    this.#tree = tree;
    tree.onDidChangeTreeData((what) => this.#hear(what));
    this.#drawAll();
  }

  /** What stands there now, from top to bottom. */
  get labels(): readonly string[] {
    return this.#rows.map(({ id }) => this.#labels.get(id) ?? '');
  }

  /** When the label was first seen; `place`: in that line. Undefined when it never was. */
  seenMs(label: string, place?: number): number | undefined {
    const fits = (labels: readonly string[]): boolean =>
      place === undefined ? labels.includes(label) : labels[place] === label;
    return this.pictures.find(({ labels }) => fits(labels))?.atMs;
  }

  #hear(what: RowHandle | RowHandle[] | undefined): void {
    this.#count += 1;
    this.#waiting.push(...[what].flat());
    if (this.#timer === undefined) this.#refresh();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#count > 1) this.#refresh();
      this.#count = 0;
    }, DEBOUNCE_MS);
  }

  #refresh(): void {
    const changed = this.#waiting.splice(0);
    if (changed.includes(undefined)) {
      this.#drawAll();
      return;
    }
    for (const row of changed) if (row !== undefined) this.#draw(row);
    this.#note();
  }

  #drawAll(): void {
    this.#rows = this.#tree.getChildren();
    for (const row of this.#rows) this.#draw(row);
    this.#note();
  }

  #draw(row: RowHandle): void {
    const { label } = this.#tree.getTreeItem(row);
    this.#labels.set(row.id, typeof label === 'string' ? label : '');
  }

  #note(): void {
    this.pictures.push({ atMs: Date.now(), labels: this.labels });
  }
}
