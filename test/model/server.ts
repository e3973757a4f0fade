import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { wire } from './events.ts';
import { rateLimitHeaders } from './limits.ts';
import { pickScenario, type Picked } from './pick.ts';
import { play } from './play.ts';
import { Recorder, type RecordedRequest } from './recorder.ts';
import { parseRequest, type ModelRequest } from './request.ts';
import { isFailure, limitsOf, statusAnswer, stepsOfResponse } from './response.ts';
import { rateLimitsSchema, remainingSteps, type RateLimitsInput, type Step } from './scenario.ts';
import { Stalls } from './stalls.ts';
import { titleFor } from './title.ts';

export interface ScriptedModelOptions {
  /** 0 or nothing takes any free port. */
  readonly port?: number;
  /** Gets one line per request. */
  readonly log?: (line: string) => void;
  /** Milliseconds since 1970; the real clock unless told. */
  readonly now?: () => number;
}

/** A model on 127.0.0.1 that does what the prompt says (`#script:`, `#scenario:`, keywords). */
export interface ScriptedModel {
  readonly port: number;
  /** What Codex takes as the provider's `base_url`. */
  readonly baseUrl: string;
  /** The newest 500 requests, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** How many streams stand at a `stall`. */
  readonly stalled: number;
  /** Rate limits that every response reports from now on; a script's `rateLimits` step goes first. */
  setRateLimits(limits: RateLimitsInput): void;
  /** Lets every stream that stands at a `stall` go on; returns how many there were. */
  release(): number;
  /** The first request, recorded already or still to come, that fits; rejects after `timeoutMs`. */
  waitForRequest(
    predicate: (request: RecordedRequest) => boolean,
    timeoutMs: number,
  ): Promise<RecordedRequest>;
  /** Ends the server and every open stream. */
  dispose(): Promise<void>;
}

/** Starts the scripted model. Rejects if the port is taken. */
export async function startScriptedModel(options: ScriptedModelOptions = {}): Promise<ScriptedModel> {
  const model = new ScriptedServer(options);
  await model.listen(options.port ?? 0);
  return model;
}

const RECORDED_REQUESTS = 500;
const MAX_BODY_BYTES = 32 * 1024 * 1024;

class ScriptedServer implements ScriptedModel {
  readonly #recorder = new Recorder(RECORDED_REQUESTS);
  readonly #stalls = new Stalls();
  readonly #ending = new AbortController();
  readonly #failures = new Map<string, number>();
  readonly #server: Server;
  readonly #log: (line: string) => void;
  readonly #now: () => number;
  #limits = rateLimitsSchema.parse({});

  constructor({ log, now }: ScriptedModelOptions) {
    this.#log = log ?? (() => undefined);
    this.#now = now ?? Date.now;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        if (!this.#ending.signal.aborted) this.#log(`failed: ${String(error)}`);
        response.destroy();
      });
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}/v1`;
  }

  get requests(): readonly RecordedRequest[] {
    return this.#recorder.requests;
  }

  get stalled(): number {
    return this.#stalls.size;
  }

  async listen(port: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once('error', reject);
    this.#server.listen(port, '127.0.0.1', resolve);
    await promise;
    this.#server.off('error', reject);
  }

  setRateLimits(limits: RateLimitsInput): void {
    this.#limits = rateLimitsSchema.parse(limits);
  }

  release(): number {
    return this.#stalls.release();
  }

  async waitForRequest(
    predicate: (request: RecordedRequest) => boolean,
    timeoutMs: number,
  ): Promise<RecordedRequest> {
    return await this.#recorder.waitFor(predicate, timeoutMs);
  }

  async dispose(): Promise<void> {
    if (this.#ending.signal.aborted) return;
    this.#ending.abort();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#server.closeAllConnections();
    await promise;
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (incoming.method !== 'POST' || incoming.url !== '/v1/responses') {
      sendJson(response, 404, { error: { message: 'The scripted model knows POST /v1/responses only.' } });
      return;
    }
    let request: ModelRequest;
    try {
      request = parseRequest(JSON.parse(await bodyOf(incoming)));
    } catch {
      sendJson(response, 400, { error: { message: 'This is no request of the Responses API.' } });
      return;
    }
    const picked = request.wantsTitle ? titleFor(request.userText) : pickScenario(request.userText);
    this.#record(request, picked);
    await this.#respond(request, picked, response);
  }

  #record(request: ModelRequest, { source }: Picked): void {
    const { model, threadId, wantsTitle, userText, toolOutputs } = request;
    this.#recorder.add({ model, threadId, wantsTitle, userText, toolOutputs, source });
    this.#log(`${source} · outputs ${toolOutputs.length} · thread ${threadId}`);
  }

  async #respond(request: ModelRequest, picked: Picked, response: ServerResponse): Promise<void> {
    const done = request.toolOutputs.length;
    const remaining = remainingSteps(picked.scenario, done);
    const keyOf = (step: Step): string =>
      [request.threadId, request.userKey, done, picked.scenario.indexOf(step)].join('/');
    const steps = stepsOfResponse(remaining, (step) => this.#failures.get(keyOf(step)) ?? 0);
    const failing = steps.find(isFailure);
    if (failing !== undefined) this.#countFailure(keyOf(failing));
    const nowSeconds = Math.floor(this.#now() / 1000);
    const headers = rateLimitHeaders(limitsOf(steps, this.#limits), nowSeconds);
    const status = statusAnswer(steps, nowSeconds);
    if (status !== undefined) sendJson(response, status.status, status.body, headers);
    else await this.#stream(request, steps, response, headers);
  }

  /** Old counts go first, so that a long-lived demo does not grow. */
  #countFailure(key: string): void {
    const count = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.delete(key);
    this.#failures.set(key, count);
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > RECORDED_REQUESTS && oldest !== undefined) this.#failures.delete(oldest);
  }

  async #stream(
    request: ModelRequest,
    steps: readonly Step[],
    response: ServerResponse,
    headers: Record<string, string>,
  ): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, this.#ending.signal]);
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...headers });
    const stage = { request, responseId: `resp_${randomUUID()}`, stalls: this.#stalls, signal };
    try {
      for await (const event of play(steps, stage)) response.write(wire(event));
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    response.end();
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new RangeError('The request body is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function sendJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
