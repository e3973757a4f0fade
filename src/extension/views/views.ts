import { commands, l10n, TreeItemCheckboxState, window, workspace } from 'vscode';
import type { TreeDataProvider, TreeView } from 'vscode';
import { DisposableStore, MutableDisposable } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { AssignmentHistory } from '../assignments/history.ts';
import { ContextKeys } from '../contextKeys.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import type { InboxExtras } from '../attention/inboxExtras.ts';
import type { Notices } from '../fleet/notices.ts';
import { agentsDrop, assignmentsDrag } from './agents/agentsDrop.ts';
import { agentsMessage, AGENTS_VIEW, createAgentsTree } from './agents/agentsTree.ts';
import { ASSIGNMENTS_VIEW, AssignmentsTree } from './assignments/assignmentsTree.ts';
import { createInboxTree, INBOX_VIEW } from './inbox/inboxTree.ts';
import { countNeedsMe } from './inbox/inboxRows.ts';
import type { LastAssignments } from './assignments/seenAssignments.ts';
import type { LastSeen } from './agents/checking.ts';
import { SETTINGS_SECTION } from '../settings.ts';
import type { SkillCounts } from './agents/skillCounts.ts';
import { rowsUnderKeys } from './rows/keySelection.ts';
import { withPatience } from './rows/patience.ts';
import type { RowHandle, RowTree } from './rows/rowTree.ts';
import type { Ticks } from './agents/ticks.ts';

export interface ViewsOptions {
  readonly service: FleetService;
  readonly notices: Notices;
  readonly history: AssignmentHistory;
  readonly extras: InboxExtras;
  readonly skills: SkillCounts;
  readonly ticks: Ticks;
  readonly lastSeen: LastSeen;
  readonly lastAssignments: LastAssignments;
  readonly now: () => number;
  /** A tree that VS Code asked for rows told them: see `FirstRows`. */
  readonly told: (viewId: string, someAreOpen: boolean) => void;
}

/** The trees of the activity bar, each following the fleet while it is visible. */
export class Views implements Disposable {
  readonly agents: RowTree;
  readonly inbox: RowTree;
  readonly assignments: AssignmentsTree;
  readonly #service: FleetService;
  readonly #extras: InboxExtras;
  readonly #lastSeen: LastSeen;
  readonly #agentsView: TreeView<RowHandle>;
  readonly #inboxView: TreeView<RowHandle>;
  readonly #told: ViewsOptions['told'];
  #assignmentsView: TreeView<RowHandle> | undefined;
  readonly #store = new DisposableStore();
  #revealed: string | undefined;

