import type { RpcMessage } from './rpc.ts';

/** Where the relay's messages go: a window, or the server in this process. */
export interface Target {
  readonly kind: 'window' | 'own';
  /** Begins to hear from the target. Called once, before the first `send`. */
  open(events: TargetEvents): void;
  send(message: RpcMessage): void;
  /** Ends it and resolves when nothing of it runs any more. Raises no `closed`. */
  end(): Promise<void>;
}

export interface TargetEvents {
  readonly message: (message: RpcMessage) => void;
  /** It ended by itself; what was in flight gets no answer. */
  readonly closed: () => void;
}
