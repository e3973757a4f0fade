import { DisposableStore, toDisposable } from '../core/lifecycle.ts';
import type { Disposable } from '../core/lifecycle.ts';
import type { FleetService } from './fleetService.ts';

/** By then the rows of a fleet of fifty stand there. */
const AFTER_MS = 500;

/**
 * Does what nobody waits for a moment after the fleet is there: whatever is loaded or opened before that holds up the
 * rows that a person looks at.
 */
export function afterFirstRows(service: FleetService, work: () => void): Disposable {
  const store = new DisposableStore();
  let isAsked = false;
  const ask = (): void => {
    if (isAsked || service.phase !== 'ready') return;
    isAsked = true;
    const timer = setTimeout(work, AFTER_MS);
    store.add(toDisposable(() => clearTimeout(timer)));
  };
  store.add(service.onDidChangeFleet(ask));
  ask();
  return store;
}
