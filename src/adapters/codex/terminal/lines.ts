/** A line that does not end within this is given up; the next one is read again. */
const LONGEST = 4 * 1024 * 1024;

/** Cuts appended text into whole lines; what has no end yet waits for the next piece. */
export class LineCutter {
  #rest = '';

  /** `skipped`: text before this piece was left out, so its first line is a broken one. */
  cut(text: string, skipped: boolean): string[] {
    const lines = ((skipped ? '' : this.#rest) + text).split('\n');
    const rest = lines.pop() ?? '';
    this.#rest = rest.length > LONGEST ? '' : rest;
    return lines;
  }
}
