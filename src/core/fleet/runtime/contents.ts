import type { AgentContent, ContentEvent, TurnContent } from '../../content/content.ts';
import { NO_CONTENT } from '../../content/content.ts';
import { reduceContent } from '../../content/contentReducer.ts';
import type { AgentContents } from '../../panelFleet.ts';
import { DisposableStore, Emitter, MutableDisposable, toDisposable } from '../../lifecycle.ts';
import type { Disposable, Event } from '../../lifecycle.ts';
import type { CodexLink } from '../../ports.ts';
import type { AgentRuntimes } from './agentRuntimes.ts';

/** What one Agentin plans, changes and says, as her connection tells it. Outlives connections. */
export class ContentKeeper implements Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #words = this.#store.add(new MutableDisposable<Disposable>());
  #content: AgentContent = NO_CONTENT;
  #link: CodexLink | null = null;
  #watchers = 0;

  get content(): AgentContent {
    return this.#content;
  }

  get onDidChange(): Event<void> {
    return this.#changed.event;
  }

  /** Follows the connection until the handle is disposed. */
  follow(link: CodexLink): Disposable {
    this.#link = link;
    const listening = link.onContent((event) => this.#take(event));
    this.#hearWords();
    return toDisposable(() => {
      listening.dispose();
      if (this.#link !== link) return;
      this.#link = null;
      this.#hearWords();
      this.#take({ type: 'gap' });
    });
  }

  watch(): Disposable {
    this.#watchers += 1;
    this.#hearWords();
    return toDisposable(() => {
      this.#watchers -= 1;
      this.#hearWords();
    });
  }

  async read(turnId: string): Promise<TurnContent | null> {
    try {
      const event = (await this.#link?.readContent(turnId)) ?? null;
      return event === null ? null : (reduceContent(NO_CONTENT, event).turns[0] ?? null);
    } catch {
      // Whoever asked shows that it is not known.
      return null;
    }
  }

  dispose(): void {
    this.#store.dispose();
  }

  #hearWords(): void {
    if (this.#watchers === 0 || this.#link === null) this.#words.value = undefined;
    else this.#words.value ??= this.#link.hearWords();
  }

  #take(event: ContentEvent): void {
    const before = this.#content;
    this.#content = reduceContent(before, event);
    if (this.#content !== before) this.#changed.fire();
  }
}

/** The content of all Agentinnen of the fleet. */
export function contentsOf(agents: AgentRuntimes): AgentContents {
  return {
    onDidChange: agents.onDidChangeContent,
    of: (agentId) => agents.get(agentId)?.contents.content ?? NO_CONTENT,
    watch: (agentId) => agents.get(agentId)?.contents.watch() ?? toDisposable(() => {}),
    read: async (agentId, turnId) => (await agents.get(agentId)?.contents.read(turnId)) ?? null,
  };
}
