import { FleetError } from './errors.ts';
import type { IsGone, ProcessWitness } from './witness.ts';

/** Seconds without a key after which a person has let go of a terminal, when no setting says otherwise. */
export const DEFAULT_HOLD_SECONDS = 30;
/** The longest such time that is believed. */
export const MAX_HOLD_SECONDS = 600;
/** How long text that a person left unsent keeps other text out of the same composer. */
export const UNSENT_SECONDS = 600;

/**
 * A person writes in an Agentin's terminal (`holds/<agent>.json`). Written by the window they type in, for every
 * process to respect. Everything here is private: only whether she is held leaves the process.
 */
export interface TerminalHold {
  readonly agentId: string;
  /** Names the window; made anew with each. */
  readonly seat: string;
  readonly sinceMs: number;
  readonly lastKeyMs: number;
  /** Without a key for so long they have let go; 0: they have, and only what they left unsent is of interest. */
  readonly idleSeconds: number;
  /** Text stands in the composer that was typed and not sent, as far as keys tell. */
  readonly unsent: boolean;
  /** The window's process; null where the system cannot tell: then time alone ends the hold. */
  readonly witness: ProcessWitness | null;
}

/** What the window tells of a person who types. */
export type HoldWish = Pick<TerminalHold, 'lastKeyMs' | 'idleSeconds' | 'unsent'>;

/** Who writes in an Agentin's terminal, as one who asks may see it. */
export type HoldView =
  | { readonly state: 'free' }
  | {
      readonly state: 'held';
      /** By the window that asks. */
      readonly mine: boolean;
      readonly unsent: boolean;
      /** When it ends without another key. */
      readonly untilMs: number;
      /** The person types; else they only left text there, which keeps out nothing but what would be typed to it. */
      readonly isTyping: boolean;
    };

export interface HoldMoment {
  readonly nowMs: number;
  readonly isGone: IsGone;
}

const FREE: HoldView = { state: 'free' };

/** The hold as the window `seat` (undefined: no window) sees it now. One whose process is over holds nothing. */
export function viewHold(
  hold: TerminalHold | null,
  seat: string | undefined,
  { nowMs, isGone }: HoldMoment,
): HoldView {
  if (hold === null) return FREE;
  const mine = hold.seat === seat;
  if (!mine && hold.witness !== null && isGone(hold.witness)) return FREE;
  const idleMs = Math.min(hold.idleSeconds, MAX_HOLD_SECONDS) * 1000;
  const sinceKeyMs = nowMs - hold.lastKeyMs;
  // A key of the future is from a clock that was set back since; nobody knows how long ago it was.
  if (sinceKeyMs < -idleMs) return FREE;
  const { unsent } = hold;
  const isTyping = sinceKeyMs < idleMs;
  const heldMs = unsent ? Math.max(idleMs, UNSENT_SECONDS * 1000) : idleMs;
  if (sinceKeyMs >= heldMs) return FREE;
  return { state: 'held', mine, unsent, isTyping, untilMs: hold.lastKeyMs + (isTyping ? idleMs : heldMs) };
}

/** A later key of the same person shows nothing new. */
export function isSameToSee(one: TerminalHold | null, other: TerminalHold | null): boolean {
  return (
    one?.seat === other?.seat && one?.unsent === other?.unsent && one?.idleSeconds === other?.idleSeconds
  );
}

/** Does a person write there now? What they left unsent does not count. */
export function isHeld(view: HoldView): boolean {
  return view.state === 'held' && view.isTyping;
}

/** What is to reach her: text that is typed to her composer, or anything else (by her app-server, a key). */
export type WriteKind = 'composer_text' | 'other';

/**
 * Refuses what would come between a person and the terminal they write in. Their own window is refused only what would
 * be typed to text that they have not sent.
 * @throws FleetError `terminal_held_by_person` (retryable)
 */
export function assertMayWrite(agentId: string, view: HoldView, kind: WriteKind, nowMs: number): void {
  if (view.state === 'free') return;
  const mixes = kind === 'composer_text' && view.unsent;
  const disturbs = view.isTyping && !view.mine;
  if (!mixes && !disturbs) return;
  throw new FleetError('terminal_held_by_person', sentence(agentId, view.mine, view.isTyping), {
    retryable: true,
    retryAfterSeconds: Math.min(30, Math.max(1, Math.ceil((view.untilMs - nowMs) / 1000))),
    details: { agent: agentId },
  });
}

function sentence(agentId: string, mine: boolean, isTyping: boolean): string {
  if (mine) {
    return `In the terminal of Agentin ${agentId} stands text that you have not sent. Send or delete it, or hand the terminal over.`;
  }
  return isTyping
    ? `A person writes in the terminal of Agentin ${agentId}. Nothing was sent. Try again when they have let go of it.`
    : `In the terminal of Agentin ${agentId} stands text that a person has not sent. Nothing was typed. Try again later, or ask them.`;
}