  constructor(options: ViewsOptions) {
    const { service, notices, history, extras, skills, ticks, lastSeen, lastAssignments, now, told } =
      options;
    this.#told = told;
    this.#service = service;
    this.#extras = extras;
    this.#lastSeen = lastSeen;
    this.agents = this.#store.add(createAgentsTree(service, notices, now, { skills, ticks, lastSeen }));
    this.inbox = this.#store.add(createInboxTree(service, now, extras));
    this.#agentsView = this.#open(AGENTS_VIEW, this.agents);
    this.#inboxView = this.#open(INBOX_VIEW, this.inbox);
    this.assignments = this.#store.add(new AssignmentsTree(history, now, lastAssignments));
    this.#followAssignments(history, lastAssignments);
    this.#store.add(notices.onDidChange(() => this.agents.refresh()));
    this.#followAgentDetails(skills);
    this.#followSelection();
    this.#followTicks(ticks);
    this.#store.add(
      this.#agentsView.onDidChangeVisibility(({ visible }) => {
        lastSeen.noteVisible(AGENTS_VIEW, visible);
        if (visible) void notices.check();
      }),
    );
  }

  /** Looks at everything again; each tree redraws only what differs. */
  update(): void {
    this.agents.refresh();
    this.inbox.refresh();
    this.assignments.refresh();
    this.#say(agentsMessage(this.#service, this.#lastSeen) ?? '');
    this.#badge(countNeedsMe(this.#service.snapshots(), this.#extras));
  }

  /** Goes to the inbox's next row after the one shown last; none (and the empty inbox) when there is none. */
  async revealNext({ focus }: { readonly focus: boolean }): Promise<RowHandle | undefined> {
    const rows = this.inbox.top().filter((row) => row.target.agentId !== null);
    const last = rows.findIndex((row) => row.id === this.#revealed);
    const next = rows[(last + 1) % Math.max(1, rows.length)];
    this.#revealed = next?.id;
    if (next === undefined) await commands.executeCommand(`${INBOX_VIEW}.focus`);
    else await this.#inboxView.reveal(next, { select: true, focus, expand: true });
    return next;
  }

  /** Goes to a row of the inbox, for the person asked for it; false when it is not there any more. */
  async revealInInbox(agentId: string, itemKey: string | null): Promise<boolean> {
    const row = this.inbox.find((target) => target.agentId === agentId && target.itemKey === itemKey);
    if (row === undefined) return false;
    await this.#inboxView.reveal(row, { select: true, focus: true, expand: true });
    return true;
  }

  /** Selects the row of an assignment where the tree is seen; the focus stays. */
  async selectAssignment(assignmentId: string): Promise<void> {
    if (this.#assignmentsView?.visible !== true) return;
    const row = this.assignments.find((target) => target.assignmentId === assignmentId);
    if (row !== undefined) await this.#assignmentsView.reveal(row, { select: true, focus: false });
  }

  hide(rowIds: readonly string[]): void {
    this.#extras.hide(rowIds);
  }

  /** The rows that a key pressed in the view is about, the focused one first; only while the view has the focus. */
  async rowsUnderKeys(view: 'agents' | 'inbox'): Promise<readonly RowHandle[] | null> {
    return rowsUnderKeys(view === 'agents' ? this.#agentsView : this.#inboxView);
  }

  dispose(): void {
    // VS Code keeps the badge of a view that goes.
    this.#badge(0);
    this.#store.dispose();
  }

  #open(id: string, tree: RowTree, rows: TreeDataProvider<RowHandle> = tree): TreeView<RowHandle> {
    const view = window.createTreeView(id, {
      treeDataProvider: rows,
      showCollapseAll: id === AGENTS_VIEW,
      canSelectMany: id !== ASSIGNMENTS_VIEW,
      ...(id === AGENTS_VIEW ? { dragAndDropController: agentsDrop, manageCheckboxStateManually: true } : {}),
      ...(id === ASSIGNMENTS_VIEW ? { dragAndDropController: assignmentsDrag } : {}),
    });
    this.#store.add(view);
    this.#store.add(tree.onDidTell((someAreOpen) => this.#told(id, someAreOpen)));
    this.#store.add(view.onDidChangeVisibility(({ visible }) => tree.setVisible(visible)));
    tree.setVisible(view.visible);
    return view;
  }

  #followAgentDetails(skills: SkillCounts): void {
    this.#store.add(skills.onDidChange(() => this.agents.refresh()));
    this.#store.add(
      this.#agentsView.onDidExpandElement(({ element }) => {
        const { agentId } = element.target;
        if (agentId !== null) void skills.look(agentId);
      }),
    );
    this.#store.add(
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(`${SETTINGS_SECTION}.foldAgents`)) this.agents.refresh();
      }),
    );
  }

  /** VS Code offers for several rows what each of them offers: a limit among approvals must not take their answers away. */
  #followSelection(): void {
    const keys = new ContextKeys();
    this.#store.add(
      this.#inboxView.onDidChangeSelection(({ selection }) => {
        const isDecision = ({ target: { agentId, itemKey } }: RowHandle): boolean => {
          const pending = this.#service.snapshot(agentId ?? '')?.model.pending ?? [];
          return pending.some(({ key, kind }) => key === itemKey && kind !== 'question');
        };
        keys.set('codexMaster.decisionSelected', selection.some(isDecision));
      }),
    );
  }

  #followTicks(ticks: Ticks): void {
    const view = this.#agentsView;
    this.#store.add(
      view.onDidChangeCheckboxState(({ items }) => {
        for (const [{ target }, state] of items) {
          if (target.agentId !== null) ticks.set(target.agentId, state === TreeItemCheckboxState.Checked);
        }
      }),
    );
    this.#store.add(
      ticks.onDidChange(() => {
        view.description = ticks.isOn ? l10n.t('{0} ticked', ticks.ids.length) : '';
        this.agents.refresh();
      }),
    );
  }

  /** The ledger is read as long as the view is seen. */
  #followAssignments(history: AssignmentHistory, last: LastAssignments): void {
    const known = async (): Promise<void> => {
      const read = history.known();
      // Those of before are there at once; what the ledger says is told as a change of them.
      if (last.all === null) await read;
    };
    const rows = withPatience(this.assignments, known);
    const view = this.#open(ASSIGNMENTS_VIEW, this.assignments, rows);
    this.#assignmentsView = view;
    const watching = this.#store.add(new MutableDisposable<Disposable>());
    const follow = (isVisible: boolean): void => {
      watching.value = isVisible ? history.watch() : undefined;
    };
    this.#store.add(
      view.onDidChangeVisibility(({ visible }) => {
        this.#lastSeen.noteVisible(ASSIGNMENTS_VIEW, visible);
        follow(visible);
      }),
    );
    this.#store.add(history.onDidChange(() => this.assignments.refresh()));
    follow(view.visible);
    if (!view.visible && this.#lastSeen.wasVisible(ASSIGNMENTS_VIEW)) this.#readAhead(history);
  }

  /** VS Code tells that a view is seen seconds after it loads the window, and asks for its rows right then. */
  #readAhead(history: AssignmentHistory): void {
    const waiting = this.#store.add(new MutableDisposable<Disposable>());
    waiting.value = this.#service.onDidChangeFleet(() => {
      if (this.#service.phase !== 'ready') return;
      waiting.value = undefined;
      void history.known();
    });
  }

  /** VS Code takes even the same message for a change of the tree, and keeps the next one waiting for 200 ms. */
  #say(message: string): void {
    if (message !== (this.#agentsView.message ?? '')) this.#agentsView.message = message;
  }

  #badge(count: number): void {
    const before = this.#inboxView.badge?.value ?? 0;
    if (count === before) return;
    this.#inboxView.badge =
      count === 0 ? undefined : { value: count, tooltip: l10n.t('{0} waiting for you', count) };
  }
}
