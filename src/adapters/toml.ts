import { parse } from 'smol-toml';

/** A TOML document as plain values; undefined when it is none. The one place that knows the parser. */
export function parseToml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
