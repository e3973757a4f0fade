/**
 * Orders readings of a file that overlap with each other and with our own writing. One that began before a newer reading
 * was taken, or before something was written, tells of the past: taken all the same, the next change would write the
 * past back.
 */
export class Readings {
  #begun = 0;
  #taken = 0;

  /** A reading begins. */
  begin(): number {
    this.#begun += 1;
    return this.#begun;
  }

  /** Takes what a reading found; false when something newer is known by now. */
  take(reading: number): boolean {
    if (reading < this.#taken) return false;
    this.#taken = reading;
    return true;
  }

  /** Our own writing is done: what was begun to be read before it is out of date. */
  wrote(): void {
    this.#taken = this.begin();
  }
}
