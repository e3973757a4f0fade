import * as z from 'zod';
import { OVERLAP_RELATIONS } from '../../core/assignment/writeOverlaps.ts';
import type { WriteOverlap } from '../../core/assignment/writeOverlaps.ts';

/** A running assignment of another Agentin that may write there as well. */
export const overlapSchema = z.object({
  agent: z.string(),
  assignment_id: z.string(),
  relation: z.enum(OVERLAP_RELATIONS),
});

export function viewOfOverlap({
  agentId,
  assignmentId,
  relation,
}: WriteOverlap): z.infer<typeof overlapSchema> {
  return { agent: agentId, assignment_id: assignmentId, relation };
}
