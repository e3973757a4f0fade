import type { RpcClient } from '../rpc/client.ts';
import { call, calls } from '../wire/calls.ts';

/** A server that takes the connection but does not greet within this time counts as unreachable. */
const GREETING_MS = 5000;

/** Initializes a connection; `unwanted` are the notifications that the server is not to send. */
export async function greet(
  rpc: RpcClient,
  clientVersion: string,
  unwanted: readonly string[],
): Promise<void> {
  const params = {
    clientInfo: { name: 'codex_master', title: 'Codex Master', version: clientVersion },
    capabilities: {
      experimentalApi: true,
      requestAttestation: false,
      optOutNotificationMethods: [...unwanted],
    },
  };
  await call(rpc, calls.initialize, params, GREETING_MS);
  rpc.notify('initialized');
}
