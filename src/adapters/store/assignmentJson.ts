import * as z from 'zod';
import type { Acceptance } from '../../core/assignment/acceptance.ts';
import type { AssignmentRecord, Role } from '../../core/assignment/assignment.ts';
import { DELIVERY_STATES } from '../../core/assignment/delivery.ts';
import { deliveryJson, formatDelivery, parseDelivery } from './deliveryJson.ts';

/** The reference's words for the roles (contract §5.5): files and tools of both read alike. */
const ROLE_WORDS = { explorer: 'exploriererin', worker: 'arbeitsbiene' } as const satisfies Record<
  Role,
  string
>;

export const ROLE_WORD_LIST = [ROLE_WORDS.explorer, ROLE_WORDS.worker] as const;
type RoleWord = (typeof ROLE_WORD_LIST)[number];

export function roleWord(role: Role): RoleWord {
  return ROLE_WORDS[role];
}

export function roleOfWord(word: RoleWord): Role {
  return word === ROLE_WORDS.explorer ? 'explorer' : 'worker';
}

const count = z.number().int().min(0);

/** What the ledger is still to be told of the assignment, should it miss it. */
const factsJson = z
  .object({
    skill: z.object({
      requested: z.string().nullable(),
      available: z.boolean().nullable(),
      match_count: count,
    }),
    context_count: count,
    forbidden_count: count,
    allow_subagents: z.boolean(),
    prompt_chars: count,
    submitted: z.boolean(),
    lease_expires_at_utc: z.iso.datetime().nullable(),
  })
  .nullable();

const acceptanceJson = z
  .object({ commands: z.array(z.array(z.string()).min(1)), by: z.enum(['person', 'lead']) })
  .nullable() satisfies z.ZodType<Acceptance | null>;

/** The `assignment` of a metadata file. */
const assignmentJson = z.object({
  assignment_id: z.string(),
  created_at_utc: z.iso.datetime({ offset: true }),
  role: z.enum(ROLE_WORD_LIST),
  name: z.string().nullable(),
  model: z.string().nullable(),
  scope: z.array(z.string()),
  write_paths: z.array(z.string()),
  acceptance: acceptanceJson.default(null).catch(null),
  enforcement: z.enum(['os_sandbox', 'told_only']),
  delivery: deliveryJson,
  profile_name: z.string().nullable(),
  prepared_paths: z.array(z.string()),
  restored: z.boolean(),
  facts: factsJson.default(null).catch(null),
  ledger_state: z.enum(DELIVERY_STATES).nullable().default(null).catch(null),
});

export type AssignmentJson = z.infer<typeof assignmentJson>;

/** The assignment in a metadata file; null when there is none or it is damaged. */
export function parseAssignment(value: unknown): AssignmentRecord | null {
  const parsed = assignmentJson.safeParse(value);
  if (!parsed.success) return null;
  const json = parsed.data;
  return {
    assignmentId: json.assignment_id,
    createdAtMs: Date.parse(json.created_at_utc),
    role: roleOfWord(json.role),
    name: json.name,
    model: json.model,
    scope: json.scope,
    writePaths: json.write_paths,
    acceptance: json.acceptance,
    enforcement: json.enforcement,
    delivery: parseDelivery(json.delivery),
    profileName: json.profile_name,
    preparedPaths: json.prepared_paths,
    restored: json.restored,
    facts: parseFacts(json.facts),
    ledgerState: json.ledger_state,
  };
}

function parseFacts(json: z.infer<typeof factsJson>): AssignmentRecord['facts'] {
  if (json === null) return null;
  const { skill, lease_expires_at_utc: expiresAt } = json;
  return {
    skill: { requested: skill.requested, available: skill.available, matchCount: skill.match_count },
    contextCount: json.context_count,
    forbiddenCount: json.forbidden_count,
    allowSubagents: json.allow_subagents,
    promptChars: json.prompt_chars,
    submitted: json.submitted,
    leaseExpiresAtMs: expiresAt === null ? null : Date.parse(expiresAt),
  };
}

function formatFacts(facts: AssignmentRecord['facts']): z.infer<typeof factsJson> {
  if (facts === null) return null;
  const { skill, leaseExpiresAtMs } = facts;
  return {
    skill: { requested: skill.requested, available: skill.available, match_count: skill.matchCount },
    context_count: facts.contextCount,
    forbidden_count: facts.forbiddenCount,
    allow_subagents: facts.allowSubagents,
    prompt_chars: facts.promptChars,
    submitted: facts.submitted,
    lease_expires_at_utc: leaseExpiresAtMs === null ? null : new Date(leaseExpiresAtMs).toISOString(),
  };
}

function formatAcceptance(acceptance: Acceptance | null): z.infer<typeof acceptanceJson> {
  return acceptance && { commands: acceptance.commands.map((argv) => [...argv]), by: acceptance.by };
}

export function formatAssignment(record: AssignmentRecord): AssignmentJson {
  return {
    assignment_id: record.assignmentId,
    created_at_utc: new Date(record.createdAtMs).toISOString(),
    role: roleWord(record.role),
    name: record.name,
    model: record.model,
    scope: [...record.scope],
    write_paths: [...record.writePaths],
    acceptance: formatAcceptance(record.acceptance),
    enforcement: record.enforcement,
    delivery: formatDelivery(record.delivery),
    profile_name: record.profileName,
    prepared_paths: [...record.preparedPaths],
    restored: record.restored,
    facts: formatFacts(record.facts),
    ledger_state: record.ledgerState,
  };
}
