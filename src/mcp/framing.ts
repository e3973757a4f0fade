import { INVALID_REQUEST, PARSE_ERROR, parseMessage, type Parsed } from './rpc.ts';

/** The longest frame that is read, in bytes without its line break (reference contract §0.2). */
export const MAX_FRAME_BYTES = 1_048_576;

const LINE_FEED = 0x0a;

/** Cuts a stream of bytes into lines; one that is too long is reported once and skipped to its end. */
export class LineReader {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #bytes = 0;
  #isSkipping = false;

  constructor(maxBytes = MAX_FRAME_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that are complete now, without their line breaks; null stands for one that was too long. */
  push(chunk: Buffer): (string | null)[] {
    const lines: (string | null)[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      this.#add(chunk.subarray(start, end), lines);
      if (!this.#isSkipping) lines.push(this.#take());
      this.#isSkipping = false;
      start = end + 1;
    }
    this.#add(chunk.subarray(start), lines);
    return lines;
  }

  /** The last line when the stream ends without a line break. */
  end(): string | null {
    return this.#bytes === 0 ? null : this.#take();
  }

  #add(part: Buffer, lines: (string | null)[]): void {
    if (this.#isSkipping || part.length === 0) return;
    this.#parts.push(part);
    this.#bytes += part.length;
    if (this.#bytes <= this.#maxBytes) return;
    this.#take();
    this.#isSkipping = true;
    lines.push(null);
  }

  #take(): string {
    const [first, ...more] = this.#parts;
    const line = more.length === 0 ? (first ?? Buffer.alloc(0)) : Buffer.concat(this.#parts, this.#bytes);
    this.#parts = [];
    this.#bytes = 0;
    return line.toString('utf8');
  }
}

const tooLong: Parsed = {
  kind: 'problem',
  problem: { id: null, code: INVALID_REQUEST, message: `A line may have at most ${MAX_FRAME_BYTES} bytes.` },
};

const HEADER = /^content-(?:length|type)\s*:/i;
const LENGTH = /^content-length\s*:\s*(\d{1,15})\s*$/i;

/** Collects the bytes of a frame whose length is known; of one that is too long nothing is kept. */
class Body {
  readonly #parts: Buffer[] = [];
  readonly #isTooLong: boolean;
  #missing: number;

  constructor(bytes: number, maxBytes: number) {
    this.#missing = bytes;
    this.#isTooLong = bytes > maxBytes;
  }

  get isComplete(): boolean {
    return this.#missing === 0;
  }

  /** Takes what belongs to it, and returns how many bytes that were. */
  take(chunk: Buffer): number {
    const part = chunk.subarray(0, this.#missing);
    this.#missing -= part.length;
    if (!this.#isTooLong) this.#parts.push(part);
    return part.length;
  }

  read(): Parsed[] {
    return this.#isTooLong ? [tooLong] : parseLine(Buffer.concat(this.#parts).toString('utf8'));
  }
}

/**
 * JSON-RPC, one message per line, or behind headers with its `Content-Length` as the reference's clients write it
 * (reference contract §1.0). Messages come out, and problems to answer. Blank lines are nothing.
 */
export class MessageReader {
  readonly #lines: LineReader;
  readonly #maxBytes: number;
  /** Headers are being read; the length is null until theirs came. */
  #headers: { length: number | null } | null = null;
  #body: Body | null = null;
  #isFramed = false;

  constructor(maxBytes = MAX_FRAME_BYTES) {
    this.#lines = new LineReader(maxBytes);
    this.#maxBytes = maxBytes;
  }

  /** Came the newest message behind headers? Who writes them can read nothing else. */
  get isFramed(): boolean {
    return this.#isFramed;
  }

  push(chunk: Buffer): Parsed[] {
    const parsed: Parsed[] = [];
    let rest = chunk;
    while (rest.length > 0)
      rest = rest.subarray(this.#body === null ? this.#line(rest, parsed) : this.#part(rest, parsed));
    return parsed;
  }

  end(): Parsed[] {
    return this.#headers === null ? parseLine(this.#lines.end() ?? '') : [];
  }

  /** Reads to the end of one line, since a body may begin behind it. */
  #line(chunk: Buffer, parsed: Parsed[]): number {
    const end = chunk.indexOf(LINE_FEED);
    const piece = end === -1 ? chunk : chunk.subarray(0, end + 1);
    for (const line of this.#lines.push(piece)) parsed.push(...this.#read(line));
    return piece.length;
  }

  #part(chunk: Buffer, parsed: Parsed[]): number {
    const body = this.#body;
    if (body === null) return 0;
    const taken = body.take(chunk);
    if (body.isComplete) {
      this.#body = null;
      parsed.push(...body.read());
    }
    return taken;
  }

  #read(line: string | null): Parsed[] {
    if (line === null) return [tooLong];
    if (this.#headers === null && !HEADER.test(line)) {
      if (line.trim() !== '') this.#isFramed = false;
      return parseLine(line);
    }
    this.#isFramed = true;
    this.#headers ??= { length: null };
    if (line.trim() !== '') return this.#header(line, this.#headers);
    const { length } = this.#headers;
    this.#headers = null;
    if (length !== null && length > 0) this.#body = new Body(length, this.#maxBytes);
    return [];
  }

  /** A length that is none ends the headers: what follows can only be read as lines. */
  #header(line: string, headers: { length: number | null }): Parsed[] {
    const length = LENGTH.exec(line)?.[1];
    if (length !== undefined) headers.length = Number(length);
    else if (/^content-length/i.test(line)) {
      this.#headers = null;
      return [badLength];
    }
    return [];
  }
}

const badLength: Parsed = {
  kind: 'problem',
  problem: { id: null, code: PARSE_ERROR, message: 'Content-Length must be a number of bytes.' },
};

/** A message as a client of that kind reads it. */
export function frame(json: string, isFramed: boolean): string {
  return isFramed ? `Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}` : `${json}\n`;
}

function parseLine(line: string | null): Parsed[] {
  if (line === null) return [tooLong];
  return line.trim() === '' ? [] : [parseMessage(line)];
}
