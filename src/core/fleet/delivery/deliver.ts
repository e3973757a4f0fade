import type { Delivery } from '../../assignment/delivery.ts';
import { FleetError } from '../../errors.ts';
import type { WriteKind } from '../../hold.ts';
import type { Holder } from '../../lease.ts';
import type { TurnTuple } from '../../ports.ts';
import type { AgentSession } from '../session.ts';
import { findTurn } from './deliveries.ts';
import { typeIntoTerminal } from './terminalDelivery.ts';

/** How long a reconnecting app-server may take before a message is refused. */
const CONNECT_MS = 10_000;
/** A message that began its turn is listed within this time. */
const LISTED_WITHIN_MS = 1000;

export interface Message {
  readonly text: string;
  /** False leaves the text in the composer for a person to send. */
  readonly enter: boolean;
  readonly tuple: TurnTuple;
  /** A turn of its own, in the sandbox of `tuple`; not a word into a turn that runs in another. */
  readonly alone: boolean;
  /** Marks the message in the conversation, so that a retry can find it. */
  readonly clientKey: string;
  /** Who sends it. */
  readonly holder: Holder;
}

/** Does a message go through the app-server? What is to be left in the composer is typed. */
export function goesByServer({ agent }: AgentSession, enter: boolean): boolean {
  return agent.model.control === 'app-server' && enter;
}

/** What such a message is to the person who writes in her terminal. */
export function kindOfMessage(session: AgentSession, enter: boolean): WriteKind {
  return goesByServer(session, enter) ? 'other' : 'composer_text';
}

/** Brings a message to the Agentin by the best rung she has. Runs under her lock; never guesses. */
export async function deliver(session: AgentSession, message: Message): Promise<Delivery> {
  // Once more: a person does not wait for her lock to be free before they begin to type.
  await session.assertMayWrite(message.holder, kindOfMessage(session, message.enter));
  if (!goesByServer(session, message.enter)) return typeIntoTerminal(session, message);
  const link = await session.agent.connected(CONNECT_MS);
  await link.thread(CONNECT_MS);
  if (message.alone) await reserveThread(session, message.tuple);
  const turnId = await startTurn(session, message);
  // A turn of our own is hardly ever heard of before it is answered; somebody else's, which took the message in, is.
  const isSuspect = message.alone && session.agent.model.turn?.turnId === turnId;
  if (isSuspect && !(await beganItsTurn(session, message.clientKey))) await refuseShared(session, turnId);
  session.agent.apply({ type: 'turnStarted', turnId, startedAtMs: session.deps.clock.nowMs() });
  return { state: 'accepted', turnId };
}

/**
 * Puts the tuple in force before the message goes: a turn that somebody begins from now on, and that may take the
 * message in, has the message's sandbox; one that began before shows, and the message is not sent.
 */
async function reserveThread({ agent, id }: AgentSession, tuple: TurnTuple): Promise<void> {
  const link = agent.connect();
  await link.applyTuple(tuple);
  if (await link.isAtRest()) return;
  throw new FleetError(
    'agent_busy',
    `Somebody gave Agentin ${id} something to do at the same moment. Wait for her, or interrupt her first.`,
    { retryable: true },
  );
}

async function beganItsTurn({ agent, deps }: AgentSession, clientKey: string): Promise<boolean> {
  const { clock } = deps;
  const turn = await findTurn(agent.connect(), clientKey, clock, clock.nowMs() + LISTED_WITHIN_MS);
  return typeof turn === 'object' && turn.began;
}

/**
 * Somebody's turn began at the same moment and took the message in. Such a turn keeps the sandbox that it began with
 * (seen with 0.169), so it must not go on.
 */
async function refuseShared({ agent, id }: AgentSession, turnId: string): Promise<never> {
  await agent.connect().interruptTurn(turnId);
  throw new FleetError(
    'agent_busy',
    `Somebody gave Agentin ${id} something to do at the same moment; both were interrupted. Try again.`,
    { retryable: true },
  );
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
