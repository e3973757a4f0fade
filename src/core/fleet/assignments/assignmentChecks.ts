import { activityOf } from '../../agent/activity.ts';
import type { ActivityState } from '../../agent/agent.ts';
import type { AssignmentRequest } from '../../assignment/assignment.ts';
import { buildAssignmentPrompt, MAX_PROMPT_CHARS } from '../../assignment/assignmentPrompt.ts';
import { FleetError } from '../../errors.ts';
import { countCharacters } from '../../text/characters.ts';
import { matchSkills } from '../../skills.ts';
import type { SkillAnswer } from '../../skills.ts';
import type { AgentSession } from '../session.ts';
import { modelOf } from './tuples.ts';

/**
 * The prompt of an assignment whose role rules hold.
 * @throws FleetError `invalid_arguments`, `role_violation` or `prompt_too_long`
 */
export function checkedPrompt(session: AgentSession, request: AssignmentRequest): string {
  checkRole(request);
  const model = modelOf(request.role, session.deps.configSource.current()).model;
  const prompt = buildAssignmentPrompt(request, model);
  const chars = countCharacters(prompt);
  if (chars > MAX_PROMPT_CHARS) {
    throw new FleetError(
      'prompt_too_long',
      `The assignment has ${chars} characters; ${MAX_PROMPT_CHARS} are possible. Shorten the task or its lists.`,
    );
  }
  return prompt;
}

/**
 * What the skill that is asked for comes to in her home; null when none is.
 * @throws FleetError `skill_missing` unless the request allows that
 */
export async function checkedSkill(
  { deps, agent, id }: AgentSession,
  request: Pick<AssignmentRequest, 'skill' | 'allowMissingSkill'>,
): Promise<SkillAnswer | null> {
  if (request.skill === null) return null;
  const inventory = await deps.skillShelf.inventory(agent.spec.home);
  const matches = matchSkills(inventory, request.skill);
  if (matches.length === 0 && !request.allowMissingSkill) {
    throw new FleetError(
      'skill_missing',
      `Agentin ${id} has no skill of this name. List hers with agent_skills (include_names), or try agent_skill_match; with allow_missing_skill the assignment goes on without it.`,
      {
        details: {
          agent: id,
          // Then it may be there all the same, and whoever asks has to know.
          skill_inventory_complete: inventory.isComplete && inventory.linksSkipped === 0,
        },
      },
    );
  }
  return { requested: request.skill, matches };
}

function checkRole(request: AssignmentRequest): void {
  if (request.task.trim() === '')
    throw new FleetError('invalid_arguments', 'The task is empty. Say what is to be done.');
  if (request.role === 'explorer' && request.writePaths.length > 0) {
    throw new FleetError(
      'role_violation',
      'An Exploriererin only reads: leave out write_paths, or assign an Arbeitsbiene.',
    );
  }
  if (request.role === 'worker' && request.writePaths.length === 0) {
    throw new FleetError(
      'role_violation',
      'An Arbeitsbiene needs write_paths: name the files or folders she may write.',
    );
  }
}

/** An assignment brings its own sandbox, which cannot be put around a turn that already runs. */
export function refuseBusy({ agent, deps, id }: AgentSession): void {
  const { state, untilMs } = activityOf(agent.model, deps.clock.nowMs());
  if (state === 'idle' || state === 'done' || state === 'error') return;
  throw new FleetError('agent_busy', busySentence(id, state), {
    retryable: true,
    ...(untilMs === null
      ? {}
      : { retryAfterSeconds: Math.max(1, Math.ceil((untilMs - deps.clock.nowMs()) / 1000)) }),
  });
}

function busySentence(id: string, state: ActivityState): string {
  switch (state) {
    case 'limited':
      return `Agentin ${id} reached a usage limit. Assign another one, or wait for the reset.`;
    case 'needs_approval':
      return `Agentin ${id} waits for an approval. A person gives it in the Inbox or in her terminal; or interrupt her first.`;
    case 'needs_input':
      return `Agentin ${id} waits for an answer. A person gives it in the Inbox or in her terminal; or interrupt her first.`;
    default:
      return `Agentin ${id} is ${state}. Wait for her, or interrupt her first.`;
  }
}
