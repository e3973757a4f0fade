import { commands, env, l10n, window, workspace } from 'vscode';
import type { DataTransfer, TreeDragAndDropController } from 'vscode';
import { COMMANDS } from '../commands.ts';
import { localFileOf } from '../paths.ts';
import type { RowHandle } from './rowTree.ts';

/** What an assignment begins with, when it does not begin empty. */
export interface AssignPrefill {
  readonly task: string | null;
  /** Files and folders that it is about; absolute. */
  readonly files: readonly string[];
}

const FILES = 'text/uri-list';
const TEXT = 'text/plain';
const MOST_FILES = 50;
const MOST_CHARS = 50_000;

/** A task dragged onto an Agentin (any text, a selection of an editor) or files from the Explorer begin an assignment. */
export const agentsDrop: TreeDragAndDropController<RowHandle> = {
  dropMimeTypes: [FILES, TEXT],
  dragMimeTypes: [],
  handleDrop: async (target, data) => {
    const prefill = await prefillOf(data);
    if (prefill === null) return;
    if (!workspace.isTrusted) {
      void window.showInformationMessage(l10n.t('Trust this workspace to lead Agentinnen.'));
      return;
    }
    await commands.executeCommand(COMMANDS.newAssignment, target, undefined, prefill);
  },
};

export function isPrefill(value: unknown): value is AssignPrefill {
  return typeof value === 'object' && value !== null && 'task' in value && 'files' in value;
}

async function prefillOf(data: DataTransfer): Promise<AssignPrefill | null> {
  const list = await textOf(data, FILES);
  const files = list
    .split(/\r?\n/u)
    .map((line) => localFileOf(line, env.remoteName))
    .filter((file) => file !== null)
    .slice(0, MOST_FILES);
  if (files.length > 0) return { task: null, files };
  const task = (await textOf(data, TEXT)).trim().slice(0, MOST_CHARS);
  return task === '' ? null : { task, files: [] };
}

async function textOf(data: DataTransfer, type: string): Promise<string> {
  return (await data.get(type)?.asString()) ?? '';
}
