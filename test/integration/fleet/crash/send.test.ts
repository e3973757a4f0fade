import { beforeAll, describe, expect, it } from 'vitest';
import { LEAD, START } from '../rig.ts';
import { everyStateFileIsReadable, isSentOnce, rounds, textOf, useCrashes } from './crashes.ts';

/** Longer than it takes on a machine at rest, so that some rounds come after its end. */
const LATEST_MS = 90;

const { rig, killDuring, inTheMiddle } = useCrashes('crash-send', 20_260_102);
const sent: string[] = [];

beforeAll(async () => void (await rig.fleet.start('a', START, LEAD)));

describe('a process that is killed during send', () => {
  it.each(rounds('s', 80))('has sent once when it is tried again (%s)', async (name) => {
    const wish = { text: textOf(name), enter: true, idempotencyKey: name };
    await killDuring({ kind: 'send', wish }, LATEST_MS);
    everyStateFileIsReadable(rig);
    const { delivery } = await (await rig.another()).send('a', wish, LEAD);
    expect(['accepted', 'started', 'completed']).toContain(delivery.state);
    await isSentOnce(rig, name, sent);
  });

  it('was in the middle of it often enough for this to mean something', () => {
    expect(inTheMiddle()).toBeGreaterThanOrEqual(10);
  });
});
