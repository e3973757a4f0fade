import { window } from 'vscode';
import type { TreeView } from 'vscode';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { COMMANDS } from '../commands.ts';
import type { CommandHandler, CommandHandlers } from '../commands.ts';
import type { CommandDeps } from '../commands/deps.ts';
import type { CheckDeps } from './checks.ts';
import { unawaited } from '../unawaited.ts';
import type { RowNode, RowTarget } from '../views/rows/rowNode.ts';
import { RowTree } from '../views/rows/rowTree.ts';
import type { RowHandle } from '../views/rows/rowTree.ts';
import type { CommentMemory } from './commentMemory.ts';

export const WORKTREES_VIEW = 'codexMaster.worktrees';

/** What the late bundle brings: looking at worktrees, and everything done with them. */
export interface WorktreeParts extends Disposable {
  picture(): readonly RowNode[];
  /** Looks at all worktrees once. */
  look(): Promise<void>;
  /** Follows repositories while somebody looks; looks at once. */
  setVisible(isVisible: boolean): void;
  readonly handlers: WorktreeHandlers;
}

export interface WorktreePartsOptions extends CommandDeps, CheckDeps {
  readonly now: () => number;
  /** Review comments over reloads. */
  readonly comments: CommentMemory;
  /** The picture is another one. */
  readonly changed: () => void;
  /** The row selected in the view. */
  readonly selected: () => RowHandle | undefined;
}

const NAMES = [
  'createWorktree',
  'setUpWorktree',
  'startInWorktree',
  'reviewWorktree',
  'openWorktreeFile',
  'showMeeting',
  'openWorktreeWindow',
  'commitWorktree',
  'mergeWorktree',
  'rebaseWorktree',
  'removeWorktree',
  'checkWorktree',
  'showCheckOutput',
  'sendCheckResults',
  'refreshWorktrees',
  'addReviewComment',
  'commentOnLine',
  'resolveReviewComment',
  'sendReview',
] as const satisfies readonly (keyof typeof COMMANDS)[];

export type WorktreeCommand = (typeof NAMES)[number];
export type WorktreeHandlers = Pick<CommandHandlers, WorktreeCommand>;

export interface WorktreesViewOptions extends CommandDeps, CheckDeps {
  readonly now: () => number;
  readonly comments: CommentMemory;
  readonly load: (options: WorktreePartsOptions) => Promise<WorktreeParts>;
}

/** The view "Worktrees". Nothing is loaded, looked at or followed before somebody opens it or uses one of its commands. */
export class WorktreesView implements Disposable {
  readonly tree: RowTree;
  readonly #options: WorktreesViewOptions;
  readonly #store = new DisposableStore();
  readonly #view: TreeView<RowHandle>;
  #parts: WorktreeParts | undefined;
  #loading: Promise<WorktreeParts> | undefined;
  #isDisposed = false;

  constructor(options: WorktreesViewOptions) {
    this.#options = options;
    const picture = (): readonly RowNode[] => this.#parts?.picture() ?? [];
    this.tree = this.#store.add(new RowTree({ now: options.now, picture, nextChangeMs: () => null }));
    this.#view = this.#store.add(
      window.createTreeView(WORKTREES_VIEW, { treeDataProvider: this.tree, showCollapseAll: true }),
    );
    this.#store.add(this.#view.onDidChangeVisibility(({ visible }) => this.#seen(visible)));
    this.#seen(this.#view.visible);
    // Comments stand in editors that came back with the window.
    if (options.comments.read().length > 0) this.#loadQuietly();
  }

  /** The commands of worktrees, each loading what it needs. */
  get handlers(): WorktreeHandlers {
    const handler =
      (name: WorktreeCommand): CommandHandler =>
      async (...args) =>
        (await this.#load()).handlers[name](...args);
    return Object.fromEntries(NAMES.map((name) => [name, handler(name)])) as WorktreeHandlers;
  }

  /** Goes to a worktree's row, for the person asked for it; false when there is no such worktree any more. */
  async reveal(worktree: string): Promise<boolean> {
    const isIt = (target: RowTarget): boolean => target.worktree === worktree;
    const parts = await this.#load();
    if (this.tree.find(isIt) === undefined) await parts.look();
    const row = this.tree.find(isIt);
    if (row === undefined) return false;
    await this.#view.reveal(row, { select: true, focus: true, expand: true });
    return true;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#parts?.dispose();
    this.#store.dispose();
  }

  #seen(isVisible: boolean): void {
    this.tree.setVisible(isVisible);
    if (this.#parts !== undefined) this.#parts.setVisible(isVisible);
    else if (isVisible) this.#loadQuietly();
  }

  #loadQuietly(): void {
    unawaited(this.#load(), this.#options.log, 'Worktrees cannot be shown');
  }

  async #load(): Promise<WorktreeParts> {
    this.#loading ??= this.#start();
    return this.#loading;
  }

  async #start(): Promise<WorktreeParts> {
    const parts = await this.#options.load({
      ...this.#options,
      changed: () => this.tree.refresh(),
      selected: () => this.#view.selection[0],
    });
    if (this.#isDisposed) parts.dispose();
    this.#parts = parts;
    parts.setVisible(this.#view.visible);
    return parts;
  }
}
