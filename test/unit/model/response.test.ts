import { describe, expect, it } from 'vitest';
import { limitsOf, planResponse, refusalAnswer } from '../../model/response.ts';
import type { Scenario } from '../../model/scenario.ts';

const SAY = { do: 'say', text: 'x' } as const;
const RUN = { do: 'runCommand', cmd: 'ls' } as const;
const ERROR = { do: 'serverError', times: 2 } as const;
const LIMIT = { do: 'usageLimit', resetsInSeconds: 60, planType: 'plus' } as const;

function plan(steps: Scenario, failures = 0): ReturnType<typeof planResponse> {
  return planResponse(steps, () => failures);
}

describe('a planned response', () => {
  it('ends with the first tool call', () => {
    expect(plan([SAY, RUN, SAY])).toEqual({ steps: [SAY, RUN], endsTurn: true });
  });

  it('takes all steps when none of them calls a tool', () => {
    expect(plan([SAY, SAY])).toEqual({ steps: [SAY, SAY], endsTurn: true });
  });

  it('ends where the context overflows', () => {
    expect(plan([SAY, { do: 'contextOverflow' }, SAY]).steps).toHaveLength(2);
  });

  it('is a refusal when nothing is said before', () => {
    const wait = { do: 'delay', ms: 5 } as const;
    expect(plan([wait, LIMIT, SAY])).toEqual({ steps: [wait], refusal: LIMIT, endsTurn: true });
  });

  it('says a text before a refusal in a response that does not end the turn', () => {
    expect(plan([SAY, LIMIT])).toEqual({ steps: [SAY], endsTurn: false });
  });

  it('fails as often as a server error says, then goes on behind it', () => {
    expect(plan([ERROR, SAY], 1).refusal).toBe(ERROR);
    expect(plan([ERROR, SAY], 2)).toEqual({ steps: [SAY], endsTurn: true });
  });

  it('may have nothing left to do', () => {
    expect(plan([])).toEqual({ steps: [], endsTurn: true });
  });
});

describe('a refusal', () => {
  it('of the usage limit says when it ends', () => {
    expect(refusalAnswer(LIMIT, 1000)).toMatchObject({
      status: 429,
      body: { error: { type: 'usage_limit_reached', plan_type: 'plus', resets_at: 1060 } },
    });
  });

  it('of a failing server is a 500', () => {
    expect(refusalAnswer(ERROR, 0).status).toBe(500);
  });
});

it('rate limits of a step go before those of the server, window by window', () => {
  const base = {
    primary: { usedPercent: 1, resetsInSeconds: 1 },
    secondary: { usedPercent: 2, resetsInSeconds: 2 },
  };
  const own = { primary: { usedPercent: 90, resetsInSeconds: 9 } };
  expect(limitsOf([{ do: 'rateLimits', limits: own }], base)).toEqual({ ...base, ...own });
});
