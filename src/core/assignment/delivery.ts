import type { TurnFailure, TurnOutcome } from '../agent/agent.ts';

/**
 * How far a message or assignment got. The first block is known by events of the app-server, the second by
 * evidence on the `terminal` rung. A delivery is never guessed: what cannot be shown is `unconfirmed`.
 */
export type Delivery =
  | { readonly state: 'accepted'; readonly turnId: string }
  | { readonly state: 'started'; readonly turnId: string }
  | { readonly state: 'completed'; readonly turnId: string }
  | { readonly state: 'failed'; readonly turnId: string; readonly reason: string }
  | { readonly state: 'interrupted'; readonly turnId: string }
  | { readonly state: 'typed' }
  | { readonly state: 'submitted' }
  | { readonly state: 'unconfirmed' };

export const DELIVERY_STATES = [
  'accepted',
  'started',
  'completed',
  'failed',
  'interrupted',
  'typed',
  'submitted',
  'unconfirmed',
] as const satisfies readonly Delivery['state'][];

export type DeliveryState = Delivery['state'];

/** Will this delivery not change any more? */
export function isSettled(delivery: Delivery): boolean {
  switch (delivery.state) {
    case 'completed':
    case 'failed':
    case 'interrupted':
      return true;
    case 'accepted':
    case 'started':
    case 'typed':
    case 'submitted':
    case 'unconfirmed':
      return false;
  }
}

/** What the end of a turn, or its running on, says of the delivery that began it. */
export function deliveryOfTurn(turn: {
  readonly turnId: string;
  readonly outcome: TurnOutcome | 'running';
  readonly failure: TurnFailure | null;
}): Delivery {
  const { turnId, outcome, failure } = turn;
  if (outcome === 'running') return { state: 'started', turnId };
  return outcome === 'failed'
    ? { state: 'failed', turnId, reason: failure?.kind ?? 'other' }
    : { state: outcome, turnId };
}

/**
 * A delivery with an idempotency key. Noted as `unconfirmed` before anything is sent, so that whoever comes after a
 * crash knows that it may have arrived.
 */
export interface KeyedDelivery {
  readonly key: string;
  /** The mark of its message in the conversation. */
  readonly clientKey: string;
  /** Sent through the app-server, where its message can be found again; else typed into the terminal. */
  readonly viaServer: boolean;
  /** Of what was asked for (`fingerprint`, salted with `clientKey`); null when an older program noted it. */
  readonly fingerprint: string | null;
  readonly notedAtMs: number;
  readonly delivery: Delivery;
}

/** The turn a delivery went to; null on the `terminal` rung, where Codex gives none. */
export function turnIdOf(delivery: Delivery): string | null {
  return 'turnId' in delivery ? delivery.turnId : null;
}

/** A short public sentence on what the state rests on; `byTerminal` where no app-server told of it. */
export function evidenceOf(delivery: Delivery, byTerminal = false): string {
  switch (delivery.state) {
    case 'accepted':
      return 'the app-server answered turn/start';
    case 'started':
      return byTerminal
        ? 'the session file shows a turn that began after it'
        : 'the app-server reported turn/started';
    case 'completed':
    case 'failed':
    case 'interrupted':
      return byTerminal
        ? 'the session file shows the end of its turn'
        : 'the app-server reported turn/completed';
    case 'typed':
      return 'the text stands in the composer';
    case 'submitted':
      return 'the terminal shows that work began';
    case 'unconfirmed':
      return 'nothing in the terminal or the session file confirms it';
  }
}
