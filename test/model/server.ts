import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readJson, sendJson } from './http.ts';
import { pickScenario, type Picked } from './pick.ts';
import { Recorder, type RecordedRequest } from './recorder.ts';
import { parseRequest, type ModelRequest } from './request.ts';
import { Responder } from './responder.ts';
import { rateLimitsSchema, type RateLimitsInput } from './scenario.ts';
import { titleFor } from './title.ts';

export interface ScriptedModelOptions {
  /** 0 or nothing takes any free port. */
  readonly port?: number;
  /** Gets one line per request. */
  readonly log?: (line: string) => void;
  /** Milliseconds since 1970; the real clock unless told. */
  readonly now?: () => number;
  /** What the model does with a text; `pickScenario` unless told. */
  readonly pick?: (userText: string) => Picked;
  /** Goes before the model: true when it answered. */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse) => boolean;
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
  /** From now on every request is left without an answer until `release()`; a script's own steps come after that. */
  freeze(isFrozen: boolean): void;
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

class ScriptedServer implements ScriptedModel {
  readonly #recorder = new Recorder(RECORDED_REQUESTS);
  readonly #ending = new AbortController();
  readonly #responder: Responder;
  readonly #server: Server;
  readonly #log: (line: string) => void;
  readonly #pick: (userText: string) => Picked;
  readonly #intercept: NonNullable<ScriptedModelOptions['intercept']>;
  #port = 0;

  constructor({ log, now, pick, intercept }: ScriptedModelOptions) {
    this.#pick = pick ?? pickScenario;
    this.#intercept = intercept ?? (() => false);
    this.#log = log ?? (() => undefined);
    this.#responder = new Responder(now ?? Date.now);
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        this.#log(`failed: ${String(error)}`);
        response.destroy();
      });
    });
  }

  get port(): number {
    return this.#port;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}/v1`;
  }

  get requests(): readonly RecordedRequest[] {
    return this.#recorder.requests;
  }

  get stalled(): number {
    return this.#responder.stalls.size;
  }

  async listen(port: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once('error', reject);
    this.#server.listen(port, '127.0.0.1', resolve);
    await promise;
    this.#server.off('error', reject);
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  setRateLimits(limits: RateLimitsInput): void {
    this.#responder.rateLimits = rateLimitsSchema.parse(limits);
  }

  freeze(isFrozen: boolean): void {
    this.#responder.isFrozen = isFrozen;
  }

  release(): number {
    return this.#responder.stalls.release();
  }

  waitForRequest(
    predicate: (request: RecordedRequest) => boolean,
    timeoutMs: number,
  ): Promise<RecordedRequest> {
    return this.#recorder.waitFor(predicate, timeoutMs);
  }

  async dispose(): Promise<void> {
    if (this.#ending.signal.aborted) return;
    this.#ending.abort();
    this.#recorder.dispose();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#server.closeAllConnections();
    await promise;
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#intercept(incoming, response)) return;
    if (incoming.method !== 'POST' || incoming.url !== '/v1/responses') {
      sendJson(response, 404, { error: { message: 'The scripted model knows POST /v1/responses only.' } });
      return;
    }
    const request = await readRequest(incoming);
    if (request === undefined) {
      sendJson(response, 400, { error: { message: 'This is no request of the Responses API.' } });
      return;
    }
    const picked = request.wantsTitle ? titleFor(request.userText) : this.#pick(request.userText);
    this.#record(request, picked.source);
    await this.#responder.respond(request, picked, response, this.#signalFor(response));
  }

  #record(request: ModelRequest, source: string): void {
    this.#recorder.add({ ...request, source });
    this.#log(`${source} · outputs ${request.toolOutputs.length} · thread ${request.threadId}`);
  }

  /** Aborts when the client hangs up or the server ends. */
  #signalFor(response: ServerResponse): AbortSignal {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    return AbortSignal.any([gone.signal, this.#ending.signal]);
  }
}

async function readRequest(incoming: IncomingMessage): Promise<ModelRequest | undefined> {
  try {
    return parseRequest(await readJson(incoming));
  } catch {
    return undefined;
  }
}
