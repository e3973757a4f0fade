import { FleetError } from '../../../../src/core/errors.ts';
import type { AgentClaim, AgentClaimWish, ReleaseResult } from '../../../../src/core/fleetApi.ts';
import {
  assertNotForeign,
  claimLease,
  releaseStatus,
  viewLease,
  type Claim,
  type Holder,
  type LeaseMoment,
  type LeaseRecord,
  type LeaseView,
} from '../../../../src/core/lease.ts';

/** The leases of a fleet in memory, by the rules of the core. */
export class FakeLeases {
  readonly #records = new Map<string, LeaseRecord | 'unreadable'>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The lease file gets damaged. */
  damage(agentId: string): void {
    this.#records.set(agentId, 'unreadable');
  }

  view(agentId: string, holder: Holder): LeaseView {
    return viewLease(this.#record(agentId), holder, this.#moment);
  }

  assertNotForeign(agentId: string, holder: Holder): void {
    assertNotForeign(agentId, this.#record(agentId), holder, this.#moment);
  }

  claim(agentId: string, holder: Holder, force: boolean): Claim {
    const wish = { ttlSeconds: 1800, force };
    const claim = claimLease(agentId, this.#record(agentId), holder, wish, this.#moment);
    this.#records.set(agentId, claim.lease);
    return claim;
  }

  /** Waits by the clock of the test, which stands still: in vain, or until it is cancelled. */
  async claimAgent(agentId: string, wish: AgentClaimWish, holder: Holder): Promise<AgentClaim> {
    const previous = this.view(agentId, holder);
    const { ttlSeconds, force } = wish;
    const asked = { ttlSeconds: ttlSeconds ?? 1800, force, exact: ttlSeconds !== null };
    if (previous.state === 'held' && !previous.mine && !force && wish.waitSeconds > 0) {
      wish.onProgress?.(previous);
      if (wish.signal !== undefined) await aborted(wish.signal);
    }
    const claim = claimLease(agentId, this.#record(agentId), holder, asked, this.#moment);
    this.#records.set(agentId, claim.lease);
    return { claim, previous, waitedMs: 0, looks: 0 };
  }

  release(agentId: string, wish: { readonly force: boolean }, holder: Holder): ReleaseResult {
    const previous = this.view(agentId, holder);
    const status = releaseStatus(agentId, this.#record(agentId), holder, wish, this.#moment);
    this.remove(agentId);
    return { status, previous, lease: this.view(agentId, holder) };
  }

  remove(agentId: string): void {
    this.#records.delete(agentId);
  }

  get #moment(): LeaseMoment {
    return { nowMs: this.#nowMs(), isGone: () => false };
  }

  #record(agentId: string): LeaseRecord | 'unreadable' | null {
    return this.#records.get(agentId) ?? null;
  }
}

async function aborted(signal: AbortSignal): Promise<never> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  throw new FleetError('cancelled', 'The wait was cancelled.');
}
