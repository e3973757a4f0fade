import type { ModelRequest } from './request.ts';

/** One answered request, as tests look at it. */
export interface RecordedRequest extends ModelRequest {
  /** Where the scenario came from: `script`, `scenario:<name>`, `rule:<name>`, `default`, `title`, … */
  readonly source: string;
}

type Offer = (request: RecordedRequest) => boolean;

/** Remembers the newest requests and lets a test wait for one. */
export class Recorder {
  readonly #limit: number;
  readonly #requests: RecordedRequest[] = [];
  readonly #waiting = new Map<Offer, PromiseWithResolvers<RecordedRequest>>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  add(request: RecordedRequest): void {
    this.#requests.push(request);
    if (this.#requests.length > this.#limit) this.#requests.shift();
    for (const [fits, { resolve }] of this.#waiting) if (fits(request)) resolve(request);
  }

  /** The first request, recorded already or still to come, that fits; rejects after `timeoutMs`. */
  async waitFor(predicate: Offer, timeoutMs: number): Promise<RecordedRequest> {
    const past = this.#requests.find(predicate);
    if (past !== undefined) return past;
    const waiting = Promise.withResolvers<RecordedRequest>();
    const fits: Offer = (request) => predicate(request);
    const timer = setTimeout(() => {
      waiting.reject(new Error(`No request that fits reached the scripted model within ${timeoutMs} ms.`));
    }, timeoutMs);
    this.#waiting.set(fits, waiting);
    try {
      return await waiting.promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(fits);
    }
  }

  /** Nobody waits any longer. */
  dispose(): void {
    for (const { reject } of this.#waiting.values()) reject(new Error('The scripted model has ended.'));
  }
}
