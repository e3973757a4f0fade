import * as z from 'zod';
import type { AssignmentRecord, Role } from '../../core/assignment.ts';
import { deliveryJson, formatDelivery, parseDelivery } from './deliveryJson.ts';

/** The reference's words for the roles (contract §5.5): files and tools of both read alike. */
const ROLE_WORDS = { explorer: 'exploriererin', worker: 'arbeitsbiene' } as const satisfies Record<
  Role,
  string
>;

export function roleWord(role: Role): string {
  return ROLE_WORDS[role];
}

/** The `assignment` of a metadata file. */
const assignmentJson = z.object({
  assignment_id: z.string(),
  created_at_utc: z.iso.datetime({ offset: true }),
  role: z.enum(['exploriererin', 'arbeitsbiene']),
  name: z.string().nullable(),
  model: z.string().nullable(),
  scope: z.array(z.string()),
  write_paths: z.array(z.string()),
  enforcement: z.enum(['os_sandbox', 'told_only']),
  delivery: deliveryJson,
  profile_name: z.string().nullable(),
  prepared_paths: z.array(z.string()),
  restored: z.boolean(),
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
    role: json.role === ROLE_WORDS.explorer ? 'explorer' : 'worker',
    name: json.name,
    model: json.model,
    scope: json.scope,
    writePaths: json.write_paths,
    enforcement: json.enforcement,
    delivery: parseDelivery(json.delivery),
    profileName: json.profile_name,
    preparedPaths: json.prepared_paths,
    restored: json.restored,
  };
}

export function formatAssignment(record: AssignmentRecord): AssignmentJson {
  return {
    assignment_id: record.assignmentId,
    created_at_utc: new Date(record.createdAtMs).toISOString(),
    role: ROLE_WORDS[record.role],
    name: record.name,
    model: record.model,
    scope: [...record.scope],
    write_paths: [...record.writePaths],
    enforcement: record.enforcement,
    delivery: formatDelivery(record.delivery),
    profile_name: record.profileName,
    prepared_paths: [...record.preparedPaths],
    restored: record.restored,
  };
}
