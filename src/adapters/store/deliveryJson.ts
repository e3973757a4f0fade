import * as z from 'zod';
import type { Delivery, KeyedDelivery } from '../../core/assignment/delivery.ts';

export const deliveryJson = z.discriminatedUnion('state', [
  z.object({ state: z.literal(['accepted', 'started', 'completed', 'interrupted']), turn_id: z.string() }),
  z.object({ state: z.literal('failed'), turn_id: z.string(), reason: z.string() }),
  z.object({ state: z.literal(['typed', 'submitted', 'unconfirmed']) }),
]);
type DeliveryJson = z.infer<typeof deliveryJson>;

const keyedDelivery = z.object({
  key: z.string(),
  client_key: z.string(),
  via_server: z.boolean(),
  fingerprint: z.string().nullable().default(null).catch(null),
  noted_at_utc: z.iso.datetime(),
  delivery: deliveryJson,
});

/** The `deliveries` of a metadata file. */
export const keyedDeliveries = z.array(
  keyedDelivery.transform((json): KeyedDelivery => ({
    key: json.key,
    clientKey: json.client_key,
    viaServer: json.via_server,
    fingerprint: json.fingerprint,
    notedAtMs: Date.parse(json.noted_at_utc),
    delivery: parseDelivery(json.delivery),
  })),
);

export function formatKeyedDelivery(one: KeyedDelivery): z.input<typeof keyedDelivery> {
  return {
    key: one.key,
    client_key: one.clientKey,
    via_server: one.viaServer,
    fingerprint: one.fingerprint,
    noted_at_utc: new Date(one.notedAtMs).toISOString(),
    delivery: formatDelivery(one.delivery),
  };
}

export function parseDelivery(json: DeliveryJson): Delivery {
  if (!('turn_id' in json)) return { state: json.state };
  return json.state === 'failed'
    ? { state: 'failed', turnId: json.turn_id, reason: json.reason }
    : { state: json.state, turnId: json.turn_id };
}

export function formatDelivery(delivery: Delivery): DeliveryJson {
  if (!('turnId' in delivery)) return { state: delivery.state };
  return delivery.state === 'failed'
    ? { state: 'failed', turn_id: delivery.turnId, reason: delivery.reason }
    : { state: delivery.state, turn_id: delivery.turnId };
}
