import * as z from 'zod';
import { RpcClient } from '../rpc/client.ts';
import { call, calls } from '../wire/calls.ts';
import type { ConnectionDeps } from './connection.ts';
import { greet } from './greet.ts';

/** What the server says while the model writes, thinks or a tool reports; a link does without them, there are so many. */
const STREAM = /(?:[dD]elta|\/progress|summaryPartAdded|patchUpdated)$/;
const ofThread = z.object({ threadId: z.string() });

/**
 * Does the model stream into this conversation within `forMs`? By a connection of its own that hears every word, for
 * as long as it takes. False when it cannot be heard.
 */
export async function hearStream(
  deps: Omit<ConnectionDeps, 'random' | 'unwanted'>,
  threadId: string,
  forMs: number,
): Promise<boolean> {
  const transport = deps.openTransport();
  const rpc = new RpcClient(transport, deps.clock, deps.logger);
  const heard = new AbortController();
  rpc.onClose(() => heard.abort());
  let isStreaming = false;
  rpc.onNotification(({ method, params }) => {
    if (!STREAM.test(method) || ofThread.safeParse(params).data?.threadId !== threadId) return;
    isStreaming = true;
    heard.abort();
  });
  try {
    await transport.opened;
    await greet(rpc, deps.clientVersion, []);
    await call(rpc, calls.resumeThread, { threadId, excludeTurns: true });
    await deps.clock.sleep(forMs, heard.signal);
  } catch (error) {
    deps.logger.debug(`The conversation could not be listened to: ${String(error)}`);
  } finally {
    rpc.dispose();
  }
  return isStreaming;
}
