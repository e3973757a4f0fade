import { Emitter } from '../../../core/lifecycle.ts';
import type { Disposable, Event } from '../../../core/lifecycle.ts';
import type { Logger } from '../../../core/ports.ts';
import type { FleetService } from '../../fleet/fleetService.ts';

/** How many skills Agentinnen have; looked up when a person opens a row, for it means reading folders. */
export class SkillCounts implements Disposable {
  readonly #service: FleetService;
  readonly #log: Logger;
  readonly #counts = new Map<string, number>();
  readonly #looking = new Set<string>();
  readonly #changed = new Emitter<void>();

  constructor(service: FleetService, log: Logger) {
    this.#service = service;
    this.#log = log;
  }

  get onDidChange(): Event<void> {
    return this.#changed.event;
  }

  /** Null until it was looked up. */
  of(agentId: string): number | null {
    return this.#counts.get(agentId) ?? null;
  }

  /** Looks unless it was done before. */
  want(agentId: string): void {
    if (!this.#counts.has(agentId) && !this.#looking.has(agentId)) void this.look(agentId);
  }

  /** Looks again. Never rejects: a count that cannot be had is left out. */
  async look(agentId: string): Promise<void> {
    this.#looking.add(agentId);
    try {
      const { skills } = await (await this.#service.ready()).skills(agentId);
      if (this.#counts.get(agentId) === skills.length) return;
      this.#counts.set(agentId, skills.length);
      this.#changed.fire();
    } catch {
      this.#log.debug(`The skills of Agentin ${agentId} could not be counted.`);
    } finally {
      this.#looking.delete(agentId);
    }
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
