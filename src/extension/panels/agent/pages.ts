import { commands } from 'vscode';
import type { WebviewPanel } from 'vscode';
import { changesOf } from '../../../core/content/changes.ts';
import type { Disposable } from '../../../core/lifecycle.ts';
import type { PageActionId, SectionId } from '../../../shared/agentPage.ts';
import type { PageHostMessages, PageWebviewMessages } from '../../../shared/protocol.ts';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import { COMMANDS } from '../../commands.ts';
import type { CommandName } from '../../commands.ts';
import type { FleetService } from '../../fleet/fleetService.ts';
import type { FleetHistory } from '../timeline/fleetHistory.ts';
import { nextRowChangeMs } from '../../views/agents/agentRows.ts';
import { rowContext } from '../../views/agents/agentsTree.ts';
import { INBOX_VIEW } from '../../views/inbox/inboxTree.ts';
import { NO_TARGET } from '../../views/rows/rowNode.ts';
import type { RowHandle } from '../../views/rows/rowTree.ts';
import { Ticker } from '../../views/rows/ticker.ts';
import { folderOf } from '../../views/agents/agentTexts.ts';
import { agentTitle } from '../../text/words.ts';
import { agentPage, contentSections } from './model.ts';
import { fileId } from '../content/files.ts';
import { LiveContent } from '../page/liveContent.ts';
import { keptSubject, OpenPages } from '../page/openPages.ts';
import type { PageFocus } from '../places.ts';
import { PageSender } from '../page/pageSender.ts';
import type { TurnDiffs } from '../../diffs/turnDiffs.ts';
import { parseAgentPageMessage } from '../page/parseMessage.ts';
import { AGENT_PAGE } from '../page/viewTypes.ts';
import { newPanel, WebviewPage } from '../page/webviewPage.ts';
import type { PageBasis } from '../page/webviewPage.ts';

/** Whoever answers sooner means what stood there before. */
const READ_MS = 500;

export interface AgentPagesOptions extends PageBasis {
  readonly service: FleetService;
  readonly history: FleetHistory;
  readonly diffs: TurnDiffs;
  readonly now: () => number;
}

/** The pages of Agentinnen in this window: one each. */
export class AgentPages implements Disposable {
  readonly #options: AgentPagesOptions;
  readonly #pages: OpenPages<AgentPagePanel>;

  constructor(options: AgentPagesOptions) {
    this.#options = options;
    this.#pages = new OpenPages((agentId, panel) => new AgentPagePanel(agentId, panel, options));
  }

  /** Opens or reveals the page, with a part of it in view. */
  show(agentId: string, focus: PageFocus): void {
    const page = this.#pages.open(agentId, () =>
      newPanel(AGENT_PAGE, titleOf(this.#options.service, agentId)),
    );
    page.reveal(focus);
  }

  /** Fills a page that VS Code brought back after a reload; `state` is what its webview kept. */
  restore(panel: WebviewPanel, state: unknown): void {
    this.#pages.restore(keptSubject(state), panel);
  }

  /** What a key that answers is about on the page in front; see `AgentPagePanel.asked`. */
  asked(): readonly RowHandle[] | null {
    const page = this.#pages.find(({ isActive }) => isActive);
    return page === undefined ? [] : page.asked();
  }

  dispose(): void {
    this.#pages.dispose();
  }
}

function titleOf(service: FleetService, agentId: string): string {
  const spec = service.snapshot(agentId)?.spec;
  return spec === undefined ? agentId : agentTitle(spec);
}

/** One page: sends what the Agentin looks like when the webview is ready, and on changes. */
class AgentPagePanel implements Disposable {
  readonly #agentId: string;
  readonly #options: AgentPagesOptions;
  readonly #page: WebviewPage<PageHostMessages<SectionId, PageActionId>, PageWebviewMessages<PageActionId>>;
  readonly #sender = new PageSender<SectionId, PageActionId>((news) => this.#page.send(news));
  readonly #ticker: Ticker;
  readonly #live: LiveContent;
  #focus: PageFocus = null;
  /** What the page says that she waits for, and since when it does. */
  #shown: { readonly itemKey: string; readonly atMs: number } | null = null;

