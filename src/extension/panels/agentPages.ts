import { commands, ThemeIcon, ViewColumn, window } from 'vscode';
import type { Uri, WebviewPanel } from 'vscode';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { Logger } from '../../core/ports.ts';
import type { AgentPage, PageActionId, PageHead, SectionId } from '../../shared/agentPage.ts';
import { dispatch } from '../../shared/messages.ts';
import type { MessageOf } from '../../shared/messages.ts';
import type { AgentPageHostMessages } from '../../shared/protocol.ts';
import { COMMANDS } from '../commands.ts';
import type { CommandName } from '../commands.ts';
import type { FleetService } from '../fleetService.ts';
import type { FleetHistory } from '../timeline/fleetHistory.ts';
import { isRecord } from '../target.ts';
import { rowContext } from '../views/agentsTree.ts';
import { nextRowChangeMs } from '../views/agentRows.ts';
import { INBOX_VIEW } from '../views/inboxTree.ts';
import { Ticker } from '../views/ticker.ts';
import { agentTitle } from '../words.ts';
import { agentPage } from './agentPageModel.ts';
import { webviewHtml, webviewRoot } from './html.ts';
import { parseAgentPageMessage } from './parseMessage.ts';
import { AGENT_PAGE } from './viewTypes.ts';

export interface AgentPagesOptions {
  readonly service: FleetService;
  readonly history: FleetHistory;
  readonly extensionUri: Uri;
  readonly log: Logger;
  readonly now: () => number;
}

/** The pages of Agentinnen in this window: one each. */
export class AgentPages implements Disposable {
  readonly #options: AgentPagesOptions;
  readonly #open = new Map<string, AgentPagePanel>();

  constructor(options: AgentPagesOptions) {
    this.#options = options;
  }

  /** Opens or reveals the page; `why` brings the reasons for the state into view. */
  show(agentId: string, focus: 'top' | 'why'): void {
    const existing = this.#open.get(agentId);
    const page = existing ?? this.#add(agentId, newPanel(titleOf(this.#options.service, agentId)));
    page.reveal(focus === 'why' ? 'why' : null);
  }

  /** Fills a page that VS Code brought back after a reload; `state` is what its webview kept. */
  restore(panel: WebviewPanel, state: unknown): void {
    const agentId = isRecord(state) ? state['agentId'] : undefined;
    if (typeof agentId !== 'string' || this.#open.has(agentId)) panel.dispose();
    else this.#add(agentId, panel);
  }

  dispose(): void {
    for (const page of this.#open.values()) page.dispose();
    this.#open.clear();
  }

  #add(agentId: string, panel: WebviewPanel): AgentPagePanel {
    const page = new AgentPagePanel(agentId, panel, this.#options, () => this.#open.delete(agentId));
    this.#open.set(agentId, page);
    return page;
  }
}

function newPanel(title: string): WebviewPanel {
  return window.createWebviewPanel(AGENT_PAGE, title, ViewColumn.Active);
}

function titleOf(service: FleetService, agentId: string): string {
  const spec = service.snapshot(agentId)?.spec;
  return spec === undefined ? agentId : agentTitle(spec);
}

/** One page: sends what the Agentin looks like when the webview is ready, on changes, and when it is seen again. */
class AgentPagePanel implements Disposable {
  readonly #agentId: string;
  readonly #options: AgentPagesOptions;
  readonly #panel: WebviewPanel;
  readonly #store = new DisposableStore();
  readonly #ticker: Ticker;
  #isReady = false;
  #focus: SectionId | null = null;
  /** What the webview has; null before it has anything. */
  #sent: AgentPage | null = null;

  constructor(agentId: string, panel: WebviewPanel, options: AgentPagesOptions, onGone: () => void) {
    const { service, extensionUri } = options;
    this.#agentId = agentId;
    this.#options = options;
    this.#panel = panel;
    panel.webview.options = { enableScripts: true, localResourceRoots: [webviewRoot(extensionUri)] };
    this.#panel.iconPath = new ThemeIcon('hubot');
    this.#ticker = this.#store.add(new Ticker(options.now, () => this.#send()));
    this.#store.add(this.#panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)));
    this.#store.add(this.#panel.onDidChangeViewState(() => this.#onViewState()));
    this.#store.add(service.onDidChangeAgent((change) => this.#onChange(change.agentId)));
    this.#store.add(service.onDidChangeFleet(() => this.#onFleet()));
    this.#panel.onDidDispose(() => {
      this.#store.dispose();
      onGone();
    });
    this.#panel.webview.html = webviewHtml(this.#panel.webview, extensionUri, 'agent', panel.title);
  }

