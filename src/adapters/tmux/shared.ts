/**
 * Work whose result several callers may share: each gets that of a run that begins after they asked, so that none is
 * told of the past. One run at a time; who asks while it goes on shares the next one.
 */
export class Shared<T> {
  readonly #work: () => Promise<T>;
  #running: Promise<T> | null = null;
  #next: Promise<T> | null = null;

  constructor(work: () => Promise<T>) {
    this.#work = work;
  }

  get(): Promise<T> {
    if (this.#running === null) return this.#run();
    this.#next ??= this.#after(this.#running);
    return this.#next;
  }

  async #after(running: Promise<T>): Promise<T> {
    try {
      await running;
    } catch {
      // That is told to those who asked for it.
    }
    this.#next = null;
    return this.#run();
  }

  #run(): Promise<T> {
    const run = this.#work().finally(() => {
      if (this.#running === run) this.#running = null;
    });
    this.#running = run;
    return run;
  }
}
