import { lstat } from 'node:fs/promises';
import type { LedgerEntry } from '../../core/assignment.ts';
import { readLedger } from './ledger.ts';
import type { Redact } from './ledgerJson.ts';

/** Reads a ledger once for each state that it is in: a status of many Agentinnen asks for it as often as there are. */
export class LedgerReader {
  readonly #path: string;
  readonly #redact: Redact;
  #known: { readonly state: string; readonly entries: Promise<readonly LedgerEntry[]> } | null = null;

  constructor(path: string, redact: Redact) {
    this.#path = path;
    this.#redact = redact;
  }

  /** Oldest first, `maxRecords` at most. */
  async read(maxRecords: number): Promise<readonly LedgerEntry[]> {
    const state = await this.#state(maxRecords);
    if (this.#known?.state === state) return this.#known.entries;
    const entries = readLedger(this.#path, maxRecords, this.#redact);
    this.#known = { state, entries };
    // A failure is not remembered: it may be mended without a change that shows.
    entries.catch(() => (this.#known = null));
    return entries;
  }

  async #state(maxRecords: number): Promise<string> {
    const stats = await lstat(this.#path, { bigint: true }).catch(() => null);
    return `${maxRecords} ${stats?.dev} ${stats?.ino} ${stats?.size} ${stats?.mtimeNs} ${stats?.ctimeNs}`;
  }
}
