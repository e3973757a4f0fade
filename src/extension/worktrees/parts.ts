import { commands, l10n, Uri, window, workspace } from 'vscode';
import type { CommentReply, CommentThread } from 'vscode';
import { isWithin } from '../../core/assignment/scope.ts';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { attempt } from '../commands/lifecycle.ts';
import { COMMANDS } from '../commands.ts';
import { waitPatiently } from '../messages/progress.ts';
import { panelError } from '../messages/errorWords.ts';
import { isRecord, targetOf } from '../fleet/target.ts';
import { unawaited } from '../unawaited.ts';
import { inert } from '../views/rows/inert.ts';
import type { RowNode } from '../views/rows/rowNode.ts';
import { agentTitle } from '../text/words.ts';
import { runChecks, sendCheckResults, showCheckOutput } from './checks.ts';
import { ReviewComments } from './comments.ts';
import { commentOnLine } from './lineComment.ts';
import { createWorktree, setUpAgain, startThere } from './creation.ts';
import { WorktreeDiffs } from './diffs.ts';
import { commitWorktree, mergeWorktree, rebaseWorktree } from './integrate.ts';
import { WorktreeModel } from './model.ts';
import type { WorktreePicture } from './pictures.ts';
import { removeWorktree } from './removal.ts';
import { Unfinished } from './unfinished.ts';
import { closeReviews } from './tabs.ts';
import { reviewMessage } from './reviewText.ts';
import { worktreeNodes } from './rows.ts';
import { watchRepository } from './watch.ts';
import type { WorktreeHandlers, WorktreeParts, WorktreePartsOptions } from './worktreesView.ts';
import { offer, showInfo, showWarning, wayTo } from '../messages/say.ts';

const SETTLE_MS = 300;
const PATIENCE_MS = 2000;

/** Everything about worktrees that activation does without. */
export function createWorktreeParts(options: WorktreePartsOptions): WorktreeParts {
  return new Parts(options);
}

class Parts implements WorktreeParts {
  readonly #options: WorktreePartsOptions;
  readonly #store = new DisposableStore();
  readonly #model: WorktreeModel;
  readonly #comments: ReviewComments;
  readonly #diffs: WorktreeDiffs;

