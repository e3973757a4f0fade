import { l10n } from 'vscode';
import type { ErrorCode } from '../../core/errors.ts';
import { FleetError } from '../../core/errors.ts';
import type { DraftField, FieldProblem } from '../../shared/assignForm.ts';
import type { AssignFormHostMessages } from '../../shared/protocol.ts';
import { errorSentence } from '../messages/errorWords.ts';

/** A refusal of the fleet as a sentence at the field that it is about. */
export function problemOf(error: unknown): FieldProblem {
  const problem = FleetError.from(error, 'Something went wrong. See the log.');
  return { field: FIELDS[problem.code] ?? null, text: errorSentence(problem) };
}

/** A refusal as the form is told it: with force where a lead's lease is in the way, as everywhere else. */
export function refusalOf(error: unknown): AssignFormHostMessages['refused'] {
  const problems = [problemOf(error)];
  return BY_LEASE.some((code) => FleetError.is(error, code)) ? { problems, canForce: true } : { problems };
}

/** The extension host died while it was being given: nobody knows whether it was. */
export function mayBeGiven(): FieldProblem {
  const text = l10n.t(
    'The panel was started again while this was being assigned. Look at the assignments before you assign it again.',
  );
  return { field: null, text };
}

const BY_LEASE = ['agent_lease_held_by_other_client', 'could_not_read_agent_lease'] as const;

const FIELDS: Readonly<Partial<Record<ErrorCode, DraftField>>> = {
  invalid_arguments: 'task',
  prompt_too_long: 'task',
  scope_violation: 'paths',
  write_paths_nested: 'paths',
  role_violation: 'role',
  skill_missing: 'skill',
  unknown_agent: 'agentId',
  agent_busy: 'agentId',
  agent_not_running: 'agentId',
  agent_not_ready: 'agentId',
  agent_lost: 'agentId',
  agent_lease_held_by_other_client: 'agentId',
  could_not_read_agent_lease: 'agentId',
  terminal_held_by_person: 'agentId',
  home_in_use: 'agentId',
  not_a_repository: 'worktree',
  git_missing: 'worktree',
  git_failed: 'worktree',
  worktree_path_refused: 'worktree',
  base_ref_invalid: 'worktree',
  branch_invalid: 'worktree',
};
