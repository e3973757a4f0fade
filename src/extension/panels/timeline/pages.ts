import { l10n } from 'vscode';
import type { WebviewPanel } from 'vscode';
import type { Disposable } from '../../../core/lifecycle.ts';
import type { TimelineHostMessages, TimelineWebviewMessages } from '../../../shared/protocol.ts';
import type { OpenWish } from '../../../shared/timeline.ts';
import { Pace } from '../../pace.ts';
import { stateText } from '../../views/agents/agentRows.ts';
import type { AgentPagesOptions } from '../agent/pages.ts';
import { OpenPages } from '../page/openPages.ts';
import { parseTimelineMessage } from '../page/parseMessage.ts';
import { openPlace } from '../places.ts';
import type { Places } from '../places.ts';
import { laneOf, lanePatch, timelinePage } from './model.ts';
import type { ToldLane } from './model.ts';
import { TIMELINE_PAGE } from '../page/viewTypes.ts';
import { newPanel, WebviewPage } from '../page/webviewPage.ts';

/** A change is told at once, and those of the next moment together: twenty Agentinnen make hundreds in a second. */
const REST_MS = 50;

export interface TimelinePagesOptions extends Omit<AgentPagesOptions, 'diffs'> {
  readonly places: Places;
}

/** The timeline of the fleet: at most one in a window. */
export class TimelinePages implements Disposable {
  readonly #pages: OpenPages<TimelinePanel>;

  constructor(options: TimelinePagesOptions) {
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

/** Sends the whole once, and then only what is different in a lane. */
class TimelinePanel implements Disposable {
  readonly #options: TimelinePagesOptions;
  readonly #page: WebviewPage<TimelineHostMessages, TimelineWebviewMessages>;
  readonly #pace: Pace;
  readonly #told = new Map<string, ToldLane>();
  readonly #changed = new Set<string>();

  constructor(panel: WebviewPanel, options: TimelinePagesOptions) {
    const { service, history } = options;
    this.#options = options;
    this.#page = new WebviewPage(panel, options, {
      bundle: 'timeline',
      icon: 'graph-line',
      parse: parseTimelineMessage,
      handlers: { ready: () => this.#sendAll(), open: async (wish) => this.#open(wish) },
    });
    this.#pace = this.#page.add(new Pace(() => this.#sendChanged(), REST_MS));
    this.#page.add(history.onDidChange((agentId) => this.#onChange(agentId)));
    this.#page.add(service.onDidChangeAgent(({ agentId }) => this.#onChange(agentId)));
    this.#page.add(service.onDidChangeFleet(() => this.#sendAll()));
  }

  reveal(): void {
    this.#page.reveal();
  }

  dispose(): void {
    this.#page.dispose();
  }

  #onChange(agentId: string): void {
    if (!this.#page.isLive) return;
    this.#changed.add(agentId);
    this.#pace.ask();
  }

  #sendChanged(): void {
    const ids = [...this.#changed];
    this.#changed.clear();
    const patches = ids.map((agentId) => {
      const [before, after] = [this.#told.get(agentId), this.#laneNow(agentId)];
      if (before === undefined || after === null) return null;
      this.#told.set(agentId, after);
      return lanePatch(agentId, before, after);
    });
    const told = patches.filter((patch) => patch !== null);
    if (told.length > 0) this.#page.send({ type: 'lanes', body: { patches: told } });
  }

  #laneNow(agentId: string): ToldLane | null {
    const { service, history, now } = this.#options;
    const snapshot = service.snapshot(agentId);
    if (snapshot === undefined) return null;
    return { stateText: stateText(snapshot, now()), stretches: history.of(agentId).stretches };
  }

  #sendAll(): void {
    const { service, history, now } = this.#options;
    if (!this.#page.isLive || service.phase !== 'ready') return;
    this.#told.clear();
    const lanes = service.snapshots().map((snapshot) => {
      const { stretches } = history.of(snapshot.spec.id);
      const lane = laneOf(snapshot, history.of(snapshot.spec.id), now());
      this.#told.set(lane.agentId, { stateText: lane.stateText, stretches });
      return lane;
    });
    this.#page.send({ type: 'timeline', body: timelinePage(lanes) });
  }

  async #open({ agentId, entryId }: OpenWish): Promise<void> {
    const { service, history, places } = this.#options;
    const snapshot = service.snapshot(agentId);
    if (snapshot !== undefined) await openPlace(places, snapshot, history.of(agentId), entryId);
  }
}
