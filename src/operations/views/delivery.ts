import * as z from 'zod';
import type { ScopeEnforcement } from '../../core/assignment/assignment.ts';
import { DELIVERY_STATES, evidenceOf, turnIdOf, type Delivery } from '../../core/assignment/delivery.ts';

/** How far a message got, by events on the `app-server` rung and by evidence on the `terminal` rung. */
export const deliverySchema = z.object({
  state: z.enum(DELIVERY_STATES),
  turn_id: z.string().nullable(),
  evidence: z.string(),
  reason: z.string().optional(),
});

/** `enforcement`: of the assignment it belongs to, which tells by which rung it was delivered. */
export function viewOfDelivery(
  delivery: Delivery,
  enforcement: ScopeEnforcement | null = null,
): z.infer<typeof deliverySchema> {
  return {
    state: delivery.state,
    turn_id: turnIdOf(delivery),
    evidence: evidenceOf(delivery, enforcement === 'told_only'),
    ...(delivery.state === 'failed' && { reason: delivery.reason }),
  };
}
