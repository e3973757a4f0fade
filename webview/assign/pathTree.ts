import type { FolderListing, FormTexts, PathEntry } from '../../src/shared/assignForm.ts';
import { element } from '../ui/element.ts';

interface Item {
  readonly entry: PathEntry;
  readonly root: HTMLElement;
  readonly row: HTMLElement;
  readonly group: HTMLElement;
  isLoaded: boolean;
}

export interface PathTreeOptions {
  readonly label: string;
  readonly texts: Pick<FormTexts, 'moreEntries' | 'emptyFolder'>;
  /** Asks for what lies in a folder; `fill` brings it. '' is the folder that she works in. */
  readonly list: (folder: string) => void;
  /** The paths that are chosen now, and a change of one of them. */
  readonly chosen: () => readonly string[];
  readonly toggle: (path: string) => void;
}

/**
 * The files of her folder as a tree with boxes, by mouse and by keys as in VS Code's own: arrows walk, open and close, the
 * space bar ticks. What lies in a ticked folder is ticked with it. Folders are asked for when they are opened.
 */
export class PathTree {
  readonly root: HTMLElement;
  readonly #options: PathTreeOptions;
  readonly #items = new Map<string, Item>();

  constructor(options: PathTreeOptions) {
    this.#options = options;
    this.root = element('div', { class: 'tree', role: 'tree', 'aria-multiselectable': 'true' });
    this.root.setAttribute('aria-label', options.label);
    this.root.addEventListener('keydown', (event) => this.#onKey(event));
    this.root.addEventListener('click', (event) => this.#onClick(event));
    options.list('');
  }

  /** Puts what lies in a folder into its place. */
  fill({ folder, entries, left }: FolderListing): void {
    const parent = this.#items.get(folder);
    const group = folder === '' ? this.root : parent?.group;
    if (group === undefined || (parent?.isLoaded ?? this.#items.size > 0)) return;
    if (parent !== undefined) parent.isLoaded = true;
    const level = folder === '' ? 1 : folder.split('/').length + 1;
    group.replaceChildren(...entries.map((entry) => this.#add(entry, level)));
    if (entries.length === 0) group.append(this.#note(this.#options.texts.emptyFolder, level));
    if (left > 0)
      group.append(this.#note(this.#options.texts.moreEntries.replace('{0}', String(left)), level));
    if (folder === '') this.#rows()[0]?.setAttribute('tabindex', '0');
    this.refresh();
  }

  /** Shows which paths are chosen now. */
  refresh(): void {
    const chosen = this.#options.chosen().map((path) => path.replace(/\/$/, ''));
    for (const { entry, row } of this.#items.values()) {
      const isOwn = chosen.includes(entry.path);
      const isIn = chosen.some((path) => path === '.' || entry.path.startsWith(`${path}/`));
      row.setAttribute('aria-checked', String(isOwn || isIn));
      row.classList.toggle('implied', isIn && !isOwn);
    }
  }

  focus(): void {
    this.#rows()
      .find((row) => row.tabIndex === 0)
      ?.focus();
  }

  #add(entry: PathEntry, level: number): HTMLElement {
    const row = element(
      'div',
      { role: 'treeitem', tabindex: '-1', 'aria-level': String(level), 'data-path': entry.path },
      element('span', { class: 'twistie', 'aria-hidden': 'true' }),
      element('span', { class: 'tick', 'aria-hidden': 'true' }),
      entry.isFolder ? `${entry.name}/` : entry.name,
    );
    row.style.setProperty('--level', String(level));
    if (entry.isFolder) row.setAttribute('aria-expanded', 'false');
    const group = element('div', { role: 'group', hidden: true });
    const root = element('div', { role: 'none' }, row, group);
    this.#items.set(entry.path, { entry, root, row, group, isLoaded: false });
    return root;
  }

  #note(text: string, level: number): HTMLElement {
    const note = element('div', { class: 'note' }, text);
    note.style.setProperty('--level', String(level));
    return note;
  }

  #onClick(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    const item = this.#itemOf(target?.closest<HTMLElement>('[role=treeitem]'));
    if (item === undefined) return;
    this.#focusOn(item.row);
    if (target?.classList.contains('twistie') === true && item.entry.isFolder)
      this.#open(item, !isOpen(item));
    else this.#toggle(item);
  }

  #onKey(event: KeyboardEvent): void {
    const item = this.#itemOf(document.activeElement);
    if (item === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = this.#rows();
    const at = rows.indexOf(item.row);
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => this.#focusOn(rows[at + 1]),
      ArrowUp: () => this.#focusOn(rows[at - 1]),
      Home: () => this.#focusOn(rows[0]),
      End: () => this.#focusOn(rows.at(-1)),
      ArrowRight: () => {
        if (!item.entry.isFolder) return;
        if (isOpen(item)) this.#focusOn(rows[at + 1]);
        else this.#open(item, true);
      },
      ArrowLeft: () => {
        if (isOpen(item)) this.#open(item, false);
        else this.#focusOn(this.#items.get(parentOf(item.entry.path))?.row);
      },
      ' ': () => this.#toggle(item),
      Enter: () => this.#toggle(item),
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  }

  #toggle(item: Item): void {
    // What a folder above brings along can only be taken back there.
    if (!item.row.classList.contains('implied')) this.#options.toggle(item.entry.path);
    this.refresh();
  }

  #open(item: Item, opens: boolean): void {
    item.row.setAttribute('aria-expanded', String(opens));
    item.group.hidden = !opens;
    if (opens && !item.isLoaded) this.#options.list(item.entry.path);
  }

  #focusOn(row: HTMLElement | undefined): void {
    if (row === undefined) return;
    for (const other of this.#rows()) other.tabIndex = -1;
    row.tabIndex = 0;
    row.focus();
  }

  /** Those that can be seen, from top to bottom. */
  #rows(): HTMLElement[] {
    const all = [...this.root.querySelectorAll<HTMLElement>('[role=treeitem]')];
    return all.filter((row) => row.closest('[hidden]') === null);
  }

  #itemOf(row: Element | null | undefined): Item | undefined {
    return this.#items.get(row?.getAttribute('data-path') ?? '');
  }
}

function isOpen({ row }: Item): boolean {
  return row.getAttribute('aria-expanded') === 'true';
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
