import { l10n, Uri, window } from 'vscode';
import type { TextEditor } from 'vscode';
import type { AssignDraft } from '../../shared/assignForm.ts';
import { draftOf, EMPTY_DRAFT, withPaths } from '../assignForm/draft.ts';
import type { KnownAssignment } from '../assignments/history.ts';
import type { CommandHandlers } from '../commands.ts';
import type { FleetService } from '../fleetService.ts';
import { pathForAgent } from '../paths.ts';
import { targetOf } from '../target.ts';
import { workFolder } from './startFolder.ts';

type FormCommands = Pick<CommandHandlers, 'newAssignment' | 'assignPaths' | 'assignAgain'>;

export interface FormDeps {
  readonly service: FleetService;
  readonly forms: { open(fill: (draft: AssignDraft) => AssignDraft): Promise<void> };
  readonly history: { find(assignmentId: string): KnownAssignment | undefined; read(): Promise<void> };
}

/** The ways to the form "New assignment". */
export function formCommands(deps: FormDeps): FormCommands {
  return {
    newAssignment: async (argument) => {
      const agentId = targetOf(argument)?.agentId ?? null;
      await deps.forms.open((draft) => (agentId === null ? draft : { ...draft, agentId }));
    },
    assignPaths: async (argument, selection) => {
      await deps.service.ready();
      const uris = urisOf(argument, selection);
      const editor = window.activeTextEditor;
      await deps.forms.open((draft) => withFiles(deps.service, draft, uris, editor));
    },
    assignAgain: async (argument) => {
      const assignmentId = targetOf(argument)?.assignmentId ?? null;
      if (assignmentId === null) return;
      if (deps.history.find(assignmentId) === undefined) await deps.history.read();
      const known = deps.history.find(assignmentId);
      await deps.forms.open((draft) =>
        known === undefined ? draft : { ...draftOf(known.entry), task: draft.task },
      );
    },
  };
}

/** The Explorer's menu passes the resource clicked on and all that are selected; the palette passes nothing. */
function urisOf(argument: unknown, selection: unknown): Uri[] {
  const all: unknown[] = Array.isArray(selection) && selection.length > 0 ? selection : [argument];
  const uris = all.filter((entry) => entry instanceof Uri);
  const shown = window.activeTextEditor?.document.uri;
  return uris.length > 0 || shown === undefined ? uris : [shown];
}

/** A file that is pointed at is to be changed; lines that are selected in it are what it is about. */
function withFiles(
  service: FleetService,
  draft: AssignDraft,
  uris: readonly Uri[],
  editor: TextEditor | undefined,
): AssignDraft {
  const agent = service.snapshot(draft.agentId) ?? service.snapshots()[0];
  const folder = agent === undefined ? null : workFolder(agent);
  const files = uris.filter((uri) => uri.scheme === 'file').map((uri) => pathForAgent(folder, uri.fsPath));
  if (files.length === 0) return draft;
  const isUntouched = draft.paths === EMPTY_DRAFT.paths && draft.task === EMPTY_DRAFT.task;
  const role = isUntouched ? 'worker' : draft.role;
  const filled = withPaths({ ...draft, role }, 'paths', files);
  const lines = uris.length === 1 ? selectedLines(uris[0], editor) : null;
  return lines === null
    ? filled
    : withPaths(filled, 'context', [l10n.t('{0}, lines {1}', files[0] ?? '', lines)]);
}

function selectedLines(uri: Uri | undefined, editor: TextEditor | undefined): string | null {
  if (editor === undefined || editor.selection.isEmpty) return null;
  if (editor.document.uri.toString() !== uri?.toString()) return null;
  const { start, end } = editor.selection;
  return `${start.line + 1}–${end.line + 1}`;
}
