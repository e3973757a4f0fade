import { commands } from 'vscode';
import type { WebviewPanel } from 'vscode';
import { turnIdOf } from '../../../core/assignment/delivery.ts';
import { changesOf } from '../../../core/content/changes.ts';
import type { TurnContent } from '../../../core/content/content.ts';
import type { Disposable } from '../../../core/lifecycle.ts';
import type { AssignmentActionId, AssignmentSectionId } from '../../../shared/assignmentPage.ts';
import type { PageHostMessages, PageWebviewMessages } from '../../../shared/protocol.ts';
import type { AssignmentHistory, KnownAssignment } from '../../assignments/history.ts';
import type { CheckResult, CheckResults } from '../../checks/results.ts';
import { COMMANDS } from '../../commands.ts';
import type { FleetService } from '../../fleet/fleetService.ts';
import { folderOf } from '../../views/agents/agentTexts.ts';
import { assignmentTitle } from '../../views/assignments/assignmentRows.ts';
import { NO_TARGET } from '../../views/rows/rowNode.ts';
import { assignmentPage } from './model.ts';
import { resultSection, workSections } from './work.ts';
import type { Work } from './work.ts';
import { fileId } from '../content/files.ts';
import { LiveContent } from '../page/liveContent.ts';
import { keptSubject, OpenPages } from '../page/openPages.ts';
import { PageSender } from '../page/pageSender.ts';
import { parseAssignmentPageMessage } from '../page/parseMessage.ts';
import { TurnDiffs } from '../../diffs/turnDiffs.ts';
import { ASSIGNMENT_PAGE } from '../page/viewTypes.ts';
import { newPanel, WebviewPage } from '../page/webviewPage.ts';
import type { PageBasis } from '../page/webviewPage.ts';

export interface AssignmentPagesOptions extends PageBasis {
  readonly service: FleetService;
  readonly history: AssignmentHistory;
  readonly results: CheckResults;
  readonly now: () => number;
}

interface PanelOptions extends AssignmentPagesOptions {
  readonly diffs: TurnDiffs;
}

/** The pages of assignments in this window: one each. */
export class AssignmentPages implements Disposable {
  readonly #options: AssignmentPagesOptions;
  readonly #pages: OpenPages<AssignmentPanel>;
  readonly #diffs: TurnDiffs;

  constructor(options: AssignmentPagesOptions) {
    this.#options = options;
    this.#diffs = new TurnDiffs(
      'codex-master-assignment-turn',
      async () => (await options.service.ready()).repositories,
    );
    const panelOptions = { ...options, diffs: this.#diffs };
    this.#pages = new OpenPages((id, panel) => new AssignmentPanel(id, panel, panelOptions));
  }

  show(assignmentId: string): void {
    this.#pages.open(assignmentId, () => newPanel(ASSIGNMENT_PAGE, this.#titleOf(assignmentId))).reveal();
  }

  /** Fills a page that VS Code brought back after a reload; `state` is what its webview kept. */
  restore(panel: WebviewPanel, state: unknown): void {
    this.#pages.restore(keptSubject(state), panel);
  }

  dispose(): void {
    this.#pages.dispose();
    this.#diffs.dispose();
  }

  #titleOf(assignmentId: string): string {
    const known = this.#options.history.find(assignmentId);
    return known === undefined ? assignmentId : assignmentTitle(known);
  }
}

/** One page: sends what the assignment looks like when the webview is ready, and on changes. */
class AssignmentPanel implements Disposable {
  readonly #id: string;
  readonly #options: PanelOptions;
  readonly #page: WebviewPage<
    PageHostMessages<AssignmentSectionId, AssignmentActionId>,
    PageWebviewMessages<AssignmentActionId>
  >;
  readonly #sender = new PageSender<AssignmentSectionId, AssignmentActionId>((news) => this.#page.send(news));
  /** Whose assignment it is, once that is known. */
  #agentId: string | null = null;
  readonly #live: LiveContent;
  /** Its turn as her conversation has it, where nobody saw it. */
  #read: { readonly turnId: string; readonly turn: TurnContent | 'looking' | null } | null = null;

  constructor(assignmentId: string, panel: WebviewPanel, options: PanelOptions) {
    const { service, history, results } = options;
    this.#id = assignmentId;
    this.#options = options;
    this.#page = new WebviewPage(panel, options, {
      bundle: 'page',
      icon: 'checklist',
      parse: parseAssignmentPageMessage,
      handlers: {
        ready: () => this.#onReady(),
        run: async ({ action }) => this.#run(action),
        openFile: async ({ file }) => this.#openFile(file),
      },
      onHidden: () => this.#live.hide(),
    });
    const draw = (): void => this.#sendWork();
    this.#live = this.#page.add(new LiveContent({ service, draw, now: options.now }));
    this.#page.add(history.watch());
    this.#page.add(history.onDidChange(() => this.#onLedger()));
    this.#page.add(results.onDidChange(() => this.#send()));
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
    if (known.agent !== null) this.#live.show(known.entry.agentId);
    const task = history.taskOf(this.#id);
    this.#sender.send(
      assignmentPage({ known, task, work: this.#workOf(known), checks: this.#checksOf(known), nowMs: now() }),
    );
  }

  /** What she plans, changes and says changes often: the rest of the page is left alone by it. */
  #sendWork(): void {
    const known = this.#page.isLive ? this.#find() : undefined;
    if (known === undefined) return;
    const work = this.#workOf(known);
    this.#sender.update([resultSection(known, work), ...workSections(known, work, this.#options.now())]);
  }

  /** What is seen live, else what her conversation has on record, which is asked once. */
  #workOf({ entry, agent }: KnownAssignment): Work {
    const turnId = entry.delivery === null ? null : turnIdOf(entry.delivery);
    if (turnId === null || agent === null) return { kind: 'unknown' };
    const { turns } = this.#options.service.contentOf(entry.agentId);
    const seen = turns.find((turn) => turn.turnId === turnId);
    if (seen !== undefined) return { kind: 'known', turn: seen };
    if (this.#read?.turnId !== turnId) void this.#lookUp(entry.agentId, turnId);
    const read = this.#read?.turn ?? null;
    if (read === 'looking') return { kind: 'looking' };
    return read === null ? { kind: 'unknown' } : { kind: 'known', turn: read };
  }

  #checksOf({ agent }: KnownAssignment): readonly CheckResult[] {
    const folder = agent === null ? null : folderOf(agent);
    return folder === null ? [] : this.#options.results.around(folder);
  }

  async #lookUp(agentId: string, turnId: string): Promise<void> {
    this.#read = { turnId, turn: 'looking' };
    this.#read = { turnId, turn: await this.#options.service.readTurn(agentId, turnId) };
    this.#send();
  }

  async #openFile(id: string): Promise<void> {
    const known = this.#find();
    const work: Work = known === undefined ? { kind: 'unknown' } : this.#workOf(known);
    if (known === undefined || work.kind !== 'known') return;
    const file = changesOf(work.turn).files.find((one) => fileId(one) === id);
    if (file === undefined) return;
    const { agent, entry } = known;
    const folder = agent === null ? null : folderOf(agent);
    const name = agent?.spec.name ?? entry.agentId;
    await this.#options.diffs.open({ file, folder, turnId: work.turn.turnId, name });
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
