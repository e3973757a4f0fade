import { acceptanceLines, parseAcceptance } from '../../core/assignment/acceptance.ts';
import type { Acceptance } from '../../core/assignment/acceptance.ts';
import type { AssignmentRequest, LedgerEntry } from '../../core/assignment/assignment.ts';
import type { AssignDraft, PathField } from '../../shared/assignForm.ts';

export const EMPTY_DRAFT: AssignDraft = {
  agentId: '',
  several: null,
  role: 'explorer',
  task: '',
  paths: '',
  scope: '',
  skill: '',
  name: '',
  context: '',
  forbidden: '',
  acceptance: '',
  worktree: false,
  allowSetup: '',
  allowSubagents: false,
  allowMissingSkill: false,
};

/** The entries of a list that is written one a line. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The field with the entries added that it does not have yet. */
function withLines(text: string, added: readonly string[]): string {
  return [...new Set([...linesOf(text), ...added])].join('\n');
}

export function withPaths(draft: AssignDraft, field: PathField, added: readonly string[]): AssignDraft {
  return { ...draft, [field]: withLines(draft[field], added) };
}

/**
 * The request that the draft stands for. An Arbeitsbiene's scope is what she may write unless more is named; an
 * Exploriererin's paths are her scope.
 */
export function requestOf(draft: AssignDraft): AssignmentRequest {
  const paths = linesOf(draft.paths);
  const isWorker = draft.role === 'worker';
  const named = linesOf(draft.scope);
  const scope = isWorker && named.length > 0 ? named : linesOf(withLines(draft.paths, named));
  return {
    role: draft.role,
    task: draft.task.trim(),
    scope,
    writePaths: isWorker ? paths : [],
    skill: orNull(draft.skill),
    context: linesOf(draft.context),
    forbidden: linesOf(draft.forbidden),
    acceptance: commandsIn(draft),
    name: orNull(draft.name),
    allowSubagents: draft.allowSubagents,
    allowMissingSkill: draft.allowMissingSkill,
    enter: true,
  };
}

/** The acceptance commands; none as long as one of them cannot be run, which the review says. */
function commandsIn(draft: AssignDraft): AssignmentRequest['acceptance'] {
  const parsed = parseAcceptance(linesOf(draft.acceptance));
  return parsed.kind === 'commands' ? parsed.commands : [];
}

/** The same assignment once more, as far as it is kept: the task is nowhere, nor are context and limits. */
export function draftOf(entry: LedgerEntry, acceptance: Acceptance | null): AssignDraft {
  const isWorker = entry.role === 'worker';
  const paths = isWorker ? entry.writePaths : entry.scope;
  const more = isWorker && entry.scope.join('\n') !== entry.writePaths.join('\n') ? entry.scope : [];
  return {
    ...EMPTY_DRAFT,
    agentId: entry.agentId,
    role: entry.role,
    paths: paths.join('\n'),
    scope: more.join('\n'),
    skill: entry.facts.skill.requested ?? '',
    name: entry.name ?? '',
    acceptance: acceptanceLines(acceptance?.commands ?? []).join('\n'),
    allowSubagents: entry.facts.allowSubagents,
  };
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
