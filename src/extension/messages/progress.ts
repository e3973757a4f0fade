import { ProgressLocation, window } from 'vscode';
import { FleetError } from '../../core/errors.ts';
import type { Logger } from '../../core/ports.ts';
import { inert } from '../views/rows/inert.ts';

/** What takes longer without a word leaves people wondering whether it was heard. */
const PATIENCE_MS = 300;

/**
 * Waits for the work; when it takes longer than a moment, with a notification that can be cancelled. Cancelling ends
 * the wait, not the work: it rejects with `cancelled`, and what becomes of the work is logged.
 */
export async function waitPatiently<T>(title: string, work: Promise<T>, log: Logger): Promise<T> {
  const isQuick = await Promise.race([settled(work), later(PATIENCE_MS)]);
  if (isQuick) return work;
  return window.withProgress(
    { location: ProgressLocation.Notification, title: inert(title), cancellable: true },
    async (_progress, token) =>
      new Promise<T>((resolve, reject) => {
        const ended = token.onCancellationRequested(() => {
          reject(new FleetError('cancelled', 'You stopped waiting; it goes on in the background.'));
          work.catch((error: unknown) =>
            log.warn(`Failed after nobody waited any more: ${title}: ${codeOf(error)}`),
          );
        });
        work.then(resolve, reject).finally(() => {
          ended.dispose();
        });
      }),
  );
}

/**
 * Waits for work that the person may end: when it takes longer than a moment, with a notification that can be cancelled,
 * which ends the work itself by its signal.
 */
export async function waitOrStop<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const running = work(stop.signal);
  if (await Promise.race([settled(running), later(PATIENCE_MS)])) return running;
  return window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (_progress, token) => {
      const ended = token.onCancellationRequested(() => stop.abort());
      return running.finally(() => void ended.dispose());
    },
  );
}

async function settled(work: Promise<unknown>): Promise<true> {
  return work.then(
    () => true,
    () => true,
  );
}

async function later(delayMs: number): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), delayMs);
  });
}

function codeOf(error: unknown): string {
  return FleetError.is(error) ? error.code : 'internal';
}
