import type { ViewColumn, WebviewPanel } from 'vscode';
import { Emitter } from '../../../core/lifecycle.ts';
import type { Disposable } from '../../../core/lifecycle.ts';

/** Longer than VS Code takes to bring back a page that it shows. */
const COMES_BACK_MS = 3000;

/**
 * The pages that VS Code brought back after a reload. It does so only with those that are seen, and what is opened over one
 * before is in its place for good.
 */
export class RestoredPages implements Disposable {
  readonly #panels = new Set<WebviewPanel>();
  readonly #came = new Emitter<WebviewPanel>();

  add(panel: WebviewPanel): void {
    this.#panels.add(panel);
    panel.onDidDispose(() => this.#panels.delete(panel));
    this.#came.fire(panel);
  }

  /** The page that is seen in the column, as soon as it is back; undefined when it does not come. */
  async seenIn(column: ViewColumn): Promise<WebviewPanel | undefined> {
    const isIt = (panel: WebviewPanel): boolean => panel.viewColumn === column && panel.visible;
    const there = [...this.#panels].find(isIt);
    if (there !== undefined) return there;
    return new Promise((resolve) => {
      const settle = (panel: WebviewPanel | undefined): void => {
        clearTimeout(timer);
        listening.dispose();
        resolve(panel);
      };
      const timer = setTimeout(settle, COMES_BACK_MS, undefined);
      const listening = this.#came.event((panel) => {
        if (isIt(panel)) settle(panel);
      });
    });
  }

  dispose(): void {
    this.#panels.clear();
    this.#came.dispose();
  }
}
