import type { Delivery } from '../delivery.ts';
import { FleetError } from '../errors.ts';
import type { TurnTuple } from '../ports.ts';
import type { AgentSession } from './session.ts';
import { typeIntoTerminal } from './terminalDelivery.ts';

/** How long a reconnecting app-server may take before a message is refused. */
const CONNECT_MS = 10_000;

export interface Message {
  readonly text: string;
  /** False leaves the text in the composer for a person to send. */
  readonly enter: boolean;
  readonly tuple: TurnTuple;
  /** Marks the message in the conversation, so that a retry can find it. */
  readonly clientKey: string;
}

/** Does a message go through the app-server? What is to be left in the composer is typed. */
export function goesByServer({ agent }: AgentSession, enter: boolean): boolean {
  return agent.model.control === 'app-server' && enter;
}

/** Brings a message to the Agentin by the best rung she has. Runs under her lock; never guesses. */
export async function deliver(session: AgentSession, message: Message): Promise<Delivery> {
  if (!goesByServer(session, message.enter)) return typeIntoTerminal(session, message);
  const link = await session.agent.connected(CONNECT_MS);
  await link.thread(CONNECT_MS);
  const turnId = await startTurn(session, message);
  session.agent.apply({ type: 'turnStarted', turnId, startedAtMs: session.deps.clock.nowMs() });
  return { state: 'accepted', turnId };
}

async function startTurn(session: AgentSession, message: Message): Promise<string> {
  const link = session.agent.connect();
  try {
    return await link.startTurn(message.text, message.tuple, message.clientKey);
  } catch (error) {
    if (FleetError.is(error, 'codex_disconnected') || FleetError.is(error, 'codex_request_timeout')) {
      throw new FleetError(
        'delivery_unknown',
        `The connection to Agentin ${session.id} ended while the message was on its way. Look at her status before sending again, or send again with the same idempotency key.`,
        { retryable: false, cause: error },
      );
    }
    throw error;
  }
}
