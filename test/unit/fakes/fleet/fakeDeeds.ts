import { withDeed } from '../../../../src/core/agent/deeds.ts';
import type { Deed } from '../../../../src/core/agent/deeds.ts';

const NONE: readonly Deed[] = [];

/** What was done with the worktrees of Agentinnen. */
export class FakeDeeds {
  readonly #deeds = new Map<string, readonly Deed[]>();
  readonly #announce: (agentId: string) => void;

  constructor(announce: (agentId: string) => void) {
    this.#announce = announce;
  }

  of(agentId: string): readonly Deed[] {
    return this.#deeds.get(agentId) ?? NONE;
  }

  add(agentId: string, deed: Deed): void {
    this.#deeds.set(agentId, withDeed(this.of(agentId), deed));
    this.#announce(agentId);
  }
}
