import { describe, expect, it } from 'vitest';
import type { Holder } from '../../../../src/core/lease.ts';
import { LEAD } from '../rig.ts';
import { everyStateFileIsReadable, rounds, useCrashes } from './crashes.ts';

/** Some dozens of claims and releases. */
const LATEST_MS = 90;
const OTHER: Holder = { owner: 'another-lead', kind: 'lead' };

const { rig, killDuring, inTheMiddle } = useCrashes('crash-claim', 20_260_104);

describe('a process that is killed while it claims and releases', () => {
  it.each(rounds('c', 40))('keeps nobody out (%s)', async () => {
    await killDuring({ kind: 'claims' }, LATEST_MS);
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
    expect(inTheMiddle()).toBe(40);
  });
});
