import { lstat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { LedgerEntry } from '../../core/assignment/assignment.ts';
import { readLedgerLines } from './ledger.ts';
import { parseLine, recordOf, type Redact } from './ledgerJson.ts';

/** A line that is a record, of which no more is read than whose it is. */
export interface LedgerLine {
  readonly assignmentId: string;
  readonly agentId: string;
  readonly text: string;
}

/** Lines that are read one after the other: a millisecond's work. */
const AT_ONCE = 25;

/**
 * Reads a ledger once for each state that it is in: a status of many Agentinnen asks for it as often as there are. What a
 * record tells is read of those lines alone that somebody wants, of each once, and with a breath in between: all of a
 * thousand would hold a window up for 40 ms.
 */
export class LedgerReader {
  readonly #path: string;
  readonly #redact: Redact;
  #known: { readonly state: string; readonly lines: Promise<readonly LedgerLine[]> } | null = null;
  #lines: ReadonlyMap<string, LedgerLine | null> = new Map();
  readonly #entries = new WeakMap<LedgerLine, { readonly entry: LedgerEntry | null }>();

  constructor(path: string, redact: Redact) {
    this.#path = path;
    this.#redact = redact;
  }

  /** Oldest first, `maxRecords` at most. */
  async lines(maxRecords: number): Promise<readonly LedgerLine[]> {
    const state = await this.#state(maxRecords);
    if (this.#known?.state === state) return this.#known.lines;
    const lines = this.#readAnew(maxRecords);
    this.#known = { state, lines };
    // A failure is not remembered: it may be mended without a change that shows.
    lines.catch(() => (this.#known = null));
    return lines;
  }

  /** What the lines tell, in their order. */
  async entries(lines: readonly LedgerLine[]): Promise<readonly LedgerEntry[]> {
    const entries: (LedgerEntry | null)[] = [];
    let fresh = 0;
    for (const line of lines) {
      const known = this.#entries.get(line);
      entries.push(known === undefined ? this.#parse(line) : known.entry);
      fresh += known === undefined ? 1 : 0;
      if (known === undefined && fresh % AT_ONCE === 0) await setImmediate();
    }
    return entries.filter((entry) => entry !== null);
  }

  #parse(line: LedgerLine): LedgerEntry | null {
    const entry = parseLine(line.text, this.#redact);
    this.#entries.set(line, { entry });
    return entry;
  }

  async #readAnew(maxRecords: number): Promise<readonly LedgerLine[]> {
    const lines = new Map<string, LedgerLine | null>();
    for (const text of await readLedgerLines(this.#path)) {
      const known = this.#lines.get(text);
      lines.set(text, known === undefined ? lineOf(text) : known);
    }
    this.#lines = lines;
    return [...lines.values()].filter((line) => line !== null).slice(-maxRecords);
  }

  async #state(maxRecords: number): Promise<string> {
    const stats = await lstat(this.#path, { bigint: true }).catch(() => null);
    return `${maxRecords} ${stats?.dev} ${stats?.ino} ${stats?.size} ${stats?.mtimeNs} ${stats?.ctimeNs}`;
  }
}

function lineOf(text: string): LedgerLine | null {
  const record = recordOf(text);
  return record === null ? null : { ...record, text };
}
