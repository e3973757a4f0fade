import { isSettled, turnIdOf } from '../../assignment/delivery.ts';
import type { Delivery, KeyedDelivery } from '../../assignment/delivery.ts';
import { FleetError } from '../../errors.ts';
import type { Clock, CodexLink, FoundTurn } from '../../ports.ts';
import { fingerprint } from '../../text/fingerprint.ts';
import type { AgentSession } from '../session.ts';
import { deliveryAsHeard } from './heardEnd.ts';

/** Deliveries whose idempotency keys are remembered. */
const REMEMBERED_DELIVERIES = 50;

/** How long the app-server may take to be reached for a look into the conversation. */
const REACH_MS = 5000;

/**
 * A message that its conversation does not show this long after it was noted never arrived: the app-server begins a
 * turn within milliseconds, and lists its message within half a second.
 */
export const ARRIVES_WITHIN_MS = 2000;
const LOOK_AGAIN_MS = 50;

/** What is asked for, and the key by which it may be asked for again. */
export interface Keyed {
  readonly idempotencyKey: string | null;
  /** All that makes it another message; kept nowhere. */
  readonly content: string;
}

/** A message that may be asked for again. */
export interface KeyedMessage extends Keyed {
  readonly clientKey: string;
  readonly viaServer: boolean;
}

/** Sends what has not been sent with its key before. The key is noted first, so that a crash sends nothing twice. */
export async function deliverOnce(
  session: AgentSession,
  message: KeyedMessage,
  send: () => Promise<Delivery>,
): Promise<Delivery> {
  const { idempotencyKey: key, clientKey, viaServer, content } = message;
  if (key === null) return send();
  const noted: KeyedDelivery = {
    key,
    clientKey,
    viaServer,
    fingerprint: fingerprint(clientKey, content),
    notedAtMs: session.deps.clock.nowMs(),
    delivery: { state: 'unconfirmed' },
  };
  await remember(session, noted);
  try {
    const delivery = await send();
    await remember(session, { ...noted, delivery }).catch((error: unknown) =>
      // It is sent: the note of before stays, and a retry looks it up.
      session.deps.logger.error('What became of a delivery could not be noted.', error),
    );
    return delivery;
  } catch (error) {
    // Refused for certain: the same key may be used again.
    if (!FleetError.is(error, 'delivery_unknown')) await forget(session, key);
    throw error;
  }
}

/**
 * What became of the delivery with this key; null when there was none, or when its message never arrived.
 * @throws FleetError `idempotency_key_reused` when the key was used for something else
 */
export async function earlierDelivery(
  session: AgentSession,
  { idempotencyKey: key, content }: Keyed,
): Promise<KeyedDelivery | null> {
  const found = session.agent.meta?.deliveries.find((one) => one.key === key);
  if (found === undefined) return null;
  if (found.fingerprint !== null && found.fingerprint !== fingerprint(found.clientKey, content))
    throw new FleetError(
      'idempotency_key_reused',
      'With this idempotency key something else was sent before; this was not sent. Use a new key for each message.',
    );
  const canTell = found.viaServer && session.agent.model.control === 'app-server';
  if (!canTell || isSettled(found.delivery)) return found;
  const turnId = turnIdOf(found.delivery);
  const delivery = turnId === null ? await lookUp(session, found) : await ofTurn(session, turnId);
  if (delivery === 'absent') return null;
  return delivery === 'unclear' ? found : { ...found, delivery };
}

/**
 * What became of a message that was noted and then perhaps sent: looks until the conversation shows it, or has had the
 * time to. `unclear` when a turn runs that may still take it.
 */
export async function lookUp(
  session: AgentSession,
  noted: Pick<KeyedDelivery, 'clientKey' | 'notedAtMs'>,
): Promise<Delivery | 'absent' | 'unclear'> {
  const { clock } = session.deps;
  const link = await session.agent.connected(REACH_MS);
  const untilMs = Math.min(noted.notedAtMs, clock.nowMs()) + ARRIVES_WITHIN_MS;
  const turn = await findTurn(link, noted.clientKey, clock, untilMs);
  return typeof turn === 'object' ? deliveryAsHeard(session.agent, turn) : turn;
}

/** Codex lists a turn a moment after it began: looks again until it does, or until then; what it said last. */
export async function findTurn(
  link: Pick<CodexLink, 'findTurn'>,
  clientKey: string,
  clock: Clock,
  untilMs: number,
): Promise<FoundTurn | 'absent' | 'unclear'> {
  for (;;) {
    const turn = await link.findTurn(clientKey);
    if (typeof turn === 'object' || clock.nowMs() >= untilMs) return turn;
    await clock.sleep(LOOK_AGAIN_MS);
  }
}

async function ofTurn(session: AgentSession, turnId: string): Promise<Delivery | 'unclear'> {
  const link = await session.agent.connected(REACH_MS);
  const turn = await link.turn(turnId);
  return turn === null ? 'unclear' : deliveryAsHeard(session.agent, turn);
}

async function remember(session: AgentSession, one: KeyedDelivery): Promise<void> {
  const others = otherThan(session, one.key).slice(1 - REMEMBERED_DELIVERIES);
  await session.updateMeta({ deliveries: [...others, one] });
}

async function forget(session: AgentSession, key: string): Promise<void> {
  await session.updateMeta({ deliveries: otherThan(session, key) });
}

function otherThan({ agent }: AgentSession, key: string): readonly KeyedDelivery[] {
  return (agent.meta?.deliveries ?? []).filter((one) => one.key !== key);
}
