import { commands, ThemeIcon, ViewColumn, window } from 'vscode';
import type { Uri, WebviewPanel } from 'vscode';
import * as z from 'zod';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { Logger } from '../../core/ports.ts';
import type { AssignmentActionId } from '../../shared/assignmentPage.ts';
import { dispatch } from '../../shared/messages.ts';
import type { MessageOf } from '../../shared/messages.ts';
import type { AssignmentPageHostMessages, AssignmentPageWebviewMessages } from '../../shared/protocol.ts';
import type { AssignmentHistory } from '../assignments/history.ts';
import { COMMANDS } from '../commands.ts';
import type { FleetService } from '../fleetService.ts';
import { NO_TARGET } from '../views/rowNode.ts';
import { assignmentPage } from './assignmentPageModel.ts';
import { webviewHtml, webviewRoot } from './html.ts';

export const ASSIGNMENT_PAGE = 'codexMaster.assignmentPage';

export interface AssignmentPagesOptions {
  readonly service: FleetService;
  readonly history: AssignmentHistory;
  readonly extensionUri: Uri;
  readonly log: Logger;
  readonly now: () => number;
}

/** The pages of assignments in this window: one each. */
export class AssignmentPages implements Disposable {
  readonly #options: AssignmentPagesOptions;
  readonly #open = new Map<string, AssignmentPanel>();

  constructor(options: AssignmentPagesOptions) {
    this.#options = options;
  }

  show(assignmentId: string): void {
    const onGone = (): boolean => this.#open.delete(assignmentId);
    const page = this.#open.get(assignmentId) ?? new AssignmentPanel(assignmentId, this.#options, onGone);
    this.#open.set(assignmentId, page);
    page.reveal();
  }

  dispose(): void {
    for (const page of this.#open.values()) page.dispose();
    this.#open.clear();
  }
}

class AssignmentPanel implements Disposable {
  readonly #id: string;
  readonly #options: AssignmentPagesOptions;
  readonly #panel: WebviewPanel;
  readonly #store = new DisposableStore();
  #isReady = false;
  #shown = '';

  constructor(assignmentId: string, options: AssignmentPagesOptions, onGone: () => void) {
    const { service, history, extensionUri, now } = options;
    const known = history.find(assignmentId);
    const title = known === undefined ? assignmentId : assignmentPage(known, null, now()).title;
    const roots = { enableScripts: true, localResourceRoots: [webviewRoot(extensionUri)] };
    this.#id = assignmentId;
    this.#options = options;
    this.#panel = window.createWebviewPanel(ASSIGNMENT_PAGE, title, ViewColumn.Active, roots);
    this.#panel.iconPath = new ThemeIcon('checklist');
    this.#store.add(history.watch());
    this.#store.add(history.onDidChange(() => this.#send()));
    this.#store.add(service.onDidChangeAgent(() => this.#send()));
    this.#store.add(this.#panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)));
    this.#store.add(this.#panel.onDidChangeViewState(() => this.#onViewState()));
    this.#panel.onDidDispose(() => {
      this.#store.dispose();
      onGone();
    });
    this.#panel.webview.html = webviewHtml(this.#panel.webview, extensionUri, 'assignment', title);
  }

  reveal(): void {
    this.#panel.reveal();
  }

  dispose(): void {
    this.#panel.dispose();
  }

  /** A hidden webview is gone with all it drew: it says `ready` again when it is back. */
  #onViewState(): void {
    if (!this.#panel.visible) this.#isReady = false;
  }

  #receive(raw: unknown): void {
    const message = parseAssignmentPageMessage(raw);
    if (message === null) {
      this.#options.log.warn('A page sent a message that we do not know');
      return;
    }
    dispatch(message, {
      ready: () => {
        this.#isReady = true;
        this.#shown = '';
        this.#send();
      },
      run: ({ action }) => void this.#run(action),
    });
  }

  #send(): void {
    if (!this.#isReady || !this.#panel.visible) return;
    const { history, now } = this.#options;
    const known = history.find(this.#id);
    if (known === undefined) return;
    const body = assignmentPage(known, history.taskOf(this.#id), now());
    const shown = JSON.stringify(body);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const message: MessageOf<AssignmentPageHostMessages> = { type: 'page', body };
    void this.#panel.webview.postMessage(message);
  }

  async #run(action: AssignmentActionId): Promise<void> {
    const agentId = this.#options.history.find(this.#id)?.entry.agentId ?? null;
    const target = { ...NO_TARGET, agentId, assignmentId: this.#id };
    await commands.executeCommand(COMMANDS[action], { target });
  }
}

const messageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), body: z.strictObject({}) }),
  z.strictObject({
    type: z.literal('run'),
    body: z.strictObject({ action: z.enum(['showAgent', 'assignAgain', 'requestReport', 'attach']) }),
  }),
]);

/** A message of an assignment's page; null when it is none. */
export function parseAssignmentPageMessage(raw: unknown): MessageOf<AssignmentPageWebviewMessages> | null {
  const parsed = messageSchema.safeParse(raw);
  return parsed.success ? parsed.data : null;
}
