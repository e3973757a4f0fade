import type { Memento } from 'vscode';
import type { DisposableStore } from '../../core/lifecycle.ts';
import type { Logger } from '../../core/ports.ts';
import type { ErrorReporter } from '../errorReporter.ts';
import type { FleetService } from '../fleetService.ts';
import { openTerminal } from '../late.ts';
import type { PagesInFront } from './keepInFront.ts';
import { terminalMemory } from './terminalPlaces.ts';
import { registerTerminalProfile } from './terminalProfile.ts';
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

/** The terminals of Agentinnen with what shows and opens them; they end with `store`. */
export function createTerminals(store: DisposableStore, options: TerminalPartsOptions): AgentTerminals {
  const { service, errors, memento, pages, log, now } = options;
  const memory = terminalMemory(memento);
  const terminals = store.add(
    new AgentTerminals({ service, openPty: openTerminal, memory, pages, log, now }),
  );
  store.add(new TerminalStatus(service, terminals));
  store.add(registerTerminalProfile({ service, terminals, errors, now }));
  return terminals;
}
