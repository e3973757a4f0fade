import type { ReleaseResult } from '../../../src/core/fleetApi.ts';
import {
  assertNotForeign,
  claimLease,
  releaseStatus,
  viewLease,
  type Claim,
  type Holder,
  type LeaseRecord,
  type LeaseView,
} from '../../../src/core/lease.ts';

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
    return viewLease(this.#record(agentId), holder, this.#nowMs());
  }

  assertNotForeign(agentId: string, holder: Holder): void {
    assertNotForeign(agentId, this.#record(agentId), holder, this.#nowMs());
  }

  claim(agentId: string, holder: Holder, force: boolean): Claim {
    const wish = { ttlSeconds: 1800, force };
    const claim = claimLease(agentId, this.#record(agentId), holder, wish, this.#nowMs());
    this.#records.set(agentId, claim.lease);
    return claim;
  }

  release(agentId: string, wish: { readonly force: boolean }, holder: Holder): ReleaseResult {
    const previous = this.view(agentId, holder);
    const status = releaseStatus(agentId, this.#record(agentId), holder, wish, this.#nowMs());
    this.remove(agentId);
    return { status, previous, lease: this.view(agentId, holder) };
  }

  remove(agentId: string): void {
    this.#records.delete(agentId);
  }

  #record(agentId: string): LeaseRecord | 'unreadable' | null {
    return this.#records.get(agentId) ?? null;
  }
}
