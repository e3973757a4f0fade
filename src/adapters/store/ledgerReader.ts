import { lstat } from 'node:fs/promises';
import type { LedgerEntry } from '../../core/assignment/assignment.ts';
import { readLedger } from './ledger.ts';
import { parseLine, type Redact } from './ledgerJson.ts';

/**
 * Reads a ledger once for each state that it is in: a status of many Agentinnen asks for it as often as there are. Of a
 * state only the lines are parsed that the one before had not: a thousand would hold the window up for 40 ms, and each
 * assignment changes one of them.
 */
export class LedgerReader {
  readonly #path: string;
  readonly #redact: Redact;
  #known: { readonly state: string; readonly entries: Promise<readonly LedgerEntry[]> } | null = null;

  #parsed: ReadonlyMap<string, LedgerEntry | null> = new Map();

  constructor(path: string, redact: Redact) {
    this.#path = path;
    this.#redact = redact;
  }

  /** Oldest first, `maxRecords` at most. */
  async read(maxRecords: number): Promise<readonly LedgerEntry[]> {
    const state = await this.#state(maxRecords);
    if (this.#known?.state === state) return this.#known.entries;
    const entries = this.#readAnew(maxRecords);
    this.#known = { state, entries };
    // A failure is not remembered: it may be mended without a change that shows.
    entries.catch(() => (this.#known = null));
    return entries;
  }

  async #readAnew(maxRecords: number): Promise<readonly LedgerEntry[]> {
    const parsed = new Map<string, LedgerEntry | null>();
    const entries = await readLedger(this.#path, maxRecords, (line) => {
      const known = this.#parsed.get(line);
      const entry = known === undefined ? parseLine(line, this.#redact) : known;
      parsed.set(line, entry);
      return entry;
    });
    this.#parsed = parsed;
    return entries;
  }

  async #state(maxRecords: number): Promise<string> {
    const stats = await lstat(this.#path, { bigint: true }).catch(() => null);
    return `${maxRecords} ${stats?.dev} ${stats?.ino} ${stats?.size} ${stats?.mtimeNs} ${stats?.ctimeNs}`;
  }
}
