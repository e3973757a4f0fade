import type { RateLimits, Scenario, Step } from './scenario.ts';
import { isCallStep } from './scenario.ts';

/** An answer that is a status code instead of a stream. */
export interface StatusAnswer {
  readonly status: 429 | 500;
  readonly body: object;
}

/**
 * The steps that one response plays: up to and including the first that ends it. A `serverError` that has
 * happened often enough (`failures` counts them) is passed over.
 */
export function stepsOfResponse(remaining: Scenario, failures: (step: Step) => number): Scenario {
  const steps: Scenario = [];
  for (const step of remaining) {
    if (step.do === 'serverError' && failures(step) >= step.times) continue;
    steps.push(step);
    if (isCallStep(step) || isFailure(step)) break;
  }
  return steps;
}

/** Steps that end a response by an error. */
export function isFailure(step: Step): boolean {
  return step.do === 'usageLimit' || step.do === 'contextOverflow' || step.do === 'serverError';
}

/** The rate limits that the steps set, over those of the server. */
export function limitsOf(steps: readonly Step[], base: RateLimits): RateLimits {
  return steps.reduce(
    (limits, step) => (step.do === 'rateLimits' ? { ...limits, ...step.limits } : limits),
    base,
  );
}

/** Real servers refuse with a status as long as nothing is streamed; `undefined` if the steps do stream. */
export function statusAnswer(steps: readonly Step[], nowSeconds: number): StatusAnswer | undefined {
  const first = steps.find((step) => step.do !== 'rateLimits');
  if (first?.do === 'usageLimit') {
    const { planType, resetsInSeconds } = first;
    const error = {
      type: 'usage_limit_reached',
      message: 'The usage limit has been reached',
      plan_type: planType,
      resets_at: nowSeconds + resetsInSeconds,
    };
    return { status: 429, body: { error } };
  }
  if (first?.do === 'serverError') {
    return { status: 500, body: { error: { type: 'server_error', message: 'The scripted server failed.' } } };
  }
  return undefined;
}
