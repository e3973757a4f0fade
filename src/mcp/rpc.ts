/** JSON-RPC messages as MCP uses them. Checked by hand: the relay must start without loading a schema library. */

export type RpcId = string | number;

export interface RpcMessage {
  readonly jsonrpc: '2.0';
  readonly id?: RpcId;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly error?: unknown;
}

export type RpcRequest = RpcMessage & { readonly id: RpcId; readonly method: string };
export type RpcResponse = RpcMessage & { readonly id: RpcId };

/** A message that breaks the rules, and how to answer it. */
export interface Problem {
  readonly id: RpcId | null;
  readonly code: number;
  readonly message: string;
}

export const PARSE_ERROR = -32_700;
export const INVALID_REQUEST = -32_600;
export const INVALID_PARAMS = -32_602;
export const INTERNAL_ERROR = -32_603;

export type Parsed =
  | { readonly kind: 'message'; readonly message: RpcMessage }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** Deeper than any message of MCP; far deeper ones can be read, but not written again. */
const MOST_LEVELS = 200;

/** Reads one frame. */
export function parseMessage(text: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse(null, PARSE_ERROR, 'Parse error: a line must be one JSON object.');
  }
  if (Array.isArray(value))
    return refuse(null, INVALID_REQUEST, 'Batches are not supported: send one object per line.');
  if (!isRecord(value)) return refuse(null, INVALID_REQUEST, 'A message must be a JSON object.');
  if (isDeeperThan(MOST_LEVELS, value))
    return refuse(idOf(value), INVALID_REQUEST, `A message may be ${MOST_LEVELS} levels deep.`);
  return checkMessage(value);
}

function checkMessage(value: Readonly<Record<string, unknown>>): Parsed {
  const { jsonrpc, id, method, params } = value;
  const answerTo = idOf(value);
  if (jsonrpc !== '2.0') return refuse(answerTo, INVALID_REQUEST, 'jsonrpc must be "2.0".');
  if (id !== undefined && answerTo === null)
    return refuse(null, INVALID_REQUEST, 'id must be a string or an integer.');
  if (!('method' in value)) return checkResponse(value, answerTo);
  if (typeof method !== 'string') return refuse(answerTo, INVALID_REQUEST, 'method must be a string.');
  if (params !== undefined && !isRecord(params))
    return refuse(answerTo, INVALID_PARAMS, 'params must be an object.');
  // Rebuilt, so that members which JSON-RPC does not know are left behind.
  return accept({ jsonrpc, ...(answerTo !== null && { id: answerTo }), method, ...(params && { params }) });
}

function checkResponse(value: Readonly<Record<string, unknown>>, id: RpcId | null): Parsed {
  const isOne = 'result' in value !== 'error' in value;
  if (id === null || !isOne)
    return refuse(id, INVALID_REQUEST, 'A message needs a method, a result or an error.');
  const { result, error } = value;
  return accept('result' in value ? { jsonrpc: '2.0', id, result } : { jsonrpc: '2.0', id, error });
}

function accept(message: RpcMessage): Parsed {
  return { kind: 'message', message };
}

function refuse(id: RpcId | null, code: number, message: string): Parsed {
  return { kind: 'problem', problem: { id, code, message } };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function idOf({ id }: Readonly<Record<string, unknown>>): RpcId | null {
  return isId(id) ? id : null;
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner));
}

function isId(value: unknown): value is RpcId {
  return typeof value === 'string' || Number.isSafeInteger(value);
}

export function isRequest(message: RpcMessage): message is RpcRequest {
  return message.id !== undefined && message.method !== undefined;
}

export function isResponse(message: RpcMessage): message is RpcResponse {
  return message.id !== undefined && message.method === undefined;
}

/** The answer to a message that breaks the rules; its id is null where it could not be read. */
export function problemText({ id, code, message }: Problem): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } });
}
