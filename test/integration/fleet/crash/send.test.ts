import { beforeAll, describe, expect, it } from 'vitest';
import { LEAD, START } from '../rig.ts';
import { everyStateFileIsReadable, isSentOnce, rounds, textOf, useCrashes } from './crashes.ts';

/** More than it has, so that the last ones come after its end. */
const STEPS = 27;

const { rig, killBefore, inTheMiddle } = useCrashes('crash-send');
const sent: string[] = [];

beforeAll(async () => void (await rig.fleet.start('a', START, LEAD)));

describe('a process that is killed during send', () => {
  it.each(rounds('s', STEPS))('has sent once when it is tried again ($name)', async ({ name, step }) => {
    const wish = { text: textOf(name), enter: true, idempotencyKey: name };
    await killBefore(step, { kind: 'send', wish });
    everyStateFileIsReadable(rig);
    const { delivery } = await (await rig.another()).send('a', wish, LEAD);
    expect(['accepted', 'started', 'completed']).toContain(delivery.state);
    await isSentOnce(rig, name, sent);
  });

  it('was in the middle of it often enough for this to mean something', () => {
    expect(inTheMiddle()).toBeGreaterThanOrEqual(10);
  });
});
