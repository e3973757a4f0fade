import { INVALID_REQUEST, parseMessage, type Parsed } from './rpc.ts';

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

/** Newline-delimited JSON-RPC: messages, and problems to answer. Blank lines are nothing. */
export class MessageReader {
  readonly #lines: LineReader;

  constructor(maxBytes = MAX_FRAME_BYTES) {
    this.#lines = new LineReader(maxBytes);
  }

  push(chunk: Buffer): Parsed[] {
    return this.#lines.push(chunk).flatMap(parseLine);
  }

  end(): Parsed[] {
    return parseLine(this.#lines.end() ?? '');
  }
}

function parseLine(line: string | null): Parsed[] {
  if (line === null) return [tooLong];
  return line.trim() === '' ? [] : [parseMessage(line)];
}
