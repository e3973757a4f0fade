import { describe, expect, it } from 'vitest';
import type { Holder } from '../../../../src/core/lease.ts';
import { LEAD } from '../rig.ts';
import { everyStateFileIsReadable, rounds, useCrashes } from './crashes.ts';

/** Of the first claims and releases: each has a few. */
const STEPS = 24;
const OTHER: Holder = { owner: 'another-lead', kind: 'lead' };

const { rig, killBefore, inTheMiddle } = useCrashes('crash-claim');

describe('a process that is killed while it claims and releases', () => {
  it.each(rounds('c', STEPS))('keeps nobody out ($name)', async ({ step }) => {
    await killBefore(step, { kind: 'claims' });
    everyStateFileIsReadable(rig);
    const fleet = await rig.another();
    const lease = await fleet.lease('a', OTHER);
    expect(['unclaimed', 'expired']).toContain(lease.state);
    const wish = { ttlSeconds: 60, force: false, waitSeconds: 0, lookSeconds: 30 };
    const { claim } = await fleet.claim('a', wish, OTHER);
    expect(['claimed', 'claimed_expired']).toContain(claim.status);
    expect((await fleet.lease('a', LEAD)).state).toBe('held');
    expect((await fleet.release('a', { force: false }, OTHER)).status).toBe('released');
  });

  it('was in the middle of it', () => {
    expect(inTheMiddle()).toBe(STEPS);
  });
});
