import { l10n, window } from 'vscode';
import { inert } from '../views/rows/inert.ts';
import type { ReviewComments } from './comments.ts';
import { showInfo } from '../messages/say.ts';

/**
 * Comments on the line of the cursor by keys alone, also among many diffs at once, where VS Code's own "Add Comment on Current
 * Selection" does nothing.
 */
export async function commentOnLine(comments: ReviewComments): Promise<void> {
  const editor = window.activeTextEditor;
  if (editor === undefined || !comments.mayComment(editor.document)) {
    void showInfo(
      l10n.t('Put the cursor on a line of a worktree’s file, right in its review, then comment on it.'),
    );
    return;
  }
  const { document, selection } = editor;
  const line = selection.active.line;
  const text = await window.showInputBox({
    title: l10n.t('Comment on line {0}', line + 1),
    prompt: inert(document.lineAt(line).text.trim().slice(0, 120)),
    placeHolder: l10n.t('What should she change here?'),
    ignoreFocusOut: true,
  });
  if (text !== undefined) comments.addAt(document.uri, line, text);
}
