import path from 'node:path';
import { commands, l10n, Uri, workspace } from 'vscode';
import type { OpenItem } from '../commands/ask/pickItem.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { FileChange } from '../../core/agent/pending.ts';
import { workFolder } from '../commands/ask/startFolder.ts';
import { KeptTexts } from './keptTexts.ts';
import { applyDiff, sidesOfDiff } from '../views/inbox/patch.ts';
import { agentTitle } from '../text/words.ts';

interface Sides {
  readonly left: Uri;
  readonly right: Uri;
}

/** Shows what a file approval would do, in VS Code's own diff editors. Nothing is written anywhere. */
export class ChangeViewer implements Disposable {
  readonly #texts = new KeptTexts('codex-master-change');

  /** One file in a diff editor, several in the multi-diff editor. `only` names one of several. */
  async show({ agent, item }: OpenItem, only: string | null): Promise<void> {
    if (item.kind !== 'file') return;
    const changes = item.changes.filter((change) => only === null || change.path === only);
    const folder = workFolder(agent) ?? path.sep;
    const sides = await Promise.all(changes.map(async (change) => this.#sides(item.key, folder, change)));
    const title = l10n.t('{0} wants to change', agentTitle(agent.spec));
    const [first] = sides;
    if (first !== undefined && sides.length === 1) {
      const name = path.basename(first.right.path);
      await commands.executeCommand('vscode.diff', first.left, first.right, `${title} ${name}`);
    } else {
      await commands.executeCommand(
        'vscode.changes',
        title,
        sides.map(({ left, right }) => [right, left, right]),
      );
    }
  }

  dispose(): void {
    this.#texts.dispose();
  }

  async #sides(key: string, folder: string, change: FileChange): Promise<Sides> {
    const file = path.resolve(folder, change.path);
    const { before, after } = await sidesOf(file, change);
    const keep = (side: string, text: string): Uri => this.#texts.keep(key, side, file, text);
    return { left: keep('before', before), right: keep('after', after) };
  }
}

/** The file before and after; from the diff alone where the file on disk does not fit to it. */
async function sidesOf(file: string, change: FileChange): Promise<{ before: string; after: string }> {
  if (change.kind === 'add') return { before: '', after: change.diff };
  const text = await readText(file);
  if (change.kind === 'delete') return { before: text ?? change.diff, after: '' };
  const after = text === null ? null : applyDiff(text, change.diff);
  return text === null || after === null ? sidesOfDiff(change.diff) : { before: text, after };
}

async function readText(file: string): Promise<string | null> {
  return workspace.fs.readFile(Uri.file(file)).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => null,
  );
}
