import { env, l10n, workspace } from 'vscode';
import type { WebviewPanel } from 'vscode';
import { FleetError } from '../../core/errors.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { AgentChoice, AssignDraft, PathField } from '../../shared/assignForm.ts';
import type { MessageOf } from '../../shared/messages.ts';
import type { AssignFormHostMessages, AssignFormWebviewMessages } from '../../shared/protocol.ts';
import type { AssignmentHistory } from '../assignments/history.ts';
import { mayForce, takeByForce } from '../commands/lifecycle.ts';
import { workFolder } from '../commands/ask/startFolder.ts';
import { pickPaths } from '../commands/assign/writePaths.ts';
import { COMMANDS } from '../commands.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { WebviewPage } from '../panels/page/webviewPage.ts';
import type { PageBasis } from '../panels/page/webviewPage.ts';
import { localFileOf, pathForAgent } from '../text/paths.ts';
import { runCommand } from '../runCommand.ts';
import { restrictedSentence } from '../trust.ts';
import { NO_TARGET } from '../views/rows/rowNode.ts';
import type { RowTarget } from '../views/rows/rowNode.ts';
import { folderEntries } from './folderEntries.ts';
import { EMPTY_DRAFT, linesOf } from './draft.ts';
import { parseFormMessage } from './parseFormMessage.ts';
import { mayBeGiven, refusalOf } from './problems.ts';
import { mayOverlap, reviewDraft } from './reviewAll.ts';
import { reportOf, withoutIt } from './report.ts';
import { Sending } from './sending.ts';
import type { Sent } from './sending.ts';
import { agentChoice } from './suggest.ts';
import type { Memory } from './draftMemory.ts';
import type { KeptDraft } from './keptDraft.ts';
import { FormReviewer } from './formReviewer.ts';
import { fleetTrouble } from './trouble.ts';
import { formTexts } from './texts.ts';

export interface FormOptions extends PageBasis {
  readonly service: FleetService;
  readonly history: AssignmentHistory;
  readonly now: () => number;
  readonly memory: Memory;
}

type Outcome = Extract<MessageOf<AssignFormHostMessages>, { readonly type: 'done' | 'refused' }>;

/** Changes a draft to what a command asked for. */
export type Fill = (draft: AssignDraft) => AssignDraft;

/** One open form: the draft lives in the webview, what it would come to is worked out here. */
export class FormPanel implements Disposable {
  readonly #options: FormOptions;
  readonly #page: WebviewPage<AssignFormHostMessages, AssignFormWebviewMessages>;
  #draft: AssignDraft;
  readonly #fills: Fill[] = [];
  #isSubmitting = false;
  #shownAgents = '';
  readonly #reviewer: FormReviewer;
  readonly #sending: Sending;
  readonly #kept: KeptDraft;
  /** How a sending ended while nobody saw the form: told when somebody does. */
  #untold: Outcome | null = null;
  #given: RowTarget = NO_TARGET;

