import { commands, l10n } from 'vscode';
import type { WebviewPanel } from 'vscode';
import type { Disposable } from '../../core/lifecycle.ts';
import type { TimelineHostMessages, TimelineWebviewMessages } from '../../shared/protocol.ts';
import type { Lane, OpenWish } from '../../shared/timeline.ts';
import { COMMANDS } from '../commands.ts';
import { ASSIGNMENTS_VIEW } from '../views/assignmentsTree.ts';
import { INBOX_VIEW } from '../views/inboxTree.ts';
import type { AgentPagesOptions } from './agentPages.ts';
import { OpenPages } from './openPages.ts';
import { parseTimelineMessage } from './parseMessage.ts';
import { laneOf, timelinePage } from './timelineModel.ts';
import { TIMELINE_PAGE } from './viewTypes.ts';
import { newPanel, WebviewPage } from './webviewPage.ts';

/** The timeline of the fleet: at most one in a window. */
export class TimelinePages implements Disposable {
  readonly #pages: OpenPages<TimelinePanel>;

  constructor(options: AgentPagesOptions) {
    this.#pages = new OpenPages((_, panel) => new TimelinePanel(panel, options));
  }

  show(): void {
    this.#pages.open(TIMELINE_PAGE, () => newPanel(TIMELINE_PAGE, l10n.t('Fleet Timeline'))).reveal();
  }

  /** Fills the timeline that VS Code brought back after a reload. */
  restore(panel: WebviewPanel): void {
    this.#pages.restore(TIMELINE_PAGE, panel);
  }

  dispose(): void {
    this.#pages.dispose();
  }
}

/** Sends the whole once, and then only the lane that changed. */
class TimelinePanel implements Disposable {
  readonly #options: AgentPagesOptions;
  readonly #page: WebviewPage<TimelineHostMessages, TimelineWebviewMessages>;
  readonly #states = new Map<string, string>();

  constructor(panel: WebviewPanel, options: AgentPagesOptions) {
    const { service, history } = options;
    this.#options = options;
    this.#page = new WebviewPage(panel, options, {
      bundle: 'timeline',
      icon: 'graph-line',
      parse: parseTimelineMessage,
      handlers: { ready: () => this.#sendAll(), open: (wish) => void openPlace(wish) },
    });
    this.#page.add(history.onDidChange((agentId) => this.#sendLane(agentId)));
    this.#page.add(service.onDidChangeAgent(({ agentId }) => this.#onAgent(agentId)));
    this.#page.add(service.onDidChangeFleet(() => this.#sendAll()));
  }

  reveal(): void {
    this.#page.reveal();
  }

  dispose(): void {
    this.#page.dispose();
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
    const snapshot = this.#page.isLive ? service.snapshot(agentId) : undefined;
    return snapshot === undefined ? undefined : laneOf(snapshot, history.of(agentId), now());
  }

  #sendAll(): void {
    const { service } = this.#options;
    if (!this.#page.isLive || service.phase !== 'ready') return;
    const lanes = service.snapshots().map(({ spec }) => this.#lane(spec.id));
    const known = lanes.filter((lane) => lane !== undefined);
    for (const { agentId, stateText } of known) this.#states.set(agentId, stateText);
    this.#page.send({ type: 'timeline', body: timelinePage(known) });
  }

  #post(lane: Lane): void {
    this.#states.set(lane.agentId, lane.stateText);
    this.#page.send({ type: 'lane', body: lane });
  }
}

async function openPlace({ agentId, kind }: OpenWish): Promise<void> {
  if (kind === 'waiting') await commands.executeCommand(`${INBOX_VIEW}.focus`);
  else if (kind === 'assignment') await commands.executeCommand(`${ASSIGNMENTS_VIEW}.focus`);
  else await commands.executeCommand(COMMANDS.showAgent, agentId);
}
