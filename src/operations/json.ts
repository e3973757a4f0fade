import { visibleJson } from '../core/text/visibleText.ts';

/** A JSON object as it leaves the product. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A JSON Schema whose root is an object, as MCP wants it for a tool's input and output. */
export type ObjectSchema = JsonObject & { readonly type: 'object' };

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Pretty JSON with sorted keys (reference contract §1.0), so that equal results are equal texts; safe to print. */
export function prettyJson(value: unknown): string {
  return visibleJson(JSON.stringify(orderly(value), null, 2));
}

/**
 * The same with sorted keys and whole characters. Half of a surrogate pair, which a cut or a caller leaves, would be
 * written as an escape that Codex' JSON reader refuses, the whole message with it.
 */
export function orderlyObject(value: JsonObject): JsonObject {
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key.toWellFormed(), orderly(value[key])]));
}

function orderly(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(orderly);
  return isJsonObject(value) ? orderlyObject(value) : value;
}
