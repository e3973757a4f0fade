import { l10n } from 'vscode';
import { changesOf } from '../../../core/content/changes.ts';
import type { ChangedInTurn } from '../../../core/content/changes.ts';
import type { TurnContent } from '../../../core/content/content.ts';
import { visibleText } from '../../../core/text/visibleText.ts';
import type { FilesContent, PageFile } from '../../../shared/pageContent.ts';
import { shownPatch } from './shownPatch.ts';
import type { ContentView } from './view.ts';

const MOST_FILES = 60;

export function filesEmptyText(turn: TurnContent): string {
  return changesOf(turn).source === 'unknown'
    ? l10n.t('Not known yet: this window came in the middle of the turn. Codex tells it with her next step.')
    : [l10n.t('She has changed no file with a patch.'), ...commandsNote(turn)].join(' ');
}

export function filesContent(turn: TurnContent, view: ContentView): FilesContent | null {
  const { source, files, leftOut, added, removed } = changesOf(turn);
  if (files.length === 0) return null;
  const patches = shownPatch();
  const shown = files.slice(0, MOST_FILES).map((file) => pageFile(file, view, patches(file.patch)));
  const count = files.length + leftOut;
  const notShown = count - shown.length;
  const note = [
    ...(notShown === 0 ? [] : [l10n.t('{0} more files are not shown.', notShown)]),
    ...(source === 'edits' ? [l10n.t('Added up from her single edits (source: her conversation).')] : []),
    ...commandsNote(turn),
  ];
  return {
    kind: 'files',
    summary:
      count === 1
        ? l10n.t('1 file, +{0} −{1}', added, removed)
        : l10n.t('{0} files, +{1} −{2}', count, added, removed),
    files: shown,
    note: note.join(' '),
  };
}

/** Codex counts what patches change, and nothing else. */
function commandsNote({ actions }: TurnContent): string[] {
  return actions.items.some(({ kind }) => kind === 'command')
    ? [l10n.t('What her commands changed is not in it: Source Control has that.')]
    : [];
}

/** How the page names a changed file to the host. */
export function fileId({ path }: Pick<ChangedInTurn, 'path'>): string {
  return path;
}

function pageFile(
  file: ChangedInTurn,
  view: ContentView,
  patch: Pick<PageFile, 'patch' | 'patchNote'>,
): PageFile {
  const { kind, added, removed } = file;
  const path = visibleText(relativeTo(view.folder, file));
  const kindText = kindWord(file);
  return {
    id: fileId(file),
    path,
    kind,
    kindText,
    added,
    removed,
    spoken: l10n.t(
      'Open {0} in the diff editor: {1}, lines added: {2}, removed: {3}',
      path,
      kindText,
      added,
      removed,
    ),
    patchTitle: l10n.t('Lines of {0}', path),
    ...patch,
  };
}

function relativeTo(folder: string | null, { path, absolutePath }: ChangedInTurn): string {
  const isInside = folder !== null && absolutePath?.startsWith(`${folder}/`) === true;
  return isInside ? absolutePath.slice(folder.length + 1) : path;
}

function kindWord({ kind, from }: ChangedInTurn): string {
  switch (kind) {
    case 'added':
      return l10n.t('new');
    case 'changed':
      return l10n.t('changed');
    case 'deleted':
      return l10n.t('deleted');
    case 'moved':
      return l10n.t('moved from {0}', visibleText(from ?? ''));
  }
}
