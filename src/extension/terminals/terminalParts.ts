import type { Memento, TerminalProfile } from 'vscode';
import type { Logger } from '../../core/ports.ts';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { ErrorReporter } from '../messages/errorReporter.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import type { PagesInFront } from './keepInFront.ts';
import { openTerminal } from './openTerminal.ts';
import { terminalMemory } from './terminalPlaces.ts';
import { provideTerminalProfile } from './terminalProfile.ts';
import { AgentTerminals } from './terminals.ts';
import { TerminalStatus } from './terminalStatus.ts';

export interface TerminalPartsOptions {
  readonly service: FleetService;
  readonly errors: ErrorReporter;
  readonly memento: Memento;
  readonly pages: PagesInFront;
  readonly log: Logger;
  readonly now: () => number;
}

/** The terminals of Agentinnen with what shows and opens them. */
export class TerminalParts implements Disposable {
  readonly terminals: AgentTerminals;
  readonly #options: TerminalPartsOptions;
  readonly #store = new DisposableStore();

  constructor(options: TerminalPartsOptions) {
    const { service, memento, pages, log, now } = options;
    this.#options = options;
    const memory = terminalMemory(memento);
    this.terminals = this.#store.add(
      new AgentTerminals({ service, openPty: openTerminal, memory, pages, log, now }),
    );
    this.#store.add(new TerminalStatus(service, this.terminals));
  }

  async profile(): Promise<TerminalProfile> {
    const { service, errors, now } = this.#options;
    return provideTerminalProfile({ service, errors, now, terminals: this.terminals });
  }

  dispose(): void {
    this.#store.dispose();
  }
}
