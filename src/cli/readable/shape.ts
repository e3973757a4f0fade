import { isJsonObject, type JsonObject } from '../../operations/json.ts';

/** Reading results, whose shapes the operations' schemas hold. */

export function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(text) : [];
}

export function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** The value at the end of the keys; undefined when it is not there. */
export function at(value: JsonObject, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((found, key) => objectOf(found)[key], value);
}

export function text(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** `2 checks`, `1 check`. */
export function counted(count: unknown, one: string, many = `${one}s`): string {
  return `${text(count)} ${count === 1 ? one : many}`;
}
