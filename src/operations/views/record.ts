import * as z from 'zod';
import type { LedgerEntry } from '../../core/assignment/assignment.ts';
import { redact } from '../../core/redaction/redact.ts';
import { NOT_RETURNED } from '../sentinels.ts';
import { utc } from '../time.ts';
import { enforcementSchema } from './assignment.ts';
import { deliverySchema, viewOfDelivery } from './delivery.ts';
import { nameOfRole, roleSchema } from './role.ts';

/** One record of the ledger: the keys of the reference contract §3.6, then ours. Never what the assignment said. */
export const recordSchema = z.object({
  assignment_id: z.string(),
  created_at_utc: z.string(),
  agent: z.string(),
  role: roleSchema,
  name: z.string().nullable(),
  model: z.string().nullable(),
  skill: z.object({
    requested: z.string().nullable(),
    available: z.boolean().nullable(),
    match_count: z.number().int(),
  }),
  scope: z.array(z.string()),
  write_paths: z.array(z.string()),
  context_count: z.number().int(),
  forbidden_count: z.number().int(),
  write_policy: z.enum(['read_only', 'explicit_paths_only']),
  allow_subagents: z.boolean(),
  lease: z
    .object({
      state: z.literal('held'),
      holder: z.literal('this_server'),
      held_by_this_server: z.literal(true),
      expires_at_utc: z.string().nullable(),
      raw_output: z.literal(NOT_RETURNED),
    })
    .describe('The lease as it was when the assignment was given, seen from whoever gave it.'),
  submitted: z.boolean(),
  prompt_chars: z.number().int(),
  prompt_output: z.literal(NOT_RETURNED),
  response_output: z.literal(NOT_RETURNED),
  scope_enforcement: enforcementSchema.nullable(),
  delivery: deliverySchema.nullable(),
});

/** Redacted once more: where the ledger cannot be read the entry comes from her metadata, which keeps real paths. */
export function viewOfRecord(entry: LedgerEntry): z.infer<typeof recordSchema> {
  const { facts, delivery } = entry;
  return {
    assignment_id: entry.assignmentId,
    created_at_utc: utc(entry.createdAtMs),
    agent: entry.agentId,
    role: nameOfRole(entry.role),
    name: redactedOrNull(entry.name),
    model: entry.model,
    skill: {
      requested: redactedOrNull(facts.skill.requested),
      available: facts.skill.available,
      match_count: facts.skill.matchCount,
    },
    scope: entry.scope.map(redact),
    write_paths: entry.writePaths.map(redact),
    context_count: facts.contextCount,
    forbidden_count: facts.forbiddenCount,
    write_policy: entry.role === 'worker' ? 'explicit_paths_only' : 'read_only',
    allow_subagents: facts.allowSubagents,
    lease: leaseThen(facts.leaseExpiresAtMs),
    submitted: facts.submitted,
    prompt_chars: facts.promptChars,
    prompt_output: NOT_RETURNED,
    response_output: NOT_RETURNED,
    scope_enforcement: entry.enforcement,
    delivery: delivery === null ? null : viewOfDelivery(delivery, entry.enforcement),
  };
}

function redactedOrNull(text: string | null): string | null {
  return text === null ? null : redact(text);
}

function leaseThen(expiresAtMs: number | null): z.infer<typeof recordSchema>['lease'] {
  return {
    state: 'held',
    holder: 'this_server',
    held_by_this_server: true,
    expires_at_utc: utc(expiresAtMs),
    raw_output: NOT_RETURNED,
  };
}
