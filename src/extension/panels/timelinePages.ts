import { commands, l10n, ThemeIcon, ViewColumn, window } from 'vscode';
import type { WebviewPanel } from 'vscode';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import { dispatch } from '../../shared/messages.ts';
import type { MessageOf } from '../../shared/messages.ts';
import type { TimelineHostMessages } from '../../shared/protocol.ts';
import type { Lane, OpenWish } from '../../shared/timeline.ts';
import { COMMANDS } from '../commands.ts';
import { ASSIGNMENTS_VIEW } from '../views/assignmentsTree.ts';
import { INBOX_VIEW } from '../views/inboxTree.ts';
import type { AgentPagesOptions } from './agentPages.ts';
import { webviewHtml, webviewRoot } from './html.ts';
import { parseTimelineMessage } from './parseMessage.ts';
import { laneOf, timelinePage } from './timelineModel.ts';
import { TIMELINE_PAGE } from './viewTypes.ts';

/** The timeline of the fleet: at most one in a window. */
export class TimelinePages implements Disposable {
  readonly #options: AgentPagesOptions;
  #page: TimelinePanel | undefined;

  constructor(options: AgentPagesOptions) {
    this.#options = options;
  }

  show(): void {
    this.#page ??= this.#fill(
      window.createWebviewPanel(TIMELINE_PAGE, l10n.t('Fleet Timeline'), ViewColumn.Active),
    );
    this.#page.reveal();
  }

  /** Fills the timeline that VS Code brought back after a reload. */
  restore(panel: WebviewPanel): void {
    if (this.#page === undefined) this.#page = this.#fill(panel);
    else panel.dispose();
  }

  dispose(): void {
    this.#page?.dispose();
  }

  #fill(panel: WebviewPanel): TimelinePanel {
    return new TimelinePanel(panel, this.#options, () => {
      this.#page = undefined;
    });
  }
}

/** Sends the whole once, and then only the lane that changed. */
class TimelinePanel implements Disposable {
  readonly #panel: WebviewPanel;
  readonly #options: AgentPagesOptions;
  readonly #store = new DisposableStore();
  readonly #states = new Map<string, string>();
  #isReady = false;

  constructor(panel: WebviewPanel, options: AgentPagesOptions, onGone: () => void) {
    const { service, history, extensionUri } = options;
    this.#panel = panel;
    this.#options = options;
    panel.webview.options = { enableScripts: true, localResourceRoots: [webviewRoot(extensionUri)] };
    panel.iconPath = new ThemeIcon('graph-line');
    this.#store.add(panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)));
    this.#store.add(panel.onDidChangeViewState(() => this.#onViewState()));
    this.#store.add(history.onDidChange((agentId) => this.#sendLane(agentId)));
    this.#store.add(service.onDidChangeAgent(({ agentId }) => this.#onAgent(agentId)));
    this.#store.add(service.onDidChangeFleet(() => this.#sendAll()));
    panel.onDidDispose(() => {
      this.#store.dispose();
      onGone();
    });
    panel.webview.html = webviewHtml(panel.webview, extensionUri, 'timeline', panel.title);
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
    const message = parseTimelineMessage(raw);
    if (message === null) {
      this.#options.log.warn('The timeline sent a message that we do not know');
      return;
    }
    dispatch(message, {
      ready: () => {
        this.#isReady = true;
        this.#sendAll();
      },
      open: (wish) => void openPlace(wish),
    });
  }

  /** What is new in the history is told there; of the rest a lane shows the state alone. */
  #onAgent(agentId: string): void {
    const lane = this.#lane(agentId);
    if (lane !== undefined && this.#states.get(agentId) !== lane.stateText) this.#post(lane);
  }

  #sendLane(agentId: string): void {
    const lane = this.#lane(agentId);
    if (lane !== undefined) this.#post(lane);
  }

  #lane(agentId: string): Lane | undefined {
    const { service, history, now } = this.#options;
    const snapshot = this.#isReady ? service.snapshot(agentId) : undefined;
    return snapshot === undefined ? undefined : laneOf(snapshot, history.of(agentId), now());
  }

  #sendAll(): void {
    const { service } = this.#options;
    if (!this.#isReady || service.phase !== 'ready') return;
    const lanes = service.snapshots().map(({ spec }) => this.#lane(spec.id));
    const known = lanes.filter((lane) => lane !== undefined);
    for (const { agentId, stateText } of known) this.#states.set(agentId, stateText);
    this.#say({ type: 'timeline', body: timelinePage(known) });
  }

  #post(lane: Lane): void {
    this.#states.set(lane.agentId, lane.stateText);
    this.#say({ type: 'lane', body: lane });
  }

  #say(message: MessageOf<TimelineHostMessages>): void {
    void this.#panel.webview.postMessage(message);
  }
}

async function openPlace({ agentId, kind }: OpenWish): Promise<void> {
  if (kind === 'waiting') await commands.executeCommand(`${INBOX_VIEW}.focus`);
  else if (kind === 'assignment') await commands.executeCommand(`${ASSIGNMENTS_VIEW}.focus`);
  else await commands.executeCommand(COMMANDS.showAgent, agentId);
}
