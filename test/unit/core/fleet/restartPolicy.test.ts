import { describe, expect, it } from 'vitest';
import { RestartPolicy } from '../../../../src/core/fleet/restartPolicy.ts';

describe('RestartPolicy', () => {
  it('restarts at once, then with growing pauses, then gives up', () => {
    let policy = RestartPolicy.fresh;
    const pauses = [0, 1000, 2000, 3000, 4000].map((nowMs) => {
      const next = policy.next(nowMs);
      policy = next.policy;
      return next.pauseMs;
    });
    expect(pauses).toEqual([0, 500, 2000, 5000, null]);
  });

  it('forgives after a quiet minute and does not change itself', () => {
    const { policy } = RestartPolicy.fresh.next(0);
    expect(policy.next(60_001).pauseMs).toBe(0);
    expect(policy.next(59_000).pauseMs).toBe(500);
    expect(RestartPolicy.fresh.next(0).pauseMs).toBe(0);
  });
});
