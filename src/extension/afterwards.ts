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

/**
 * The work, for somebody who may ask for it while the window opens: it is begun when `afterFirstRows` does its work, or
 * when there is no fleet whose rows could come.
 */
export function notBeforeRows<T>(service: FleetService, work: () => Promise<T>): () => Promise<T> {
  const rows = firstRows(service);
  return async () => {
    await rows;
    return work();
  };
}

async function firstRows(service: FleetService): Promise<void> {
  if (service.phase === 'loading') {
    await new Promise<void>((resolve) => {
      const waiting = service.onDidChangeFleet(() => {
        waiting.dispose();
        resolve();
      });
    });
  }
  if (service.phase !== 'ready') return;
  await new Promise<void>((resolve) => {
    setTimeout(resolve, AFTER_MS);
  });
}
