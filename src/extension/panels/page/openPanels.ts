import type { ViewColumn, WebviewPanel } from 'vscode';

/**
 * The pages of this extension host. VS Code starts one that died again, and leaves the pages of before as they are: they are no
 * one's, and nothing but this list tells them from ours.
 */
export class OpenPanels {
  readonly #panels = new Set<WebviewPanel>();

  add(panel: WebviewPanel): void {
    this.#panels.add(panel);
    panel.onDidDispose(() => this.#panels.delete(panel));
  }

  /** Is the page of this kind that is seen in the column one of ours? */
  isSeenIn(column: ViewColumn, viewType: string): boolean {
    return [...this.#panels].some(
      (panel) => panel.viewType === viewType && panel.viewColumn === column && panel.visible,
    );
  }
}
