import type { WebSocket } from 'ws';

export type Json = Record<string, unknown>;

export interface FakeTurn {
  readonly id: string;
  status: 'inProgress' | 'completed' | 'interrupted' | 'failed';
  items: Json[];
  error: Json | null;
}

export interface FakeThread {
  readonly id: string;
  readonly ephemeral: boolean;
  readonly parentThreadId: string | null;
  readonly createdAt: number;
  /** Its session file. */
  readonly path: string | null;
  isLoaded: boolean;
  status: Json;
  readonly turns: FakeTurn[];
  readonly subscribers: Set<WebSocket>;
  readonly open: Map<number, OpenRequest>;
  settings: Json;
}

export interface OpenRequest {
  readonly method: string;
  readonly params: Json;
  readonly answered: (result: unknown) => void;
  /** The request's id on each connection. */
  readonly ids: Map<WebSocket, number>;
}

export function notify(client: WebSocket, method: string, params: Json): void {
  client.send(JSON.stringify({ method, params }));
}

export function wireThread({ id, ephemeral, parentThreadId, createdAt, status, path }: FakeThread): Json {
  return { id, ephemeral, parentThreadId, attachedToThreadId: null, createdAt, status, path };
}

export function wireTurn({ id, status, items, error }: FakeTurn, full = false): Json {
  const over = status !== 'inProgress';
  return { id, status, items: full ? items : [], error, startedAt: 100, completedAt: over ? 200 : null };
}

export function setAt(target: Json, keys: readonly string[], value: unknown): void {
  const [key = '', ...rest] = keys;
  if (rest.length > 0) {
    target[key] ??= {};
    setAt(target[key] as Json, rest, value);
  } else if (value === null) {
    delete target[key];
  } else {
    target[key] = value;
  }
}
