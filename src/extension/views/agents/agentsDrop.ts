import { commands, DataTransferItem, env, l10n, workspace } from 'vscode';
import type { DataTransfer, TreeDragAndDropController } from 'vscode';
import { COMMANDS } from '../../commands.ts';
import { localFileOf } from '../../text/paths.ts';
import { NO_TARGET } from '../rows/rowNode.ts';
import type { RowHandle } from '../rows/rowTree.ts';
import { showInfo } from '../../messages/say.ts';

/** What an assignment begins with, when it does not begin empty. */
export interface AssignPrefill {
  readonly task: string | null;
  /** Files and folders that it is about; absolute. */
  readonly files: readonly string[];
}

const FILES = 'text/uri-list';
const TEXT = 'text/plain';
/** The id of one that is dragged out of the tree of assignments. */
const ASSIGNMENT = 'application/vnd.codex-master.assignment';
/** VS Code lets rows of another tree be dropped only where this is named as well; what it holds is VS Code's own. */
const ASSIGNMENTS_TREE = 'application/vnd.code.tree.codexmaster.assignments';
const MOST_FILES = 50;
const MOST_CHARS = 50_000;

/** An assignment that is dragged is the same once more, for whom it is dropped on. */
export const assignmentsDrag: TreeDragAndDropController<RowHandle> = {
  dropMimeTypes: [],
  dragMimeTypes: [ASSIGNMENT],
  handleDrag: ([row], data) => {
    const assignmentId = row?.target.assignmentId;
    if (assignmentId !== undefined) data.set(ASSIGNMENT, new DataTransferItem(assignmentId));
  },
};

/** A task dragged onto an Agentin (an assignment, or any text) or files from the Explorer begin an assignment. */
export const agentsDrop: TreeDragAndDropController<RowHandle> = {
  dropMimeTypes: [ASSIGNMENTS_TREE, ASSIGNMENT, FILES, TEXT],
  dragMimeTypes: [],
  handleDrop: async (target, data) => {
    const assignmentId = await textOf(data, ASSIGNMENT);
    const prefill = assignmentId === '' ? await prefillOf(data) : null;
    if (assignmentId === '' && prefill === null) return;
    if (!workspace.isTrusted) {
      void showInfo(l10n.t('Trust this workspace to lead Agentinnen.'));
      return;
    }
    if (prefill === null) await assignAgain(assignmentId, target);
    else await commands.executeCommand(COMMANDS.newAssignment, target, undefined, prefill);
  },
};

async function assignAgain(assignmentId: string, to: RowHandle | undefined): Promise<void> {
  const row: RowHandle = { id: assignmentId, target: { ...NO_TARGET, assignmentId } };
  await commands.executeCommand(COMMANDS.assignAgain, row, undefined, to);
}

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

/** Of several of a type the first that is not empty: VS Code announces with an empty one what it fills in later. */
async function textOf(data: DataTransfer, type: string): Promise<string> {
  for (const [mime, item] of data) {
    const text = mime === type ? await item.asString() : '';
    if (text !== '') return text;
  }
  return '';
}