  constructor(panel: WebviewPanel, options: FormOptions, kept: KeptDraft) {
    const { service, history } = options;
    this.#options = options;
    this.#kept = kept;
    this.#draft = kept.draft;
    if (kept.isAwaiting) this.#untold = { type: 'refused', body: { problems: [mayBeGiven()] } };
    kept.keep(kept.draft, false);
    this.#reviewer = new FormReviewer(options, (news) => this.#page.send(news));
    this.#sending = new Sending(service, options.errors);
    this.#page = new WebviewPage(panel, options, {
      bundle: 'assign',
      icon: 'checklist',
      parse: parseFormMessage,
      handlers: {
        ready: async ({ draft }) => this.#onReady(draft),
        edited: ({ draft }) => this.#onEdited(draft),
        choose: async ({ field }) => this.#choose(field),
        list: async ({ folder }) => this.#list(folder),
        openFleetFile: async () => runCommand(COMMANDS.openFleetFile),
        dropped: ({ field, uris }) => this.#onDropped(field, uris),
        submit: async ({ draft, isForced }) => this.#submit(draft, isForced),
        next: ({ what }) => this.#onNext(what),
      },
    });
    this.#page.add(service.onDidChangeAgent(() => this.#onFleet()));
    this.#page.add(service.onDidChangeFleet(() => this.#onFleet()));
    // Whom it suggests hangs on what each did before, which is read as the form opens.
    this.#page.add(history.onDidChange(() => this.#onFleet()));
    this.#page.add(history.watch());
    this.#page.add({ dispose: () => kept.keep(this.#draft, this.#isSubmitting) });
  }

  /** Brings the form to the front, with what a command asked for in it. */
  reveal(fill: Fill): void {
    this.#fills.push(fill);
    this.#page.reveal();
    this.#fillOpenForm();
  }

  dispose(): void {
    this.#page.dispose();
  }

  async #onReady(draft: AssignDraft | null): Promise<void> {
    // What was given in the meantime must not stand there to be given again.
    if (draft !== null && this.#untold?.type !== 'done') this.#draft = draft;
    await this.#options.service.ready().catch(() => undefined);
    this.#sendForm();
    if (this.#untold !== null) this.#tell(this.#untold);
  }

  #onFleet(): void {
    if (!this.#page.isLive) return;
    const agents = this.#agents();
    const shown = JSON.stringify(agents);
    if (shown === this.#shownAgents) return;
    this.#shownAgents = shown;
    this.#page.send({ type: 'agents', body: agents });
    this.#reviewSoon();
  }

  /** What is on its way is not changed any more, and a form that nobody sees is filled when it is back. */
  #fillOpenForm(): void {
    if (this.#fills.length > 0 && this.#page.isLive && !this.#isSubmitting) this.#sendForm(this.#draft);
  }

  /** The webview keeps what was written since `was`; without it the form begins anew. */
  #sendForm(was: AssignDraft | null = null): void {
    for (const fill of this.#fills.splice(0)) this.#draft = fill(this.#draft);
    const agents = this.#agents();
    this.#shownAgents = JSON.stringify(agents);
    this.#page.send({ type: 'form', body: { texts: formTexts(), draft: this.#draft, was, agents } });
    this.#reviewer.forget();
    this.#reviewSoon();
  }

  #onEdited(draft: AssignDraft): void {
    this.#draft = draft;
    this.#kept.keepSoon(draft);
    // What was changed is another assignment: it must not be taken for the one that may have been sent.
    this.#sending.forgetKeys();
    this.#reviewSoon();
  }

  #reviewSoon(): void {
    this.#reviewer.soon(this.#draft, this.#chosen());
  }

  async #choose(field: PathField): Promise<void> {
    const agent = this.#agent();
    if (agent === undefined) return;
    const titles = {
      paths: undefined,
      scope: l10n.t('What is the task about?'),
      context: l10n.t('What should she know?'),
    };
    const title = this.#draft.role === 'explorer' && field === 'paths' ? titles.scope : titles[field];
    const paths = await pickPaths(agent, workFolder(agent), title);
    if (paths !== undefined) this.#page.send({ type: 'paths', body: { field, paths } });
  }

  async #list(folder: string): Promise<void> {
    const agent = this.#agent();
    const root = agent === undefined ? null : workFolder(agent);
    this.#page.send({ type: 'folder', body: await folderEntries(root, folder) });
  }

  #onDropped(field: PathField, uris: readonly string[]): void {
    const agent = this.#agent();
    const folder = agent === undefined ? null : workFolder(agent);
    const paths = uris.map((uri) => localFileOf(uri, env.remoteName)).filter((file) => file !== null);
    this.#page.send({
      type: 'paths',
      body: { field, paths: paths.map((file) => pathForAgent(folder, file)) },
    });
  }

  async #submit(draft: AssignDraft, isForced: boolean): Promise<void> {
    if (this.#isSubmitting) return;
    this.#draft = draft;
    // VS Code brings the form back after a reload into Restricted Mode as well, where no command would have opened it.
    if (!workspace.isTrusted) {
      this.#tell({ type: 'refused', body: { problems: [{ field: null, text: restrictedSentence() }] } });
      return;
    }
    this.#isSubmitting = true;
    let isGiven = false;
    try {
      if (isForced) await this.#takeOver();
      isGiven = await this.#trySubmit(draft);
    } catch (error) {
      const isCancelled = FleetError.is(error, 'cancelled');
      if (!isCancelled) this.#options.log.error('An assignment was not given', error);
      this.#tell({ type: 'refused', body: isCancelled ? { problems: [] } : refusalOf(error) });
    } finally {
      this.#isSubmitting = false;
      this.#kept.keep(this.#draft, false);
    }
    // After a refusal the form is there as before, for what was asked meanwhile.
    if (!isGiven) this.#fillOpenForm();
  }

  /** What follows is refused by the lease of nobody else. Rejects with `cancelled` when the person thought better of it. */
  async #takeOver(): Promise<void> {
    const { service } = this.#options;
    const agent = this.#agent();
    if (agent === undefined) return;
    if (!(await mayForce(agent))) throw new FleetError('cancelled', 'Nothing was assigned.');
    await takeByForce(await service.ready(), agent.spec.id, service.holder);
  }

  /** Resolves with whether anybody has it now. */
  async #trySubmit(draft: AssignDraft): Promise<boolean> {
    const fleet = await this.#options.service.ready();
    const agents = this.#chosen();
    if (agents.length === 0 && draft.several === null)
      throw new FleetError(
        'unknown_agent',
        l10n.t('There is no such Agentin in fleet.json. Look there at who is in your fleet.'),
      );
    const bases = await this.#reviewer.bases(fleet, agents);
    const { problems, conflicts, able } = await reviewDraft(draft, bases, { isFinal: true });
    if (problems.length > 0) {
      this.#tell({ type: 'refused', body: { problems } });
      return false;
    }
    if (conflicts.length > 0 && !(await mayOverlap(conflicts)))
      throw new FleetError('cancelled', 'Nothing was assigned.');
    const tell = (text: string): void => this.#page.send({ type: 'progress', body: { text } });
    this.#kept.keep(draft, true);
    const sent = await this.#sending.send(draft, able, tell);
    this.#onSent(draft, sent, agents);
    return true;
  }

  #onSent(draft: AssignDraft, sent: readonly Sent[], asked: readonly AgentSnapshot[]): void {
    for (const { agent, result } of sent) {
      if (result.kind === 'failed') {
        this.#options.log.error('An assignment was not given', result.error);
        continue;
      }
      const { assignmentId } = result.assignment;
      this.#options.history.rememberTask(assignmentId, draft.task.trim());
      this.#given = { ...NO_TARGET, agentId: agent.spec.id, assignmentId };
    }
    const [only] = sent;
    if (draft.several === null && only?.result.kind === 'failed') throw only.result.error;
    const report = reportOf(sent, asked);
    const missed = withoutIt(sent, asked);
    this.#draft = report.canRetry ? { ...draft, several: missed } : EMPTY_DRAFT;
    this.#tell({ type: 'done', body: report });
  }

  #tell(outcome: Outcome): void {
    this.#untold = this.#page.isLive ? null : outcome;
    this.#page.send(outcome);
  }

  #onNext(what: 'show' | 'again' | 'retry'): void {
    if (what === 'show') {
      this.#options.errors.watch(runCommand(COMMANDS.showAssignment, { target: this.#given }));
      this.dispose();
      return;
    }
    if (what === 'again') this.#draft = EMPTY_DRAFT;
    this.#sendForm();
  }

  /** Those whom it is for: the chosen ones, else the one that is suggested. */
  #chosen(): readonly AgentSnapshot[] {
    const { service } = this.#options;
    const { several } = this.#draft;
    if (several === null) return [this.#agent()].filter((agent) => agent !== undefined);
    return several.map((agentId) => service.snapshot(agentId)).filter((agent) => agent !== undefined);
  }

  /** The one whose folder counts, and whose skills. */
  #agent(): AgentSnapshot | undefined {
    const { service } = this.#options;
    const agentId = this.#draft.several?.[0] ?? this.#draft.agentId;
    return service.snapshot(agentId) ?? service.snapshot(this.#agents().suggestedId);
  }

  #agents(): AgentChoice {
    const { service, history, now } = this.#options;
    const paths = linesOf(this.#draft.paths);
    const agents = service.snapshots();
    const past = history.list().map(({ entry }) => entry);
    return { ...agentChoice({ agents, past, paths, nowMs: now() }), trouble: fleetTrouble(service) };
  }
}
