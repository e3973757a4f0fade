import type { Locator } from 'playwright-core';

/** A row of a tree or a list as the window shows it. */
export interface Row {
  /** Depth in a tree, 1 for the roots; 0 in a list. */
  readonly level: number;
  readonly label: string;
  readonly description: string;
  /** The second line of a Quick Pick item. */
  readonly detail: string;
  /** `null` for a row without children. */
  readonly expanded: boolean | null;
  /** `null` for a row without a box. */
  readonly ticked: boolean | null;
}

/** What of a page's elements is used here; the tests are compiled for Node, without the browser's types. */
interface PageElement {
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageElement | null;
}

/** Reads the visible rows below `list` (VS Code draws no others), from top to bottom. */
export async function readRows(list: Locator): Promise<Row[]> {
  return list.locator('.monaco-list-row').evaluateAll(readInPage);
}

/** Runs in the page, at one moment for all rows; their order in the document is not the one on the screen. */
function readInPage(rows: PageElement[]): Row[] {
  const number = (row: PageElement, name: string): number => Number(row.getAttribute(name) ?? 0);
  const text = (row: PageElement, selector: string): string => row.querySelector(selector)?.textContent ?? '';
  const flag = (element: PageElement | null, name: string): boolean | null => {
    const value = element?.getAttribute(name) ?? null;
    return value === null ? null : value === 'true';
  };
  return rows
    .sort((a, b) => number(a, 'data-index') - number(b, 'data-index'))
    .map((row) => ({
      level: number(row, 'aria-level'),
      label: text(row, '.label-name'),
      description: text(row, '.label-description'),
      detail: text(row, '.quick-input-list-label-meta'),
      expanded: flag(row, 'aria-expanded'),
      ticked: flag(row.querySelector('[role=checkbox]'), 'aria-checked'),
    }));
}

/** `  Apple · red`: two blanks per level below the roots, then what is shown. */
export function rowText(row: Row): string {
  const shown = [row.label, row.description, row.detail].filter((part) => part !== '');
  return `${'  '.repeat(Math.max(0, row.level - 1))}${shown.join(' · ')}`;
}

/** The row whose label is exactly this text, or matches. */
export function rowWithLabel(list: Locator, label: string | RegExp): Locator {
  const wanted = typeof label === 'string' ? exactly(label) : label;
  const labels = list.page().locator('.label-name', { hasText: wanted });
  return list.locator('.monaco-list-row').filter({ has: labels }).first();
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')}\\s*$`);
}
