import { describe, expect, it } from 'vitest';
import { is, LEAD, START, until } from '../rig.ts';
import { everyStateFileIsReadable, rounds, useCrashes } from './crashes.ts';

/** More than it has, so that the last one comes after its end. */
const STEPS = 46;

const { rig, killBefore, inTheMiddle } = useCrashes('crash-start');

describe('a process that is killed during start', () => {
  it.each(rounds('', STEPS))('leaves an Agentin that the next start completes ($name)', async ({ step }) => {
    await killBefore(step, { kind: 'start', wish: START });
    everyStateFileIsReadable(rig);
    const fleet = await rig.another();
    const lease = (await fleet.status('a', LEAD)).lease;
    if (lease.state === 'held') expect(lease.secondsRemaining).toBeLessThanOrEqual(60);
    await fleet.start('a', START, LEAD);
    const watching = fleet.supervise();
    await until(fleet, 'a', is('idle'));
    const { session } = fleet.peek('a', LEAD).model;
    expect(session).toMatchObject({ kind: 'present', agent: { dead: null }, server: { dead: null } });
    watching.dispose();
    await fleet.stop('a', { force: false }, LEAD);
    expect(await rig.world.tmux('list-sessions').catch(() => '')).toBe('');
  });

  it('was in the middle of it often enough for this to mean something', () => {
    expect(inTheMiddle()).toBeGreaterThanOrEqual(5);
  });
});
