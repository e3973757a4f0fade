import path from 'node:path';
import { commands, l10n, Uri, workspace } from 'vscode';
import type { ChangedInTurn } from '../../core/content/changes.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { Repositories, Repository } from '../../core/worktrees/repositories.ts';
import { KeptTexts } from './keptTexts.ts';
import { applyDiff, invertedDiff, sidesOfDiff } from '../views/inbox/patch.ts';

export interface OpenedFile {
  readonly file: ChangedInTurn;
  /** Where she works; null when nothing says so. */
  readonly folder: string | null;
  readonly turnId: string;
  /** Who changed it. */
  readonly name: string;
}

/**
 * Opens what a turn did to a file in VS Code's diff editor: on the right the file as it is, on the left as it was before the
 * turn, by taking her lines back. Where the file is another one by now, on the left what the branch has of it, and where
 * that cannot be had either, the lines of the diff alone.
 */
export class TurnDiffs implements Disposable {
  readonly #repositories: () => Promise<Repositories>;
  readonly #texts: KeptTexts;

  /** `scheme` is its own: VS Code asks one provider for each. */
  constructor(scheme: string, repositories: () => Promise<Repositories>) {
    this.#texts = new KeptTexts(scheme);
    this.#repositories = repositories;
  }

  async open(opened: OpenedFile): Promise<void> {
    const { file, name } = opened;
    const place = file.absolutePath ?? (await this.#placeOf(opened));
    const { left, right, what } = await this.#sides(opened, place);
    const title = l10n.t('{0} ({1}: {2})', path.basename(file.path), name, what);
    await commands.executeCommand('vscode.diff', left, right, title, { preview: true });
  }

  dispose(): void {
    this.#texts.dispose();
  }

  async #sides(
    { file, turnId }: OpenedFile,
    place: string | null,
  ): Promise<{ left: Uri; right: Uri; what: string }> {
    const { kind, patch } = file;
    const now = place === null || kind === 'deleted' ? null : await readText(place);
    const keep = (side: string, text: string): Uri =>
      this.#texts.keep(turnId, side, place ?? file.path, text);
    const thisTurn = l10n.t('this turn');
    const right = place === null || now === null ? null : Uri.file(place);
    if (right !== null && now !== null) {
      const before = kind === 'added' ? '' : applyDiff(now, invertedDiff(patch.text));
      if (before !== null && patch.leftOutLines === 0)
        return { left: keep('before', before), right, what: thisTurn };
    }
    const base = place === null ? null : await this.#committed(place, file);
    if (base !== null && (right !== null || kind === 'deleted')) {
      return {
        left: keep('base', base),
        right: right ?? keep('after', ''),
        what: l10n.t('against its base'),
      };
    }
    const { before, after } = sidesOfDiff(patch.text);
    return { left: keep('before', before), right: keep('after', after), what: thisTurn };
  }

  /** Paths of a diff are relative to the top of the working tree that she is in. */
  async #placeOf({ file, folder }: OpenedFile): Promise<string | null> {
    if (folder === null) return null;
    const repository = await this.#repository(folder);
    return path.join(repository?.here ?? folder, file.path);
  }

  async #committed(place: string, { from, path: shown }: ChangedInTurn): Promise<string | null> {
    const repository = await this.#repository(path.dirname(place));
    if (repository === null) return null;
    const relative = path.relative(repository.here, place);
    const before = from === null ? relative : relative.slice(0, -shown.length) + from;
    const repositories = await this.#repositories();
    const review = await repositories.review(repository, repository.here, 1).catch(() => null);
    const base = review?.baseCommit ?? null;
    return base === null ? null : repositories.fileAt(repository, base, before).catch(() => null);
  }

  async #repository(folder: string): Promise<Repository | null> {
    const repositories = await this.#repositories();
    return repositories.find(folder).catch(() => null);
  }
}

async function readText(file: string): Promise<string | null> {
  return workspace.fs.readFile(Uri.file(file)).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => null,
  );
}
