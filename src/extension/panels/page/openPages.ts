import type { WebviewPanel } from 'vscode';
import type { Disposable } from '../../../core/lifecycle.ts';
import { isRecord } from '../../fleet/target.ts';

/** The open pages of a kind in this window: one for each key. */
export class OpenPages<Page extends Disposable> implements Disposable {
  readonly #fill: (key: string, panel: WebviewPanel) => Page;
  readonly #pages = new Map<string, Page>();

  constructor(fill: (key: string, panel: WebviewPanel) => Page) {
    this.#fill = fill;
  }

  /** The page of `key`; `panel` is made when it is not open yet. */
  open(key: string, panel: () => WebviewPanel): Page {
    return this.#pages.get(key) ?? this.#add(key, panel());
  }

  /** The first of the open ones for which this holds. */
  find(holds: (page: Page) => boolean): Page | undefined {
    return [...this.#pages.values()].find(holds);
  }

  /** Fills a page that VS Code brought back after a reload; closes it when nobody knows what it was, or it is open. */
  restore(key: string | undefined, panel: WebviewPanel): void {
    if (key === undefined || this.#pages.has(key)) panel.dispose();
    else this.#add(key, panel);
  }

  dispose(): void {
    for (const page of [...this.#pages.values()]) page.dispose();
    this.#pages.clear();
  }

  #add(key: string, panel: WebviewPanel): Page {
    const page = this.#fill(key, panel);
    this.#pages.set(key, page);
    panel.onDidDispose(() => this.#pages.delete(key));
    return page;
  }
}

/** What the page was of, as its webview kept it, from whatever version it was. */
export function keptSubject(state: unknown): string | undefined {
  const subject = isRecord(state) ? state['subject'] : undefined;
  return typeof subject === 'string' ? subject : undefined;
}
