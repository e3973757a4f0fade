import * as z from 'zod';
import type { Delivery } from '../../core/assignment/delivery.ts';
import { NOT_RETURNED } from '../sentinels.ts';
import { deliverySchema, viewOfDelivery } from './delivery.ts';
import { leaseSchema } from './lease.ts';

/** `not_pasted`: the app-server took it as a turn, no terminal was involved. */
const pasteModeSchema = z.enum(['bracketed_paste', 'plain_paste', 'not_pasted']);

/** How a text went on its way; what it said and what came back stays out. */
export const sentShape = {
  chars: z.number().int(),
  paste_mode: pasteModeSchema,
  submitted: z.boolean(),
  response_output: z.literal(NOT_RETURNED),
  delivery: deliverySchema,
};

/** The result of `agent_send`, which those of assignments and report requests hold as `send` (contract §1.6). */
export const sendResultSchema = z.object({
  agent: z.string(),
  status: z.literal('sent'),
  ...sentShape,
  lease: leaseSchema,
});

export interface Sent {
  readonly chars: number;
  readonly isMultiLine: boolean;
  readonly enter: boolean;
  readonly pasted: boolean;
  readonly delivery: Delivery;
}

export function viewOfSent(sent: Sent): z.infer<z.ZodObject<typeof sentShape>> {
  return {
    chars: sent.chars,
    paste_mode: pasteMode(sent),
    submitted: sent.enter,
    response_output: NOT_RETURNED,
    delivery: viewOfDelivery(sent.delivery),
  };
}

function pasteMode({ pasted, isMultiLine }: Sent): z.infer<typeof pasteModeSchema> {
  if (!pasted) return 'not_pasted';
  return isMultiLine ? 'bracketed_paste' : 'plain_paste';
}
