import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AssignmentRequest } from '../../../../src/core/assignment/assignment.ts';
import { worker } from '../requests.ts';
import { LEAD, START, until } from '../rig.ts';
import { everyStateFileIsReadable, isSentOnce, rounds, textOf, timesSent, useCrashes } from './crashes.ts';

/** More than it has, so that the last ones come after its end. */
const STEPS = 47;
/** What may still be on its way is left alone for that long. */
const ON_ITS_WAY_MS = 2000;

const { rig, killBefore, inTheMiddle } = useCrashes('crash-assign');
const sent: string[] = [];
const homeConfig = (): string => readFileSync(path.join(rig.world.homes.a, 'config.toml'), 'utf8');
const preparedFile = (name: string): string => path.join(rig.world.workspace, `docs/new-${name}/page.md`);

function work(name: string): AssignmentRequest {
  return { ...worker([`docs/new-${name}/page.md`]), scope: ['docs'], task: textOf(name) };
}

const isCleanedUp = (name: string): boolean => !existsSync(path.dirname(preparedFile(name)));

beforeAll(async () => void (await rig.fleet.start('a', START, LEAD)));

describe('a process that is killed during assign', () => {
  it.each(rounds('a', STEPS))('has assigned once when it is tried again ($name)', async ({ name, step }) => {
    const fleet = await rig.another();
    const before = homeConfig();
    await killBefore(step, { kind: 'assign', request: work(name), key: name });
    everyStateFileIsReadable(rig);
    const { assignment } = await (await rig.another()).assign('a', work(name), name, LEAD);
    expect(['accepted', 'started', 'completed']).toContain(assignment.delivery.state);
    const watching = fleet.supervise();
    const { assignmentId } = assignment;
    const after = await until(
      fleet,
      'a',
      ({ model }) => model.assignment?.assignmentId === assignmentId && model.assignment.restored,
    );
    watching.dispose();
    expect(after.model.assignment?.delivery.state).toBe('completed');
    await isSentOnce(rig, name, sent);
    expect(homeConfig()).toBe(before);
    expect(isCleanedUp(name)).toBe(true);
  });

  it.each(rounds('n', STEPS).filter(({ step }) => step % 9 === 0))(
    'is cleaned up after by the next operation ($name)',
    async ({ name, step }) => {
      const before = homeConfig();
      await killBefore(step, { kind: 'assign', request: work(name), key: name });
      await sleep(ON_ITS_WAY_MS);
      const next = await rig.another();
      await next.send('a', { text: textOf(`${name}-next`), enter: true, idempotencyKey: null }, LEAD);
      expect(homeConfig()).toBe(before);
      expect(isCleanedUp(name)).toBe(true);
      expect(timesSent(rig, name)).toBeLessThanOrEqual(1);
    },
  );

  it('was in the middle of it often enough for this to mean something', () => {
    expect(inTheMiddle()).toBeGreaterThanOrEqual(10);
  });
});
