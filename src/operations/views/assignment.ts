import * as z from 'zod';
import type { AssignmentRecord } from '../../core/assignment.ts';
import { utc } from '../time.ts';
import { deliverySchema, viewOfDelivery } from './delivery.ts';
import { nameOfRole, roleSchema } from './role.ts';

export const enforcementSchema = z.enum(['os_sandbox', 'told_only']);

/** `last_assignment` of a status: which one it was, never what it said. */
export const lastAssignmentSchema = z.object({
  assignment_id: z.string(),
  created_at_utc: z.string(),
  role: roleSchema,
  model: z.string().nullable(),
  scope_enforcement: enforcementSchema,
  delivery: deliverySchema,
});

export function viewOfLastAssignment(record: AssignmentRecord): z.infer<typeof lastAssignmentSchema> {
  return {
    assignment_id: record.assignmentId,
    created_at_utc: utc(record.createdAtMs),
    role: nameOfRole(record.role),
    model: record.model,
    scope_enforcement: record.enforcement,
    delivery: viewOfDelivery(record.delivery),
  };
}
