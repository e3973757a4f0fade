import { turnIdOf } from '../../assignment/delivery.ts';
import type { Delivery } from '../../assignment/delivery.ts';
import type { SendResult, SendWish } from '../../fleetApi.ts';
import type { Claim, Holder } from '../../lease.ts';
import { restoreBase, tupleInForce } from '../assignments/restore.ts';
import type { AgentSession } from '../session.ts';
import { deliver, goesByServer, kindOfMessage } from './deliver.ts';
import { deliverOnce, earlierDelivery } from './deliveries.ts';
import type { Keyed } from './deliveries.ts';

/** Sends a message into the Agentin's conversation: a new turn, or a word into the running one. */
export async function sendToAgent(
  session: AgentSession,
  wish: SendWish,
  holder: Holder,
): Promise<SendResult> {
  return session.lockedToTalk(async () => {
    session.assertRunning();
    const writes = kindOfMessage(session, wish.enter);
    const work = async (claim: Claim): Promise<SendResult> => {
      const earlier = await earlierDelivery(session, keyed(wish));
      if (earlier !== null) return { delivery: earlier.delivery, claim, pasted: false };
      const delivery = await sendMessage(session, wish, holder);
      return { delivery, claim, pasted: turnIdOf(delivery) === null };
    };
    return session.claimedFor(holder, work, { writes });
  });
}

/** Brings the message to the Agentin, in the sandbox that holds now. Runs under her lock. */
export async function sendMessage(session: AgentSession, wish: SendWish, holder: Holder): Promise<Delivery> {
  await restoreBase(session, 'turnOver');
  const { text, enter } = wish;
  const clientKey = session.deps.random.hex(8);
  const viaServer = goesByServer(session, enter);
  return deliverOnce(session, { ...keyed(wish), clientKey, viaServer }, () =>
    deliver(session, { text, enter, tuple: tupleInForce(session), alone: false, clientKey, holder }),
  );
}

function keyed({ text, enter, idempotencyKey }: SendWish): Keyed {
  return { idempotencyKey, content: JSON.stringify(['send', enter, text]) };
}
