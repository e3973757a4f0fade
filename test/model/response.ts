import { isCallStep, isTextStep, type RateLimits, type Scenario, type Step } from './scenario.ts';

/** What one request is answered with. */
export interface ResponsePlan {
  /** What is played, in order; in a refusal only the steps that wait. */
  readonly steps: Scenario;
  /** A status code and its body in place of a stream, after the steps. */
  readonly refusal?: Refusal;
  /** False asks Codex for another request in the same turn, although no tool was called. */
  readonly endsTurn: boolean;
}

/** The steps that real servers answer by a status code. */
export type Refusal = Extract<Step, { do: 'usageLimit' | 'serverError' }>;

/**
 * Plans the response: the steps up to and including the first that ends it, a tool call or a failure. A
 * `serverError` that has happened often enough (`failures` counts them) is passed over. A refusal cannot follow
 * streamed text, so such a text becomes a response of its own, and the next request is refused.
 */
export function planResponse(remaining: Scenario, failures: (step: Refusal) => number): ResponsePlan {
  const steps: Scenario = [];
  for (const step of remaining) {
    if (isRefusal(step)) {
      if (step.do === 'serverError' && failures(step) >= step.times) continue;
      return steps.some(isTextStep) ? { steps, endsTurn: false } : { steps, refusal: step, endsTurn: true };
    }
    steps.push(step);
    if (isCallStep(step) || step.do === 'contextOverflow') break;
  }
  return { steps, endsTurn: true };
}

function isRefusal(step: Step): step is Refusal {
  return step.do === 'usageLimit' || step.do === 'serverError';
}

/** The rate limits that the steps set, over those of the server. */
export function limitsOf(steps: readonly Step[], base: RateLimits): RateLimits {
  const limits = { ...base };
  for (const step of steps) if (step.do === 'rateLimits') Object.assign(limits, step.limits);
  return limits;
}

/** Status and body of a refusal, as the real provider words them. */
export function refusalAnswer(
  step: Refusal,
  nowSeconds: number,
): { readonly status: number; readonly body: object } {
  if (step.do === 'serverError') {
    return { status: 500, body: { error: { type: 'server_error', message: 'The scripted server failed.' } } };
  }
  const error = {
    type: 'usage_limit_reached',
    message: 'The usage limit has been reached',
    plan_type: step.planType,
    resets_at: nowSeconds + step.resetsInSeconds,
  };
  return { status: 429, body: { error } };
}
