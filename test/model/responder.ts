import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { wire } from './events.ts';
import { FailureCounts } from './failures.ts';
import { sendJson } from './http.ts';
import { rateLimitHeaders } from './limits.ts';
import type { Picked } from './pick.ts';
import { play, wait } from './play.ts';
import { remainingSteps } from './position.ts';
import type { ModelRequest } from './request.ts';
import { limitsOf, planResponse, refusalAnswer, type Refusal, type ResponsePlan } from './response.ts';
import { rateLimitsSchema } from './scenario.ts';
import { Stalls } from './stalls.ts';

const REMEMBERED_FAILURES = 500;

/** Answers requests by their scenario. The only thing it remembers is how often a `serverError` step failed. */
export class Responder {
  readonly stalls = new Stalls();
  rateLimits = rateLimitsSchema.parse({});
  /** Nothing is answered for the time being. */
  isFrozen = false;
  readonly #failures = new FailureCounts(REMEMBERED_FAILURES);
  readonly #now: () => number;

  /** `now` gives milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Writes and ends the response; stops quietly when the signal aborts. */
  async respond(
    request: ModelRequest,
    { scenario }: Picked,
    response: ServerResponse,
    signal: AbortSignal,
  ): Promise<void> {
    const keyOf = (step: Refusal): string =>
      [request.threadId, request.userKey, scenario.indexOf(step)].join('/');
    const progress = { toolOutputs: request.toolOutputs.length, messages: request.messages };
    const plan = planResponse(remainingSteps(scenario, progress), (step) => this.#failures.of(keyOf(step)));
    if (plan.refusal !== undefined) this.#failures.add(keyOf(plan.refusal));
    try {
      if (this.isFrozen) await this.stalls.hold(undefined, signal);
      await this.#carryOut(plan, request, response, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    response.end();
  }

  async #carryOut(
    plan: ResponsePlan,
    request: ModelRequest,
    response: ServerResponse,
    signal: AbortSignal,
  ): Promise<void> {
    const nowSeconds = Math.floor(this.#now() / 1000);
    const limits = rateLimitHeaders(limitsOf(plan.steps, this.rateLimits), nowSeconds);
    const stage = { request, responseId: `resp_${randomUUID()}`, stalls: this.stalls, signal };
    if (plan.refusal !== undefined) {
      for (const step of plan.steps) await wait(step, stage);
      const { status, body } = refusalAnswer(plan.refusal, nowSeconds);
      sendJson(response, status, body, limits);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', ...limits });
    for await (const event of play(plan, stage)) response.write(wire(event));
  }
}
