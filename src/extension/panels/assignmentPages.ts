import { commands } from 'vscode';
import type { WebviewPanel } from 'vscode';
import type { Disposable } from '../../core/lifecycle.ts';
import type { AssignmentActionId, AssignmentPage, AssignmentSectionId } from '../../shared/assignmentPage.ts';
import type { AssignmentPageHostMessages, AssignmentPageWebviewMessages } from '../../shared/protocol.ts';
import type { AssignmentHistory, KnownAssignment } from '../assignments/history.ts';
import { COMMANDS } from '../commands.ts';
import type { FleetService } from '../fleetService.ts';
import { NO_TARGET } from '../views/rowNode.ts';
import { assignmentPage } from './assignmentPageModel.ts';
import { keptText, OpenPages } from './openPages.ts';
import { PageSender } from './pageSender.ts';
import { parseAssignmentPageMessage } from './parseMessage.ts';
import { ASSIGNMENT_PAGE } from './viewTypes.ts';
import { newPanel, WebviewPage } from './webviewPage.ts';
import type { PageBasis } from './webviewPage.ts';

export interface AssignmentPagesOptions extends PageBasis {
  readonly service: FleetService;
  readonly history: AssignmentHistory;
  readonly now: () => number;
}

/** The pages of assignments in this window: one each. */
export class AssignmentPages implements Disposable {
  readonly #options: AssignmentPagesOptions;
  readonly #pages: OpenPages<AssignmentPanel>;

  constructor(options: AssignmentPagesOptions) {
    this.#options = options;
    this.#pages = new OpenPages((assignmentId, panel) => new AssignmentPanel(assignmentId, panel, options));
  }

  show(assignmentId: string): void {
    this.#pages.open(assignmentId, () => newPanel(ASSIGNMENT_PAGE, this.#titleOf(assignmentId))).reveal();
  }

  /** Fills a page that VS Code brought back after a reload; `state` is what its webview kept. */
  restore(panel: WebviewPanel, state: unknown): void {
    this.#pages.restore(keptText(state, 'assignmentId'), panel);
  }

  dispose(): void {
    this.#pages.dispose();
  }

  #titleOf(assignmentId: string): string {
    const { history, now } = this.#options;
    const known = history.find(assignmentId);
    return known === undefined ? assignmentId : assignmentPage(known, null, now()).title;
  }
}

/** One page: sends what the assignment looks like when the webview is ready, and on changes. */
class AssignmentPanel implements Disposable {
  readonly #id: string;
  readonly #options: AssignmentPagesOptions;
  readonly #page: WebviewPage<AssignmentPageHostMessages, AssignmentPageWebviewMessages>;

  readonly #sender = new PageSender<AssignmentSectionId, AssignmentActionId, AssignmentPage>((news) =>
    this.#page.send(news),
  );
  /** Whose assignment it is, once that is known. */
  #agentId: string | null = null;

  constructor(assignmentId: string, panel: WebviewPanel, options: AssignmentPagesOptions) {
    const { service, history } = options;
    this.#id = assignmentId;
    this.#options = options;
    this.#page = new WebviewPage(panel, options, {
      bundle: 'assignment',
      icon: 'checklist',
      parse: parseAssignmentPageMessage,
      handlers: { ready: () => this.#onReady(), run: ({ action }) => void this.#run(action) },
    });
    this.#page.add(history.watch());
    this.#page.add(history.onDidChange(() => this.#onLedger()));
    this.#page.add(service.onDidChangeAgent(({ agentId }) => this.#onAgent(agentId)));
  }

  reveal(): void {
    this.#page.reveal();
  }

  dispose(): void {
    this.#page.dispose();
  }

  #onReady(): void {
    this.#sender.forget();
    this.#send();
  }

  /** A page that came back before the ledger was read has only its title; one of what nobody knows any more is closed. */
  #onLedger(): void {
    const { history } = this.#options;
    if (history.isRead && history.find(this.#id) === undefined) this.dispose();
    else this.#send();
  }

  #onAgent(agentId: string): void {
    if (agentId === (this.#agentId ?? agentId)) this.#send();
  }

  #send(): void {
    if (!this.#page.isLive) return;
    const { history, now } = this.#options;
    const known = this.#find();
    if (known === undefined) return;
    this.#sender.send(assignmentPage(known, history.taskOf(this.#id), now()));
  }

  #find(): KnownAssignment | undefined {
    const known = this.#options.history.find(this.#id);
    this.#agentId = known?.entry.agentId ?? this.#agentId;
    return known;
  }

  async #run(action: AssignmentActionId): Promise<void> {
    const agentId = this.#find()?.entry.agentId ?? null;
    const target = { ...NO_TARGET, agentId, assignmentId: this.#id };
    await commands.executeCommand(COMMANDS[action], { target });
  }
}