  reveal(focus: SectionId | null): void {
    this.#focus = focus;
    this.#panel.reveal();
    this.#send();
  }

  dispose(): void {
    this.#panel.dispose();
  }

  #onChange(agentId: string): void {
    if (agentId === this.#agentId) this.#send();
  }

  /** A page that came back before the fleet did has only the title that it had; one of nobody any more is closed. */
  #onFleet(): void {
    const { service } = this.#options;
    if (service.phase === 'ready' && service.snapshot(this.#agentId) === undefined) this.dispose();
    else this.#send();
  }

  /** A hidden webview is gone with all it drew: it says `ready` again when it is back. */
  #onViewState(): void {
    if (this.#panel.visible) {
      this.#send();
      return;
    }
    this.#isReady = false;
    this.#ticker.disarm();
  }

  #receive(raw: unknown): void {
    const message = parseAgentPageMessage(raw);
    if (message === null) {
      this.#options.log.warn('A page sent a message that we do not know');
      return;
    }
    dispatch(message, {
      ready: () => {
        this.#isReady = true;
        this.#sent = null;
        this.#send();
      },
      run: ({ action }) => void this.#run(action),
    });
  }

  #send(): void {
    const snapshot = this.#options.service.snapshot(this.#agentId);
    if (!this.#isReady || !this.#panel.visible || snapshot === undefined) return;
    const nowMs = this.#options.now();
    this.#sendPage(
      agentPage(snapshot, this.#options.history.of(this.#agentId), rowContext(this.#options.service, nowMs)),
    );
    this.#ticker.arm(nextRowChangeMs(snapshot, nowMs));
    if (this.#focus === null) return;
    this.#post({ type: 'focus', body: { section: this.#focus } });
    this.#focus = null;
  }

  /** The whole page once, and from then on what is different. */
  #sendPage(page: AgentPage): void {
    const before = this.#sent;
    this.#sent = page;
    if (before === null) {
      this.#post({ type: 'page', body: page });
      return;
    }
    const head = isSame(headOf(before), headOf(page)) ? null : headOf(page);
    const sections = page.sections.filter((section, index) => !isSame(section, before.sections[index]));
    if (head !== null || sections.length > 0) this.#post({ type: 'patch', body: { head, sections } });
  }

  #post(message: MessageOf<AgentPageHostMessages>): void {
    void this.#panel.webview.postMessage(message);
  }

  async #run(action: PageActionId): Promise<void> {
    if (action === 'inbox') await commands.executeCommand(`${INBOX_VIEW}.focus`);
    else await commands.executeCommand(COMMANDS[COMMAND_OF[action]], this.#agentId);
  }
}

function headOf({ title, state, stateText, actions }: AgentPage): PageHead {
  return { title, state, stateText, actions };
}

/** Both are made anew each time, with the same keys in the same order. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const COMMAND_OF = {
  start: 'start',
  stop: 'stop',
  attach: 'attach',
  assign: 'newAssignment',
  send: 'send',
  interrupt: 'interrupt',
} as const satisfies Readonly<Record<Exclude<PageActionId, 'inbox'>, CommandName>>;
