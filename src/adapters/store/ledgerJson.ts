import * as z from 'zod';
import type { AssignmentFacts, LedgerEntry } from '../../core/assignment/assignment.ts';
import { roleOfWord, roleWord, ROLE_WORD_LIST } from './assignmentJson.ts';
import { deliveryJson, formatDelivery, parseDelivery } from './deliveryJson.ts';
import { isRecord, parseJson } from './json.ts';

const MAX_TEXT_CHARS = 300;
const MAX_LIST_ITEMS = 50;
const NOT_RETURNED = 'not_returned';

/** Takes secrets and local paths out of a text. */
export type Redact = (text: string) => string;

const text = z.string().nullable().catch(null);
const list = z.array(z.string()).catch([]);
const count = z.number().int().min(0).catch(0);

/**
 * One line of `assignments.jsonl` (contract §3.6). Each key but the first four is read for itself, so that a line of
 * the reference, or a damaged value, does not take the others along. Keys that are not named here are left out: no
 * text that a foreign program put into the file comes out of ours.
 */
const ledgerLine = z.object({
  assignment_id: z.string().min(1),
  created_at_utc: z.string().transform(Date.parse).refine(Number.isFinite),
  agent: z.string(),
  role: z.enum(ROLE_WORD_LIST),
  name: text,
  model: text,
  scope: list,
  write_paths: list,
  skill: z
    .object({ requested: text, available: z.boolean().nullable().catch(null), match_count: count })
    .catch({ requested: null, available: null, match_count: 0 }),
  context_count: count,
  forbidden_count: count,
  allow_subagents: z.boolean().catch(false),
  lease: z.object({ expires_at_utc: text }).catch({ expires_at_utc: null }),
  submitted: z.boolean().catch(false),
  prompt_chars: count,
  enforcement: z.enum(['os_sandbox', 'told_only']).nullable().catch(null),
  delivery: deliveryJson.nullable().catch(null),
});

/** The line of an assignment, redacted and cut, as it may be kept and shown; without its line break. */
export function formatLine(entry: LedgerEntry, redact: Redact): string {
  const { agentId, facts } = entry;
  const short = shortener(redact);
  return JSON.stringify({
    assignment_id: entry.assignmentId,
    created_at_utc: new Date(entry.createdAtMs).toISOString(),
    agent: agentId,
    role: roleWord(entry.role),
    name: orNull(entry.name, short),
    model: entry.model,
    skill: {
      requested: orNull(facts.skill.requested, short),
      available: facts.skill.available,
      match_count: facts.skill.matchCount,
    },
    scope: entry.scope.slice(0, MAX_LIST_ITEMS).map(short),
    write_paths: entry.writePaths.slice(0, MAX_LIST_ITEMS).map(short),
    context_count: facts.contextCount,
    forbidden_count: facts.forbiddenCount,
    write_policy: entry.role === 'worker' ? 'explicit_paths_only' : 'read_only',
    allow_subagents: facts.allowSubagents,
    lease: {
      state: 'held',
      holder: 'this_server',
      held_by_this_server: true,
      expires_at_utc: facts.leaseExpiresAtMs === null ? null : new Date(facts.leaseExpiresAtMs).toISOString(),
      raw_output: NOT_RETURNED,
    },
    submitted: facts.submitted,
    prompt_chars: facts.promptChars,
    prompt_output: NOT_RETURNED,
    response_output: NOT_RETURNED,
    enforcement: entry.enforcement,
    delivery: entry.delivery === null ? null : formatDelivery(entry.delivery),
  });
}

/** What a line tells; null when it is none. Redacted again: what was written before may know fewer secrets. */
export function parseLine(line: string, redact: Redact): LedgerEntry | null {
  const parsed = ledgerLine.safeParse(parseJson(line));
  if (!parsed.success) return null;
  const json = parsed.data;
  const short = shortener(redact);
  return {
    agentId: short(json.agent),
    assignmentId: short(json.assignment_id),
    createdAtMs: json.created_at_utc,
    role: roleOfWord(json.role),
    name: orNull(json.name, short),
    model: orNull(json.model, short),
    scope: json.scope.slice(0, MAX_LIST_ITEMS).map(short),
    writePaths: json.write_paths.slice(0, MAX_LIST_ITEMS).map(short),
    enforcement: json.enforcement,
    delivery: json.delivery === null ? null : parseDelivery(json.delivery),
    facts: factsOf(json, short),
  };
}

/** Is this the line of a record, ours or the reference's? */
export function isLedgerLine(line: string): boolean {
  return recordOf(line) !== null;
}

/**
 * Whose record the line is; null for those of which `parseLine` makes none. By the keys alone that a record must have,
 * for this is asked of every line whenever one is written.
 */
export function recordOf(line: string): { readonly assignmentId: string; readonly agentId: string } | null {
  const json = parseJson(line);
  if (!isRecord(json)) return null;
  const { assignment_id: assignmentId, created_at_utc: createdAt, agent: agentId, role } = json;
  if (typeof assignmentId !== 'string' || assignmentId === '' || typeof agentId !== 'string') return null;
  const isDated = typeof createdAt === 'string' && Number.isFinite(Date.parse(createdAt));
  return isDated && ROLE_WORD_LIST.some((word) => word === role) ? { assignmentId, agentId } : null;
}

function factsOf(json: z.infer<typeof ledgerLine>, short: Redact): AssignmentFacts {
  const expiresAtMs = Date.parse(json.lease.expires_at_utc ?? '');
  return {
    skill: {
      requested: orNull(json.skill.requested, short),
      available: json.skill.available,
      matchCount: json.skill.match_count,
    },
    contextCount: json.context_count,
    forbiddenCount: json.forbidden_count,
    allowSubagents: json.allow_subagents,
    promptChars: json.prompt_chars,
    submitted: json.submitted,
    leaseExpiresAtMs: Number.isNaN(expiresAtMs) ? null : expiresAtMs,
  };
}

function shortener(redact: Redact): Redact {
  return (value) => redact(value).slice(0, MAX_TEXT_CHARS).toWellFormed();
}

function orNull(value: string | null, short: Redact): string | null {
  return value === null ? null : short(value);
}
