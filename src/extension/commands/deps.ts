import type { Logger } from '../../core/ports.ts';
import type { ErrorReporter } from '../errorReporter.ts';
import type { FleetService } from '../fleetService.ts';
import type { Notices } from '../notices.ts';

/** What every group of commands works with. */
export interface CommandDeps {
  readonly service: FleetService;
  readonly errors: ErrorReporter;
  readonly notices: Notices;
  readonly log: Logger;
  readonly now: () => number;
}

/** What asking for an Agentin needs. */
export type AskingDeps = Pick<CommandDeps, 'service' | 'errors' | 'now'>;
