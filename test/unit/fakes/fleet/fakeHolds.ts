import { assertMayWrite, viewHold } from '../../../../src/core/hold.ts';
import type { HoldView, HoldWish, TerminalHold } from '../../../../src/core/hold.ts';
import type { Holder } from '../../../../src/core/lease.ts';

/** Who writes in the terminals, in memory. */
export class FakeHolds {
  readonly #holds = new Map<string, TerminalHold>();
  readonly #nowMs: () => number;
  readonly #onChange: (agentId: string) => void;

  constructor(nowMs: () => number, onChange: (agentId: string) => void) {
    this.#nowMs = nowMs;
    this.#onChange = onChange;
  }

  view(agentId: string, { seat }: Holder): HoldView {
    const moment = { nowMs: this.#nowMs(), isGone: () => false };
    return viewHold(this.#holds.get(agentId) ?? null, seat, moment);
  }

  assertMayWrite(agentId: string, holder: Holder): void {
    assertMayWrite(agentId, this.view(agentId, holder), 'other', this.#nowMs());
  }

  /** A person types at the window `seat`. */
  take(agentId: string, seat: string, wish: Partial<HoldWish> = {}): void {
    const typed = { lastKeyMs: this.#nowMs(), idleSeconds: 30, unsent: false, ...wish };
    this.#holds.set(agentId, { ...typed, agentId, seat, sinceMs: typed.lastKeyMs, witness: null });
    this.#onChange(agentId);
  }

  release(agentId: string, everybody: boolean, { seat }: Holder): 'released' | 'not_held' {
    const hold = this.#holds.get(agentId);
    if (hold === undefined || (!everybody && hold.seat !== seat)) return 'not_held';
    this.#holds.delete(agentId);
    this.#onChange(agentId);
    return 'released';
  }
}