  constructor(agentId: string, panel: WebviewPanel, options: AgentPagesOptions) {
    const { service } = options;
    this.#agentId = agentId;
    this.#options = options;
    this.#page = new WebviewPage(panel, options, {
      bundle: 'page',
      icon: 'hubot',
      parse: parseAgentPageMessage,
      handlers: {
        ready: () => this.#onReady(),
        run: async ({ action }) => this.#run(action),
        openFile: async ({ file }) => this.#openFile(file),
      },
      onHidden: () => {
        this.#ticker.disarm();
        this.#live.hide();
      },
    });
    const draw = (): void => this.#sendContent();
    this.#live = this.#page.add(new LiveContent({ service, draw, now: options.now }));
    this.#ticker = this.#page.add(new Ticker(options.now, () => this.#send()));
    this.#page.add(service.onDidChangeAgent((change) => this.#onChange(change.agentId)));
    this.#page.add(service.onDidChangeFleet(() => this.#onFleet()));
  }

  get isActive(): boolean {
    return this.#page.isActive;
  }

  /** What can be answered on it, for commands; null when it stands there only since a moment ago. */
  asked(): readonly RowHandle[] | null {
    if (this.#shown === null) return [];
    const { itemKey, atMs } = this.#shown;
    if (this.#options.now() - atMs < READ_MS) return null;
    return [{ id: itemKey, target: { ...NO_TARGET, agentId: this.#agentId, itemKey } }];
  }

  reveal(focus: PageFocus): void {
    this.#focus = focus;
    this.#page.reveal();
    this.#send();
  }

  dispose(): void {
    this.#page.dispose();
  }

  #onReady(): void {
    this.#sender.forget();
    this.#send();
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

  #send(): void {
    const { service, history, now } = this.#options;
    const snapshot = service.snapshot(this.#agentId);
    if (!this.#page.isLive || snapshot === undefined) return;
    const nowMs = now();
    this.#noteAsked(snapshot, nowMs);
    this.#live.show(this.#agentId);
    this.#sender.send(
      agentPage({
        snapshot,
        history: history.of(this.#agentId),
        content: service.contentOf(this.#agentId),
        context: rowContext(service, nowMs),
      }),
    );
    this.#ticker.arm(nextRowChangeMs(snapshot, nowMs));
    if (this.#focus === null) return;
    this.#page.send({ type: 'focus', body: this.#focus });
    this.#focus = null;
  }

  #noteAsked({ model }: AgentSnapshot, nowMs: number): void {
    const [item, ...others] = model.pending;
    const itemKey = item === undefined || others.length > 0 ? null : item.key;
    if (itemKey === null) this.#shown = null;
    else if (this.#shown?.itemKey !== itemKey) this.#shown = { itemKey, atMs: nowMs };
  }

  /** What she plans, changes and says changes often: the rest of the page is left alone by it. */
  #sendContent(): void {
    const { service, now } = this.#options;
    const snapshot = service.snapshot(this.#agentId);
    if (!this.#page.isLive || snapshot === undefined) return;
    this.#sender.update(contentSections(snapshot, service.contentOf(this.#agentId), now()));
  }

  async #openFile(id: string): Promise<void> {
    const { service, diffs } = this.#options;
    const snapshot = service.snapshot(this.#agentId);
    const turn = service.contentOf(this.#agentId).turns.at(-1);
    const file = turn === undefined ? undefined : changesOf(turn).files.find((one) => fileId(one) === id);
    if (snapshot === undefined || turn === undefined || file === undefined) return;
    const { name } = snapshot.spec;
    await diffs.open({ file, folder: folderOf(snapshot), turnId: turn.turnId, name });
  }

  async #run(action: PageActionId): Promise<void> {
    if (action === 'inbox') await commands.executeCommand(`${INBOX_VIEW}.focus`);
    else if (isAnswer(action)) {
      const rows = this.asked();
      // Nothing at all is said by the command as what it is: that the list changed.
      if (rows?.length !== 0) await commands.executeCommand(COMMANDS[ANSWERS[action]], rows?.[0] ?? null);
    } else await commands.executeCommand(COMMANDS[COMMAND_OF[action]], this.#agentId);
  }
}

const ANSWERS = {
  approve: 'approve',
  decline: 'decline',
  answer: 'answerQuestion',
  changes: 'showChanges',
} as const satisfies Readonly<Record<string, CommandName>>;

function isAnswer(action: PageActionId): action is keyof typeof ANSWERS {
  return action in ANSWERS;
}

const COMMAND_OF = {
  start: 'start',
  stop: 'stop',
  attach: 'attach',
  assign: 'newAssignment',
  send: 'send',
  interrupt: 'interrupt',
} as const satisfies Readonly<Record<Exclude<PageActionId, 'inbox' | keyof typeof ANSWERS>, CommandName>>;
