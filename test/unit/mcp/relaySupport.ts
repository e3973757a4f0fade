import { hasIdempotencyKey, Relay } from '../../../src/mcp/relay.ts';
import { isRequest, type RpcMessage } from '../../../src/mcp/rpc.ts';
import type { Target, TargetEvents } from '../../../src/mcp/target.ts';

/** A target that answers `ping` at once and everything else when told to. */
export class FakeTarget implements Target {
  readonly heard: RpcMessage[] = [];
  isEnded = false;
  #events: TargetEvents | null = null;

  readonly kind: Target['kind'];

  constructor(kind: Target['kind']) {
    this.kind = kind;
  }

  open(events: TargetEvents): void {
    this.#events = events;
  }

  send(message: RpcMessage): void {
    this.heard.push(message);
    if (!isRequest(message)) return;
    if (message.method === 'initialize') this.answer(message.id, { from: 'the target' });
    if (message.method === 'ping') this.answer(message.id, {});
  }

  answer(id: RpcMessage['id'], result: unknown): void {
    this.says({ jsonrpc: '2.0', ...(id !== undefined && { id }), result });
  }

  says(message: RpcMessage): void {
    this.#events?.message(message);
  }

  closes(): void {
    this.#events?.closed();
  }

  async end(): Promise<void> {
    this.isEnded = true;
  }

  get methods(): readonly unknown[] {
    return this.heard.map(({ method, params }) => params?.['name'] ?? method);
  }
}

/** A relay whose targets come one after the other from a list. */
export function relayOver(...targets: readonly (Target | Error)[]) {
  const toClient: RpcMessage[] = [];
  const left = [...targets];
  const relay = new Relay({
    toClient: (message) => toClient.push(message),
    findTarget: async () => {
      const next = left.shift();
      if (next === undefined || next instanceof Error) throw next ?? new Error('no more targets');
      return next;
    },
    isRepeatable: async (request) =>
      request.method !== 'tools/call' ||
      request.params?.['name'] === 'agent_wait' ||
      hasIdempotencyKey(request),
    onError: () => {},
  });
  return { relay, toClient };
}

export function initialize(id = 0): RpcMessage {
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'c', version: '1' } };
  return { jsonrpc: '2.0', id, method: 'initialize', params };
}

export const initialized: RpcMessage = { jsonrpc: '2.0', method: 'notifications/initialized' };

export function request(id: number, method: string): RpcMessage {
  return { jsonrpc: '2.0', id, method };
}

export function call(id: number, name: string, args = {}): RpcMessage {
  return { jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } };
}

/** Lets everything happen that needs no event from outside. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export async function started(...targets: readonly FakeTarget[]) {
  const parts = relayOver(...targets);
  parts.relay.receive(initialize());
  parts.relay.receive(initialized);
  await settled();
  return parts;
}
