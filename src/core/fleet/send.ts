import { isSettled, turnIdOf } from '../delivery.ts';
import type { Delivery } from '../delivery.ts';
import type { SendResult, SendWish } from '../fleetApi.ts';
import type { Holder } from '../lease.ts';
import type { TurnTuple } from '../ports.ts';
import { deliver } from './deliver.ts';
import { restoreBase } from './restore.ts';
import type { AgentSession } from './session.ts';
import { assignmentTuple, baseTuple } from './tuples.ts';

/** Deliveries whose idempotency keys are remembered. */
const REMEMBERED_DELIVERIES = 50;

/** Sends a message into the Agentin's conversation: a new turn, or a word into the running one. */
export async function sendToAgent(
  session: AgentSession,
  wish: SendWish,
  holder: Holder,
): Promise<SendResult> {
  return session.locked(async () => {
    session.assertRunning();
    return session.claimedFor(holder, async (claim) => {
      const earlier = earlierDelivery(session, wish.idempotencyKey);
      if (earlier !== null) return { delivery: earlier, claim, pasted: false };
      await restoreBase(session, 'turnOver');
      const clientKey = wish.idempotencyKey ?? session.deps.random.hex(8);
      const message = { text: wish.text, enter: wish.enter, tuple: tupleInForce(session), clientKey };
      const delivery = await deliver(session, message);
      if (wish.idempotencyKey !== null) await rememberDelivery(session, wish.idempotencyKey, delivery);
      return { delivery, claim, pasted: turnIdOf(delivery) === null };
    });
  });
}

/** A word into an assignment's running turn keeps that assignment's sandbox. */
function tupleInForce({ agent, deps }: AgentSession): TurnTuple {
  const config = deps.configSource.current();
  const { assignment } = agent.model;
  const runs =
    assignment !== null && !isSettled(assignment.delivery) && assignment.enforcement === 'os_sandbox';
  return runs ? assignmentTuple(assignment, assignment.profileName, config) : baseTuple(config);
}

/** What became of the delivery with this key, if there was one. */
export function earlierDelivery({ agent }: AgentSession, key: string | null): Delivery | null {
  const found = key === null ? undefined : agent.meta?.deliveries.find((delivery) => delivery.key === key);
  if (found === undefined) return null;
  const { turnId } = found;
  if (turnId === null) return { state: 'unconfirmed' };
  const last = agent.model.lastTurn;
  if (last?.turnId !== turnId)
    return { state: agent.model.turn?.turnId === turnId ? 'started' : 'accepted', turnId };
  return last.outcome === 'failed'
    ? { state: 'failed', turnId, reason: last.failure?.kind ?? 'other' }
    : { state: last.outcome, turnId };
}

export async function rememberDelivery(
  session: AgentSession,
  key: string,
  delivery: Delivery,
): Promise<void> {
  const kept = (session.agent.meta?.deliveries ?? []).slice(1 - REMEMBERED_DELIVERIES);
  await session.updateMeta({ deliveries: [...kept, { key, turnId: turnIdOf(delivery) }] });
}
