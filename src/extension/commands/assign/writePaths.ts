import path from 'node:path';
import {
  CancellationTokenSource,
  l10n,
  QuickPickItemKind,
  RelativePattern,
  ThemeIcon,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { CancellationToken, QuickPickItem } from 'vscode';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import { agentTitle } from '../../text/words.ts';
import { inert } from '../../views/rows/inert.ts';

const MOST_FILES = 500;

interface PathItem extends QuickPickItem {
  /** Undefined for "type the paths". */
  readonly path?: string;
}

/**
 * Asks what an Arbeitsbiene may write: folders and files of the folder she works in, several at once, or typed.
 * Undefined when the person gave up.
 */
export async function pickPaths(
  agent: AgentSnapshot,
  folder: string | null,
  title = l10n.t('What may {0} write?', agentTitle(agent.spec)),
): Promise<string[] | undefined> {
  const picked = folder === null ? 'type' : await pickBelow(folder, title);
  if (picked === 'type') return typePaths(title);
  if (picked === undefined || picked.length === 0) return undefined;
  const chosen = picked.map((item) => item.path).filter((entry) => entry !== undefined);
  if (chosen.length === picked.length) return withoutNested(chosen);
  const typed = await typePaths(title);
  return typed === undefined ? undefined : withoutNested([...chosen, ...typed]);
}

/** The list is open, and busy, while the files are looked for. `type`: there are none to choose from. */
async function pickBelow(folder: string, title: string): Promise<readonly PathItem[] | undefined | 'type'> {
  const over = new CancellationTokenSource();
  let isEmpty = false;
  const listed = filesBelow(folder, over.token).then((files) => {
    isEmpty = files.length === 0;
    if (isEmpty) over.cancel();
    return pathItems(files);
  });
  try {
    const picked = await window.showQuickPick(
      listed,
      {
        title,
        placeHolder: l10n.t('Choose folders and files'),
        canPickMany: true,
        matchOnDescription: true,
        ignoreFocusOut: true,
      },
      over.token,
    );
    return isEmpty ? 'type' : picked;
  } finally {
    // Whoever gave up waits for no files.
    over.cancel();
    over.dispose();
  }
}

async function filesBelow(folder: string, token: CancellationToken): Promise<string[]> {
  const found = await workspace.findFiles(
    new RelativePattern(Uri.file(folder), '**/*'),
    undefined,
    MOST_FILES,
    token,
  );
  return found.map((uri) => path.relative(folder, uri.fsPath)).toSorted();
}

function pathItems(files: readonly string[]): PathItem[] {
  const folders = [...new Set(files.flatMap(parentsOf))].toSorted();
  const isCut = files.length >= MOST_FILES;
  return [
    { label: l10n.t('Type the paths…'), iconPath: new ThemeIcon('edit'), alwaysShow: true },
    { label: l10n.t('Folders'), kind: QuickPickItemKind.Separator },
    { label: l10n.t('The whole folder'), iconPath: new ThemeIcon('root-folder'), path: '.' },
    ...folders.map((entry) => ({ label: inert(entry), iconPath: new ThemeIcon('folder'), path: entry })),
    {
      label: isCut ? l10n.t('Files (the first {0})', MOST_FILES) : l10n.t('Files'),
      kind: QuickPickItemKind.Separator,
    },
    ...files.map((entry) => ({ label: inert(entry), iconPath: new ThemeIcon('file'), path: entry })),
  ];
}

function parentsOf(file: string): string[] {
  const parts = file.split(path.sep).slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join(path.sep));
}

/** What lies below another chosen folder is writable already. */
function withoutNested(paths: readonly string[]): string[] {
  const unique = [...new Set(paths)];
  if (unique.includes('.')) return ['.', ...unique.filter((entry) => path.isAbsolute(entry))];
  return unique.filter((entry) => !unique.some((other) => entry.startsWith(other + path.sep)));
}

async function typePaths(title: string): Promise<string[] | undefined> {
  const text = await window.showInputBox({
    title,
    prompt: l10n.t(
      'Files or folders relative to her folder, separated by commas. What does not exist is made.',
    ),
    placeHolder: 'src/login, docs/login.md',
    ignoreFocusOut: true,
    validateInput: (value) =>
      splitPaths(value).length === 0 ? l10n.t('Name at least one path.') : undefined,
  });
  const paths = text === undefined ? [] : splitPaths(text);
  return paths.length === 0 ? undefined : paths;
}

function splitPaths(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
