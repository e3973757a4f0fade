import type { Logger } from '../../core/ports.ts';
import type { ErrorReporter } from '../messages/errorReporter.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import type { Notices } from '../fleet/notices.ts';

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
