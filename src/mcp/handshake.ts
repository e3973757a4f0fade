import { handshakeResult } from './identity.ts';
import { INVALID_PARAMS, isRecord, type RpcId, type RpcMessage, type RpcRequest } from './rpc.ts';

/** Id of the relay's own `initialize`; no client of ours uses such ids. */
const REPLAY_ID = 'codex-master-relay/initialize';

/**
 * The client's handshake, kept so that it can be repeated with each new target. The relay answers it at once: the
 * answer is the same whoever serves (`identity.ts`), and so a start does not wait for the server to load.
 */
export class Handshake {
  #initialize: RpcMessage | null = null;
  #initialized: RpcMessage | null = null;

  /** The answer to the client's `initialize`, which is remembered if it is well formed. */
  answer(request: RpcRequest): RpcMessage {
    const { id, params } = request;
    const version = params?.['protocolVersion'];
    const isWellFormed =
      typeof version === 'string' && isRecord(params?.['capabilities']) && isClient(params);
    if (!isWellFormed) return refusal(id);
    this.#initialize = request;
    return { jsonrpc: '2.0', id, result: handshakeResult(version) };
  }

  confirm(message: RpcMessage): void {
    this.#initialized = message;
  }

  /** What a new target has to hear first. */
  replay(): readonly RpcMessage[] {
    if (this.#initialize === null) return [];
    const initialize = { ...this.#initialize, id: REPLAY_ID };
    return this.#initialized === null ? [initialize] : [initialize, this.#initialized];
  }

  /** Is this the answer to a replay, which the client must not see? */
  isReplayAnswer(message: RpcMessage): boolean {
    return message.id === REPLAY_ID;
  }
}

function isClient(params: Readonly<Record<string, unknown>> | undefined): boolean {
  const client = params?.['clientInfo'];
  return isRecord(client) && typeof client['name'] === 'string' && typeof client['version'] === 'string';
}

function refusal(id: RpcId): RpcMessage {
  const message =
    'initialize needs protocolVersion (string), capabilities (object) and clientInfo (name and version).';
  return { jsonrpc: '2.0', id, error: { code: INVALID_PARAMS, message } };
}
