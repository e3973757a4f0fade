import type { Logger } from '../core/ports.ts';

/** For work that nobody waits for: what goes wrong with it stands in the log, as `failure`. */
export function unawaited(work: Promise<unknown>, log: Pick<Logger, 'error'>, failure: string): void {
  work.catch((error: unknown) => log.error(failure, error));
}
