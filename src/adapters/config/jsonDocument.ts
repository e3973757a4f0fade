/** A JSON text with comments and trailing commas (JSONC), read together with the lines its values stand on. */
export type JsonDocument =
  | { readonly ok: true; readonly value: unknown; lineOf(path: readonly PropertyKey[]): number }
  | { readonly ok: false; readonly line: number; readonly message: string };

const MAX_DEPTH = 32;
const BLANKS = /(?:[\s\uFEFF]|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const TEXT = /"(?:[^"\\\n]|\\.)*"/y;
const WORD = /[-+.\w]+/y;

/** Reads the text; lines count from 1. `lineOf` gives the line of the nearest value on the path that is there. */
export function readJsonDocument(text: string): JsonDocument {
  const reader = new Reader(text);
  try {
    const value = reader.document();
    return { ok: true, value, lineOf: (path) => lineAt(text, reader.offsetOf(path)) };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return { ok: false, line: lineAt(text, error.offset), message: error.message };
  }
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

class JsonSyntaxError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

class Reader {
  readonly #text: string;
  readonly #offsets = new Map<string, number>();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): unknown {
    const value = this.#value([]);
    this.#skipBlanks();
    if (this.#at < this.#text.length) throw this.#wrong('there is something after the end');
    return value;
  }

  offsetOf(path: readonly PropertyKey[]): number {
    for (let length = path.length; length > 0; length -= 1) {
      const offset = this.#offsets.get(keyOf(path.slice(0, length)));
      if (offset !== undefined) return offset;
    }
    return this.#offsets.get(keyOf([])) ?? 0;
  }

  #value(path: readonly PropertyKey[]): unknown {
    this.#skipBlanks();
    this.#offsets.set(keyOf(path), this.#at);
    if (path.length > MAX_DEPTH) throw this.#wrong('it is nested too deeply');
    if (this.#eat('{')) return this.#object(path);
    if (this.#eat('[')) return this.#array(path);
    return this.#text[this.#at] === '"' ? this.#string() : this.#word();
  }

  #object(path: readonly PropertyKey[]): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    while (!this.#closes('}')) {
      const keyAt = this.#at;
      const key = this.#string();
      if (entries.has(key))
        throw new JsonSyntaxError(`the key ${JSON.stringify(key)} stands there twice`, keyAt);
      this.#skipBlanks();
      if (!this.#eat(':')) throw this.#wrong('a colon is missing after the key');
      entries.set(key, this.#value([...path, key]));
      this.#separator('}');
    }
    return Object.fromEntries(entries);
  }

  #array(path: readonly PropertyKey[]): unknown[] {
    const items: unknown[] = [];
    while (!this.#closes(']')) {
      items.push(this.#value([...path, items.length]));
      this.#separator(']');
    }
    return items;
  }

  #closes(bracket: string): boolean {
    this.#skipBlanks();
    return this.#eat(bracket);
  }

  /** A comma, or the bracket to come, which is left there. */
  #separator(bracket: string): void {
    this.#skipBlanks();
    if (this.#eat(',') || this.#text[this.#at] === bracket) return;
    throw this.#wrong(`a comma or ${bracket} is missing`);
  }

  #string(): string {
    const start = this.#at;
    const token = this.#match(TEXT);
    if (token === null) throw this.#wrong('a text in double quotes is missing');
    return String(parsed(token, start));
  }

  #word(): unknown {
    const start = this.#at;
    const token = this.#match(WORD);
    if (token === null) throw this.#wrong('a value is missing');
    return parsed(token, start);
  }

  #skipBlanks(): void {
    this.#match(BLANKS);
  }

  #eat(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    this.#at += found?.length ?? 0;
    return found;
  }

  #wrong(message: string): JsonSyntaxError {
    return new JsonSyntaxError(message, this.#at);
  }
}

/** Escapes, numbers and the three words are JSON's own: it says what they mean. */
function parsed(token: string, offset: number): unknown {
  try {
    return JSON.parse(token) as unknown;
  } catch {
    throw new JsonSyntaxError('this is no value of JSON', offset);
  }
}

function keyOf(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}
