import type { AgentContent, ContentEvent, TurnContent } from '../../../../src/core/content/content.ts';
import { NO_CONTENT } from '../../../../src/core/content/content.ts';
import { reduceContent } from '../../../../src/core/content/contentReducer.ts';
import { Emitter, toDisposable } from '../../../../src/core/lifecycle.ts';
import type { Disposable } from '../../../../src/core/lifecycle.ts';
import type { AgentContents } from '../../../../src/core/panelFleet.ts';

/** What Agentinnen plan, change and say, as a test tells it. */
export class FakeContents implements AgentContents {
  /** Turns on record, by id. */
  readonly record = new Map<string, TurnContent>();
  /** Whose words are listened to, once for each who does. */
  readonly watched: string[] = [];
  readonly #contents = new Map<string, AgentContent>();
  readonly #changed = new Emitter<string>();

  readonly onDidChange = this.#changed.event;

  tell(agentId: string, ...events: readonly ContentEvent[]): void {
    for (const event of events) {
      this.#contents.set(agentId, reduceContent(this.of(agentId), event));
      this.#changed.fire(agentId);
    }
  }

  of(agentId: string): AgentContent {
    return this.#contents.get(agentId) ?? NO_CONTENT;
  }

  watch(agentId: string): Disposable {
    this.watched.push(agentId);
    return toDisposable(() => this.watched.splice(this.watched.indexOf(agentId), 1));
  }

  async read(_agentId: string, turnId: string): Promise<TurnContent | null> {
    return Promise.resolve(this.record.get(turnId) ?? null);
  }
}
