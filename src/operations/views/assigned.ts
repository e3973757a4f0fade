import * as z from 'zod';
import type { AssignmentRequest } from '../../core/assignment/assignment.ts';
import { turnIdOf } from '../../core/assignment/delivery.ts';
import type { AssignResult } from '../../core/fleetApi.ts';
import { redact } from '../../core/redaction/redact.ts';
import { visibleLine } from '../../core/text/visible.ts';
import type { OperationContext } from '../context.ts';
import { NOT_RETURNED } from '../sentinels.ts';
import { enforcementSchema } from './assignment.ts';
import { deliverySchema, viewOfDelivery } from './delivery.ts';
import { leaseSchema, viewOfClaim } from './lease.ts';
import { overlapSchema, viewOfOverlap } from './overlap.ts';
import { nameOfRole, roleSchema } from './role.ts';
import { sendResultSchema, viewOfSent } from './sent.ts';
import { namedSkillSchema, viewOfSkill } from './skills.ts';

/** The most skills that an assignment's answer names (reference contract §1.6). */
const MATCHES = 5;

/** What became of an assignment; never its task, context or prompt. */
export const assignedSchema = z.object({
  assignment_id: z.string(),
  agent: z.string(),
  status: z.literal('assigned'),
  role: roleSchema,
  name: z.string().nullable(),
  model: z.string().nullable(),
  skill: z.object({
    requested: z.string().nullable(),
    available: z.boolean().nullable(),
    matches: z.array(namedSkillSchema).max(MATCHES),
    match_count: z.int(),
  }),
  scope_count: z.number().int(),
  write_policy: z.enum(['read_only', 'explicit_paths_only']),
  write_path_count: z.number().int(),
  subagents_allowed: z.boolean(),
  subagents_enforcement: z.literal('told_only'),
  scope_enforcement: enforcementSchema,
  write_overlaps: z.array(overlapSchema),
  lease: leaseSchema,
  prompt_chars: z.number().int(),
  prompt_output: z.literal(NOT_RETURNED),
  response_output: z.literal(NOT_RETURNED),
  delivery: deliverySchema,
  ledger: z.object({
    state: z.enum(['recorded', 'not_recorded']),
    error: z.string().optional(),
    error_code: z.string().optional(),
  }),
  send: sendResultSchema,
});

export type Assigned = z.infer<typeof assignedSchema>;

export function viewOfAssigned(
  ctx: OperationContext,
  agentId: string,
  request: AssignmentRequest,
  result: AssignResult,
): Assigned {
  const { assignment } = result;
  return {
    assignment_id: assignment.assignmentId,
    agent: agentId,
    status: 'assigned',
    ...bounds(request, result),
    // The caller's own words, which may hold what must not go round.
    name: assignment.name === null ? null : redact(assignment.name),
    model: assignment.model,
    skill: skillOf(result),
    write_overlaps: result.overlaps.map(viewOfOverlap),
    lease: viewOfClaim(agentId, result.claim, ctx.holder),
    prompt_chars: result.promptChars,
    prompt_output: NOT_RETURNED,
    response_output: NOT_RETURNED,
    delivery: viewOfDelivery(assignment.delivery, assignment.enforcement),
    ledger: ledgerNote(result),
    send: { ...sentOf(agentId, request, result), lease: viewOfClaim(agentId, result.claim, ctx.holder) },
  };
}

/** A ledger that cannot be written is told as such; the assignment is given all the same. */
function ledgerNote({ ledgerProblem: problem }: AssignResult): Assigned['ledger'] {
  if (problem === null) return { state: 'recorded' };
  return { state: 'not_recorded', error: problem.message, error_code: problem.code };
}

/** `available` is null when no skill was asked for. */
function skillOf({ skill }: AssignResult): Assigned['skill'] {
  if (skill === null) return { requested: null, available: null, matches: [], match_count: 0 };
  const { requested, matches } = skill;
  return {
    requested: redact(visibleLine(requested)),
    available: matches.length > 0,
    matches: matches.slice(0, MATCHES).map(viewOfSkill),
    match_count: matches.length,
  };
}

function bounds(request: AssignmentRequest, { assignment, enforcement }: AssignResult) {
  return {
    role: nameOfRole(assignment.role),
    scope_count: assignment.scope.length,
    write_policy: assignment.role === 'worker' ? 'explicit_paths_only' : 'read_only',
    write_path_count: assignment.writePaths.length,
    subagents_allowed: request.allowSubagents,
    subagents_enforcement: 'told_only',
    scope_enforcement: enforcement,
  } as const;
}

/** An assignment's prompt always has several lines (reference contract §5.2). */
function sentOf(agentId: string, request: AssignmentRequest, result: AssignResult) {
  const { delivery } = result.assignment;
  const pasted = turnIdOf(delivery) === null;
  return {
    agent: agentId,
    status: 'sent',
    ...viewOfSent({ chars: result.promptChars, isMultiLine: true, enter: request.enter, pasted, delivery }),
  } as const;
}
