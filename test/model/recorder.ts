import type { ModelRequest } from './request.ts';

/** One answered request, as tests look at it. */
export interface RecordedRequest extends Omit<ModelRequest, 'characters' | 'userKey'> {
  /** Where the scenario came from: `script`, `scenario:<name>`, `rule:<name>`, `default`, `title`, … */
  readonly source: string;
}

/** Remembers the newest requests and lets a test wait for one. */
export class Recorder {
  readonly #limit: number;
  readonly #requests: RecordedRequest[] = [];
  readonly #waiting = new Set<(request: RecordedRequest) => void>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  add(request: RecordedRequest): void {
    this.#requests.push(request);
    if (this.#requests.length > this.#limit) this.#requests.shift();
    for (const offer of this.#waiting) offer(request);
  }

  /** The first request, recorded already or still to come, that fits; rejects after `timeoutMs`. */
  async waitFor(
    predicate: (request: RecordedRequest) => boolean,
    timeoutMs: number,
  ): Promise<RecordedRequest> {
    const past = this.#requests.find(predicate);
    if (past !== undefined) return past;
    const { promise, resolve, reject } = Promise.withResolvers<RecordedRequest>();
    const offer = (request: RecordedRequest): void => {
      if (predicate(request)) resolve(request);
    };
    const timer = setTimeout(() => {
      reject(new Error(`No request that fits reached the scripted model within ${timeoutMs} ms.`));
    }, timeoutMs);
    this.#waiting.add(offer);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(offer);
    }
  }
}
