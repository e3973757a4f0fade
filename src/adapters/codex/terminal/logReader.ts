import type { SightingName } from './phrases.ts';
import { scanOsc } from './osc.ts';
import { showsStartDialog } from './startDialog.ts';
import { readStateReport, readTitle } from './title.ts';

/** Of a program that has not reported a state yet, this much is kept: more than any dialog takes. */
const START_CHARS = 64 * 1024;

/** What a terminal's raw output shows, piece by piece. */
export class LogReader {
  #rest = '';
  #start: string | null = '';
  #hasReports = false;

  /** The last state that this piece shows; null when it shows none. */
  read(piece: string): SightingName | null {
    const { sequences, rest } = scanOsc(this.#rest + piece);
    this.#rest = rest;
    let shown: SightingName | null = null;
    for (const sequence of sequences) {
      const report = readStateReport(sequence);
      if (report !== null) this.#hasReports = true;
      // Titles lag behind the reports, and say less: they count only where there are none.
      const isTitle = !this.#hasReports && (sequence.code === 0 || sequence.code === 2);
      shown = report ?? (isTitle ? readTitle(sequence.text) : null) ?? shown;
    }
    if (shown !== null || this.#hasReports) this.#start = null;
    return shown ?? this.#startDialog(piece);
  }

  #startDialog(piece: string): SightingName | null {
    if (this.#start === null) return null;
    this.#start = (this.#start + piece).slice(-START_CHARS);
    return showsStartDialog(this.#start) ? 'paneDialog' : null;
  }
}
