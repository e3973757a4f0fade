import { ThemeIcon, ViewColumn, window } from 'vscode';
import type { Uri, WebviewPanel } from 'vscode';
import { DisposableStore } from '../../../core/lifecycle.ts';
import type { Disposable } from '../../../core/lifecycle.ts';
import type { Logger } from '../../../core/ports.ts';
import type { ErrorReporter } from '../../messages/errorReporter.ts';
import { dispatch } from '../../../shared/messages.ts';
import type { HandlersOf, MessageOf } from '../../../shared/messages.ts';
import { COMMANDS } from '../../commands.ts';
import { isRecord } from '../../fleet/target.ts';
import { HEARD, PING } from '../../../shared/reopen.ts';
import type { OpenPanels } from './openPanels.ts';
import { webviewHtml, webviewRoot } from './html.ts';
import type { WebviewBundle } from './html.ts';
import type { ParseMessage } from './parseMessage.ts';

/** What every page is given. */
export interface PageBasis {
  /** Those that are open. */
  readonly panels: OpenPanels;
  readonly extensionUri: Uri;
  readonly log: Logger;
  readonly errors: Pick<ErrorReporter, 'show' | 'watch'>;
}

/** What makes a kind of page different from the others. */
export interface PageWish<Received> {
  readonly bundle: WebviewBundle;
  /** The id of a product icon. */
  readonly icon: string;
  readonly parse: ParseMessage<Received>;
  /**
   * What its webview may ask for; what fails is shown. `ready` comes first, and again whenever the webview was hidden.
   */
  readonly handlers: HandlersOf<Received, unknown>;
  /** Nobody sees it any more: what costs time may rest until the next `ready`. */
  readonly onHidden?: () => void;
}

/** An empty panel for a page; `WebviewPage` fills it. */
export function newPanel(viewType: string, title: string): WebviewPanel {
  return window.createWebviewPanel(viewType, title, ViewColumn.Active);
}

/**
 * The life of one page: its HTML, the handshake, being hidden and shown, messages that are checked, its end. It says
 * nothing before its webview listens: a hidden webview is gone with all it drew, and says `ready` again when it is back.
 */
export class WebviewPage<Sent, Received> implements Disposable {
  readonly #panel: WebviewPanel;
  readonly #wish: PageWish<Received>;
  readonly #basis: PageBasis;
  readonly #store = new DisposableStore();
  #isReady = false;

  constructor(panel: WebviewPanel, basis: PageBasis, wish: PageWish<Received>) {
    const { extensionUri } = basis;
    this.#panel = panel;
    this.#wish = wish;
    this.#basis = basis;
    panel.iconPath = new ThemeIcon(wish.icon);
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: [webviewRoot(extensionUri)],
      // VS Code runs it also when nobody of us is there.
      enableCommandUris: [COMMANDS.reopenPage],
    };
    basis.panels.add(panel);
    this.#store.add(panel.webview.onDidReceiveMessage(async (message: unknown) => this.#receive(message)));
    this.#store.add(panel.onDidChangeViewState(() => this.#onViewState()));
    panel.onDidDispose(() => {
      this.#isReady = false;
      this.#store.dispose();
    });
    panel.webview.html = webviewHtml(panel, extensionUri, wish.bundle);
  }

  /** Whether somebody sees it and its webview listens. */
  get isLive(): boolean {
    return this.#isReady && this.#panel.visible;
  }

  /** Whether it is the editor that a person is in. */
  get isActive(): boolean {
    return this.#panel.active;
  }

  /** Keeps a handle until the page is closed. */
  add<T extends Disposable>(item: T): T {
    return this.#store.add(item);
  }

  /** Nothing while it is not live: `ready` asks for everything anew. */
  send(message: MessageOf<Sent>): void {
    if (this.isLive) void this.#panel.webview.postMessage(message);
  }

  reveal(): void {
    this.#panel.reveal();
  }

  /** Closes it, as a person may do as well. */
  dispose(): void {
    this.#panel.dispose();
  }

  #onViewState(): void {
    if (this.#panel.visible || !this.#isReady) return;
    this.#isReady = false;
    this.#wish.onHidden?.();
  }

  async #receive(raw: unknown): Promise<void> {
    // That it was heard, however long what it asks for takes.
    void this.#panel.webview.postMessage({ type: HEARD, body: {} });
    if (isRecord(raw) && raw['type'] === PING) return;
    const message = this.#wish.parse(raw);
    if (message === null) {
      this.#basis.log.warn(`A page of ${this.#panel.viewType} sent a message that we do not know`);
      return;
    }
    const { type }: { readonly type: string } = message;
    if (type === 'ready') this.#isReady = true;
    try {
      await dispatch(message, this.#wish.handlers);
    } catch (error) {
      await this.#basis.errors.show(error);
    }
  }
}
