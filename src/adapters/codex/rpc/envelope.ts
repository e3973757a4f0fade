import * as z from 'zod';

const id = z.union([z.number(), z.string()]);
export type RequestId = z.infer<typeof id>;

const request = z.object({ id, method: z.string(), params: z.unknown().optional() });
const notification = z.object({
  id: z.undefined().optional(),
  method: z.string(),
  params: z.unknown().optional(),
});
const failure = z.object({ id, error: z.object({ code: z.number(), message: z.string() }) });
const success = z.object({ id, result: z.unknown() });

export type ServerRequestMessage = z.infer<typeof request>;
export type NotificationMessage = Pick<z.infer<typeof notification>, 'method' | 'params'>;

/** One message of the app-server, told apart by what it carries. */
export type Incoming =
  | { readonly kind: 'request'; readonly request: ServerRequestMessage }
  | { readonly kind: 'notification'; readonly notification: NotificationMessage }
  | { readonly kind: 'failure'; readonly id: RequestId; readonly code: number; readonly message: string }
  | { readonly kind: 'success'; readonly id: RequestId; readonly result: unknown };

/**
 * The text of a message to the app-server. Half of a surrogate pair in what somebody typed becomes U+FFFD: Codex takes the escape
 * that JSON has for it as an error and ends the connection.
 */
export function messageText(message: object): string {
  return JSON.stringify(message, (_key, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed() : value,
  );
}

/** Reads a message; undefined for what is no JSON-RPC message (Codex leaves the `jsonrpc` member out). */
export function readMessage(text: string): Incoming | undefined {
  const json = parseJson(text);
  if (typeof json !== 'object' || json === null) return undefined;
  return 'method' in json ? readCall(json) : readAnswer(json);
}

function readCall(json: object): Incoming | undefined {
  if ('id' in json) {
    const parsed = request.safeParse(json);
    return parsed.success ? { kind: 'request', request: parsed.data } : undefined;
  }
  const parsed = notification.safeParse(json);
  return parsed.success ? { kind: 'notification', notification: parsed.data } : undefined;
}

function readAnswer(json: object): Incoming | undefined {
  if ('error' in json) {
    const parsed = failure.safeParse(json);
    return parsed.success ? { kind: 'failure', id: parsed.data.id, ...parsed.data.error } : undefined;
  }
  const parsed = success.safeParse(json);
  return parsed.success && 'result' in json
    ? { kind: 'success', id: parsed.data.id, result: parsed.data.result }
    : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
