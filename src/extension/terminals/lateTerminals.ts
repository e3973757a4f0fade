import { window } from 'vscode';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import { LatePart } from '../loading/latePages.ts';
import type { TerminalParts, TerminalPartsOptions } from './terminalParts.ts';
import { OPEN_TERMINALS, TERMINAL_PROFILE } from './terminalNames.ts';
import type { AgentTerminals } from './terminals.ts';

/**
 * The terminals of Agentinnen, and "Agentin…" in the menu of new terminals: loaded when the first of them is opened, or
 * comes back after a reload.
 */
export class LateTerminals implements Disposable {
  readonly #options: TerminalPartsOptions;
  readonly #store = new DisposableStore();
  readonly #part: LatePart<TerminalParts>;

  constructor(options: TerminalPartsOptions) {
    this.#options = options;
    this.#part = this.#store.add(
      new LatePart(async () => new (await import('../loading/lateParts.ts')).TerminalParts(options)),
    );
    const provideTerminalProfile = async () => (await this.#part.load()).profile();
    this.#store.add(window.registerTerminalProfileProvider(TERMINAL_PROFILE, { provideTerminalProfile }));
  }

  /** See `AgentTerminals`. */
  get active(): AgentTerminals['active'] {
    return this.#part.here?.terminals.active;
  }

  /** See `AgentTerminals`. */
  async attach(agentId: string): Promise<void> {
    await this.#part.use(async ({ terminals }) => terminals.attach(agentId));
  }

  /** See `AgentTerminals`. */
  async handOver(agentId: string): Promise<void> {
    await this.#part.use(async ({ terminals }) => terminals.handOver(agentId));
  }

  /** Opens what was open before the window was reloaded. Never rejects. */
  async restore(): Promise<void> {
    const { memento, log } = this.#options;
    const kept = memento.get<unknown>(OPEN_TERMINALS);
    if (!Array.isArray(kept) || kept.length === 0) return;
    try {
      await this.#part.use(async ({ terminals }) => terminals.restore());
    } catch (error) {
      log.error('The terminals from before the reload could not be opened', error);
    }
  }

  dispose(): void {
    this.#store.dispose();
  }
}
