import path from 'node:path';
import { commands, l10n, Uri, workspace } from 'vscode';
import type { TextDocumentContentProvider } from 'vscode';
import type { Disposable } from '../../core/lifecycle.ts';
import type { Fleet } from '../../core/fleetApi.ts';
import type { ChangedFile } from '../../core/worktrees/worktreeWork.ts';
import { overallState } from '../checks/words.ts';
import { overallText } from './checkRows.ts';
import type { WorktreePicture } from './pictures.ts';

const BASE_SCHEME = 'codex-master-base';

interface Sides {
  readonly left: Uri | undefined;
  readonly right: Uri | undefined;
}

/** Shows what a worktree changes, against where its branch left the main one, in VS Code's own diff editors. */
export class WorktreeDiffs implements TextDocumentContentProvider, Disposable {
  readonly #ready: () => Promise<Fleet>;
  readonly #registration = workspace.registerTextDocumentContentProvider(BASE_SCHEME, this);

  constructor(ready: () => Promise<Fleet>) {
    this.#ready = ready;
  }

  /** `query` is commit and path, `path` the worktree's file, so that its language is known. */
  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const { tree, commit, file } = JSON.parse(uri.query) as Record<'tree' | 'commit' | 'file', string>;
    const { repositories } = await this.#ready();
    const repository = await repositories.find(tree);
    const text = await repositories.fileAt(repository, commit, file);
    return text ?? l10n.t('(This file is too large to be shown, or no text.)');
  }

  /** Everything, in the multi-diff editor. */
  async showAll({ review, worktree, name, checks }: WorktreePicture): Promise<void> {
    const base = review?.baseCommit ?? null;
    if (review === null || base === null) return;
    const resources = review.files.map((file) => {
      const { left, right } = sidesOf(worktree.path, base, file);
      return [Uri.file(path.join(worktree.path, file.path)), left, right];
    });
    const checked = overallState(checks);
    const title = l10n.t('Review: {0}', checked === null ? name : `${name} · ${overallText(checked)}`);
    await commands.executeCommand('vscode.changes', title, resources);
  }

  async showFile({ review, worktree, name }: WorktreePicture, filePath: string): Promise<void> {
    const base = review?.baseCommit ?? null;
    const file = review?.files.find((one) => one.path === filePath);
    if (base === null || file === undefined) return;
    const { left, right } = sidesOf(worktree.path, base, file);
    const title = `${path.basename(filePath)} (${name})`;
    const options = { preview: true };
    if (left === undefined || right === undefined)
      await commands.executeCommand('vscode.open', right ?? left, options, title);
    else await commands.executeCommand('vscode.diff', left, right, title, options);
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

function sidesOf(tree: string, commit: string, { path: file, from, kind }: ChangedFile): Sides {
  const query = JSON.stringify({ tree, commit, file: from ?? file });
  const base = Uri.from({ scheme: BASE_SCHEME, path: path.join(tree, from ?? file), query });
  return {
    left: kind === 'added' ? undefined : base,
    right: kind === 'deleted' ? undefined : Uri.file(path.join(tree, file)),
  };
}
