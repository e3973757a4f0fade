import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js';
import type { Disposable } from '../core/lifecycle.ts';

/** Clients give up on a call after a minute of silence unless they hear of progress. */
const HEARTBEAT_MS = 15_000;

export interface ProgressReport extends Disposable {
  readonly report: (message: string) => void;
}

/**
 * Reports progress of a call to a client that asked for it; undefined when it did not. A sign of life goes out
 * every 15 s until disposed.
 */
export function reportProgress(
  extra: RequestHandlerExtra<ServerRequest, ServerNotification>,
): ProgressReport | undefined {
  const { _meta: meta, sendNotification } = extra;
  const progressToken = meta?.progressToken;
  if (progressToken === undefined) return undefined;
  let progress = 0;
  const report = (message: string): void => {
    progress += 1;
    const notification = {
      method: 'notifications/progress',
      params: { progressToken, progress, message },
    } as const;
    // A client that is gone needs no progress.
    sendNotification(notification).catch(() => {});
  };
  const heartbeat = setInterval(() => report('Still waiting.'), HEARTBEAT_MS);
  return { report, dispose: () => clearInterval(heartbeat) };
}
