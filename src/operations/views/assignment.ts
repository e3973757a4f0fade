import * as z from 'zod';
import type { LedgerEntry } from '../../core/assignment/assignment.ts';
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
  scope_enforcement: enforcementSchema.nullable(),
  delivery: deliverySchema.nullable(),
});

type LastAssignment = Pick<
  LedgerEntry,
  'assignmentId' | 'createdAtMs' | 'role' | 'model' | 'enforcement' | 'delivery'
>;

export function viewOfLastAssignment(record: LastAssignment): z.infer<typeof lastAssignmentSchema> {
  const { delivery, enforcement } = record;
  return {
    assignment_id: record.assignmentId,
    created_at_utc: utc(record.createdAtMs),
    role: nameOfRole(record.role),
    model: record.model,
    scope_enforcement: enforcement,
    delivery: delivery === null ? null : viewOfDelivery(delivery, enforcement),
  };
}