  constructor(options: WorktreePartsOptions) {
    const { service, log, changed } = options;
    this.#options = options;
    this.#comments = this.#store.add(new ReviewComments(options.comments, () => this.#model.redraw()));
    this.#diffs = this.#store.add(new WorktreeDiffs(async () => service.ready()));
    const unfinished = new Unfinished(options);
    this.#model = this.#store.add(
      new WorktreeModel({
        service,
        log,
        folders: () => (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
        watch: watchRepository,
        checksOf: (tree) => options.results.of(tree),
        settle: async (repository) => unfinished.settle(repository),
        draftsOf: (tree) => this.#comments.drafts(tree).length,
        settleMs: SETTLE_MS,
        patienceMs: PATIENCE_MS,
      }),
    );
    this.#store.add(this.#model.onDidChange(changed));
    this.#store.add(
      this.#model.onDidLose((picture) =>
        unawaited(this.#lost(picture), log, 'A review of what is gone is still open'),
      ),
    );
    this.#store.add(options.results.onDidChange(() => this.#model.redraw()));
    this.#store.add(workspace.onDidSaveTextDocument(({ uri }) => this.#saved(uri.fsPath)));
  }

  picture(): readonly RowNode[] {
    return worktreeNodes(this.#model.pictures, this.#options.now(), this.#model.left);
  }

  async look(): Promise<void> {
    await this.#model.lookAtAll();
  }

  setVisible(isVisible: boolean): void {
    this.#model.setVisible(isVisible);
  }

  readonly handlers: WorktreeHandlers = {
    createWorktree: async (argument) =>
      createWorktree(this.#options, agentArgument(argument), () => this.#model.touch('all')),
    setUpWorktree: async (argument) =>
      this.#changing(argument, async (picture) => setUpAgain(this.#options, picture)),
    startInWorktree: async (argument) =>
      this.#with(argument, async (picture) => {
        const agent = this.#agentOf(picture);
        if (agent !== undefined) await startThere(this.#options, agent, picture.worktree.path);
      }),
    reviewWorktree: async (argument) =>
      this.#with(argument, async (picture) => {
        this.#comments.open(picture.worktree.path);
        if ((picture.review?.fileCount ?? 0) > 0) await this.#diffs.showAll(picture);
        else void showInfo(l10n.t('{0} has changed nothing there.', picture.title));
      }),
    openWorktreeFile: async (argument) =>
      this.#with(argument, async (picture) => {
        const file = targetOf(argument)?.path ?? null;
        this.#comments.open(picture.worktree.path);
        if (file !== null) await this.#diffs.showFile(picture, file);
      }),
    showMeeting: async (argument) =>
      this.#with(argument, async (picture) => {
        const other = targetOf(argument)?.itemKey ?? null;
        const meeting = picture.meetings.find((one) => (one.other ?? '') === other);
        if (meeting === undefined) return;
        const otherReview = meeting.other === null ? null : this.#model.find(meeting.other)?.review;
        await this.#diffs.showMeeting(picture, meeting, otherReview ?? null);
      }),
    openWorktreeWindow: async (argument) =>
      this.#with(argument, async ({ worktree }) => {
        await commands.executeCommand('vscode.openFolder', Uri.file(worktree.path), { forceNewWindow: true });
      }),
    commitWorktree: async (argument) =>
      this.#changing(argument, async (picture) => void (await commitWorktree(this.#options, picture))),
    mergeWorktree: async (argument) =>
      this.#changing(argument, async (picture) =>
        mergeWorktree(this.#options, picture, async () => this.#model.lookAt(picture.worktree.path)),
      ),
    rebaseWorktree: async (argument) =>
      this.#changing(argument, async (picture) => rebaseWorktree(this.#options, picture)),
    removeWorktree: async (argument) =>
      this.#changing(argument, async (picture) => {
        const seen = (): void => this.#model.touch('all');
        if (await removeWorktree({ ...this.#options, seen }, picture)) await this.#forget(picture);
      }),
    checkWorktree: async (argument) => {
      const target = targetOf(argument);
      // A page or a row of hers names the Agentin alone: checked is what she works in, a worktree or not.
      if (target !== null && target.agentId !== null && target.worktree === undefined)
        await runChecks(this.#options, { agentId: target.agentId });
      else
        await this.#with(argument, async ({ worktree }) => runChecks(this.#options, { tree: worktree.path }));
    },
    showCheckOutput: async () => showCheckOutput(),
    sendCheckResults: async (argument) =>
      this.#with(argument, async ({ worktree, agentId }) =>
        sendCheckResults(this.#options, worktree.path, agentId),
      ),
    refreshWorktrees: async () => {
      await waitPatiently(l10n.t('Looking at the worktrees…'), this.#model.lookAtAll(), this.#options.log);
      const count = this.#model.pictures.length;
      const done = count === 1 ? l10n.t('Looked at 1 worktree.') : l10n.t('Looked at {0} worktrees.', count);
      window.setStatusBarMessage(done, 5000);
    },
    addReviewComment: async (argument) => {
      await Promise.resolve();
      if (isReply(argument)) this.#comments.add(argument);
    },
    commentOnLine: async () => commentOnLine(this.#comments),
    resolveReviewComment: async (argument) => {
      await Promise.resolve();
      if (isThread(argument)) this.#comments.resolve(argument);
    },
    sendReview: async (argument) => this.#sendReview(argument),
  };

  dispose(): void {
    this.#store.dispose();
  }

  /** Git does not list it any more: whoever removed it took the folder as well. */
  async #lost(picture: WorktreePicture): Promise<void> {
    const isThere = await workspace.fs.stat(Uri.file(picture.worktree.path)).then(
      () => true,
      () => false,
    );
    if (!isThere) await this.#forget(picture);
  }

  async #forget({ worktree: { path: tree }, name }: WorktreePicture): Promise<void> {
    this.#comments.forget(tree);
    const others = this.#model.pictures.filter(({ worktree }) => worktree.path !== tree);
    await closeReviews({ tree, name, isNamesake: others.some((one) => one.name === name) });
  }

  #saved(file: string): void {
    for (const { worktree } of this.#model.pictures)
      if (isWithin(file, worktree.path)) this.#model.touch(worktree.path);
  }

  /** From the row of a worktree, or from below a comment, which is taken along. */
  async #sendReview(argument: unknown): Promise<void> {
    if (isReply(argument)) this.#comments.add(argument);
    const thread = isReply(argument) ? argument.thread : isThread(argument) ? argument : null;
    const tree = thread === null ? null : this.#comments.treeOf(thread);
    await this.#with(tree === null ? argument : treeArgument(tree), async (picture) => this.#send(picture));
  }

  async #send(picture: WorktreePicture): Promise<void> {
    const agent = this.#agentOf(picture);
    if (agent === undefined) {
      void showWarning(l10n.t('No Agentin works in this worktree.'));
      return;
    }
    const { path: tree } = picture.worktree;
    const { text, taken } = reviewMessage(tree, this.#comments.drafts(tree));
    if (taken.length === 0) {
      void showInfo(l10n.t('There is no comment to send. Comment on lines of the review first.'));
      return;
    }
    const wish = { text, enter: true, idempotencyKey: crypto.randomUUID() };
    const title = l10n.t('Sending to {0}…', agentTitle(agent.spec));
    const isSent = await attempt(this.#options, agent, title, async (fleet) =>
      fleet.send(agent.spec.id, wish, this.#options.service.holder),
    );
    if (!isSent) return;
    this.#comments.markSent(taken);
    const count = taken.length;
    const done =
      count === 1
        ? l10n.t('{0} has your comment.', agent.spec.name)
        : l10n.t('{0} has your {1} comments.', agent.spec.name, count);
    window.setStatusBarMessage(done, 5000);
  }

  #agentOf({ agentId }: WorktreePicture): AgentSnapshot | undefined {
    return agentId === null ? undefined : this.#options.service.snapshot(agentId);
  }

  /** What changes a repository is followed by a look at it. */
  async #changing(argument: unknown, work: (picture: WorktreePicture) => Promise<void>): Promise<void> {
    try {
      await this.#with(argument, work);
    } finally {
      this.#model.touch('all');
    }
  }

  async #with(argument: unknown, work: (picture: WorktreePicture) => Promise<void>): Promise<void> {
    const named = targetOf(argument)?.worktree ?? this.#options.selected()?.target.worktree;
    if (named === undefined || this.#model.find(named)?.review === undefined)
      await waitPatiently(l10n.t('Looking at the worktrees…'), this.#model.lookAtAll(), this.#options.log);
    const picture = named === undefined ? await this.#pick() : this.#model.find(named);
    if (picture !== undefined) await work(picture);
    else if (named !== undefined)
      throw panelError(
        'worktree_not_found',
        l10n.t('There is no such worktree any more. Look at the worktrees again.'),
      );
  }

  async #pick(): Promise<WorktreePicture | undefined> {
    const { pictures } = this.#model;
    if (pictures.length <= 1) {
      if (pictures.length === 0)
        offer(this.#options.errors, showInfo, l10n.t('There is no worktree yet.'), [
          wayTo(l10n.t('Create a Worktree…'), COMMANDS.createWorktree),
        ]);
      return pictures[0];
    }
    const items = worktreeNodes(pictures, this.#options.now()).map(({ row, target }) => ({
      label: inert(row.label),
      description: inert(row.description),
      tree: target.worktree,
    }));
    const picked = await window.showQuickPick(items, { title: l10n.t('Which worktree?') });
    return picked?.tree === undefined ? undefined : this.#model.find(picked.tree);
  }
}

/** A row of the tree names an Agentin by her worktree, which a new one need not be for. */
function agentArgument(argument: unknown): unknown {
  return targetOf(argument)?.worktree === undefined ? argument : undefined;
}

function treeArgument(worktree: string): unknown {
  return { target: { agentId: null, itemKey: null, path: null, worktree } };
}

function isReply(value: unknown): value is CommentReply {
  return isRecord(value) && isThread(value['thread']) && typeof value['text'] === 'string';
}

function isThread(value: unknown): value is CommentThread {
  return isRecord(value) && Array.isArray(value['comments']) && 'uri' in value;
}
