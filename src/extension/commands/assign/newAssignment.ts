import { Uri, window } from 'vscode';
import type { TextEditor } from 'vscode';
import type { Acceptance } from '../../../core/assignment/acceptance.ts';
import type { AssignDraft } from '../../../shared/assignForm.ts';
import { draftOf, EMPTY_DRAFT, withPaths } from '../../assignForm/draft.ts';
import type { AssignmentHistory, KnownAssignment } from '../../assignments/history.ts';
import type { CommandHandlers } from '../../commands.ts';
import type { FleetService } from '../../fleet/fleetService.ts';
import { pathForAgent } from '../../text/paths.ts';
import { agentIdsOf, targetOf } from '../../fleet/target.ts';
import { isPrefill } from '../../views/agents/agentsDrop.ts';
import { workFolder } from '../ask/startFolder.ts';

type FormCommands = Pick<CommandHandlers, 'newAssignment' | 'assignPaths' | 'assignAgain'>;

export interface FormDeps {
  readonly service: FleetService;
  readonly forms: { open(fill: (draft: AssignDraft) => AssignDraft): Promise<void> };
  readonly history: Pick<AssignmentHistory, 'find' | 'read' | 'taskOf'>;
}

/** The ways to the form "New assignment". */
export function formCommands(deps: FormDeps): FormCommands {
  return {
    newAssignment: async (argument, selection, prefill) => {
      const agentIds = agentIdsOf(argument, selection) ?? [];
      const given = isPrefill(prefill) ? prefill : { task: null, files: [] };
      if (given.files.length > 0) await deps.service.ready();
      await deps.forms.open((draft) => {
        return withFiles(deps.service, withTask(forAgents(draft, agentIds), given.task), given.files);
      });
    },
    assignPaths: async (argument, selection) => {
      await deps.service.ready();
      const uris = urisOf(argument, selection);
      const files = uris.filter((uri) => uri.scheme === 'file').map((uri) => uri.fsPath);
      const lines = selectedLines(uris, window.activeTextEditor);
      await deps.forms.open((draft) => withFiles(deps.service, draft, files, lines));
    },
    assignAgain: async (argument, _selection, to) => {
      const assignmentId = targetOf(argument)?.assignmentId ?? null;
      if (assignmentId === null) return;
      if (deps.history.find(assignmentId) === undefined) await deps.history.read();
      const known = deps.history.find(assignmentId);
      if (known === undefined) return deps.forms.open((draft) => draft);
      const task = deps.history.taskOf(assignmentId) ?? '';
      await deps.forms.open((draft) => {
        const again = {
          ...draftOf(known.entry, acceptanceIn(known)),
          task: draft.task === '' ? task : draft.task,
        };
        return forAgents(again, agentIdsOf(to, undefined) ?? []);
      });
    },
  };
}

/** Kept with the Agentin as long as it is her newest assignment. */
function acceptanceIn({ agent, isCurrent }: KnownAssignment): Acceptance | null {
  return isCurrent ? (agent?.model.assignment?.acceptance ?? null) : null;
}

/** The Explorer's menu passes the resource clicked on and all that are selected; the palette passes nothing. */
function urisOf(argument: unknown, selection: unknown): Uri[] {
  const all: unknown[] = Array.isArray(selection) && selection.length > 0 ? selection : [argument];
  const uris = all.filter((entry) => entry instanceof Uri);
  const shown = window.activeTextEditor?.document.uri;
  return uris.length > 0 || shown === undefined ? uris : [shown];
}

/** Nobody is named: whoever stands there already. */
function forAgents(draft: AssignDraft, agentIds: readonly string[]): AssignDraft {
  const [agentId, ...others] = agentIds;
  if (agentId === undefined) return draft;
  return others.length === 0
    ? { ...draft, agentId, several: null }
    : { ...draft, agentId: '', several: agentIds };
}

/** What was dragged here comes after what a person has written already. */
function withTask(draft: AssignDraft, task: string | null): AssignDraft {
  if (task === null) return draft;
  const before = draft.task.trim();
  return { ...draft, task: before === '' || before === task ? task : `${before}\n\n${task}` };
}

/** A file that is pointed at is to be changed; lines that are selected in it are what it is about. */
function withFiles(
  service: FleetService,
  draft: AssignDraft,
  files: readonly string[],
  lines: string | null = null,
): AssignDraft {
  const agent = service.snapshot(draft.several?.[0] ?? draft.agentId) ?? service.snapshots()[0];
  const folder = agent === undefined ? null : workFolder(agent);
  const paths = files.map((file) => pathForAgent(folder, file));
  const [first] = paths;
  if (first === undefined) return draft;
  const isUntouched = draft.paths === EMPTY_DRAFT.paths && draft.task === EMPTY_DRAFT.task;
  const filled = withPaths({ ...draft, role: isUntouched ? 'worker' : draft.role }, 'paths', paths);
  return lines === null ? filled : withPaths(filled, 'context', [`${first}:${lines}`]);
}

/** `12-20`, or `12` for a part of one line; null when nothing is selected in the one file. */
function selectedLines(uris: readonly Uri[], editor: TextEditor | undefined): string | null {
  const [uri, ...others] = uris;
  if (uri === undefined || others.length > 0 || editor === undefined || editor.selection.isEmpty) return null;
  if (editor.document.uri.toString() !== uri.toString()) return null;
  const { start, end } = editor.selection;
  // A selection of whole lines ends before the first character of the next one.
  const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  return last === start.line + 1 ? String(last) : `${start.line + 1}-${last}`;
}
