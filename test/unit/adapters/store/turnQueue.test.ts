import { describe, expect, it } from 'vitest';
import { TurnQueue } from '../../../../src/adapters/store/turnQueue.ts';
import { FakeClock, settle } from '../../fakes/ports/fakeClock.ts';

describe('a queue of turns', () => {
  it('lets callers in one after the other, in the order of their calls', async () => {
    const queue = new TurnQueue(new FakeClock());
    const order: string[] = [];
    const work = async (name: string): Promise<void> => {
      const turn = await queue.enter(1000);
      order.push(`${name} begins`);
      await settle();
      order.push(`${name} ends`);
      turn?.dispose();
    };
    await Promise.all([work('a'), work('b'), work('c')]);
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('sends away who waited too long, and only them', async () => {
    const clock = new FakeClock();
    const queue = new TurnQueue(clock);
    const first = await queue.enter(1000);
    const impatient = queue.enter(1000);
    const patient = queue.enter(5000);
    await clock.advance(1001);
    expect(await impatient).toBeNull();
    first?.dispose();
    expect(await patient).not.toBeNull();
    expect(clock.sleeping).toBe(0);
  });

  it('lets no newcomer slip in before those who wait', async () => {
    const queue = new TurnQueue(new FakeClock());
    const order: string[] = [];
    const first = await queue.enter(1000);
    const waiting = queue.enter(1000).then((turn) => {
      order.push('waiting');
      turn?.dispose();
      return null;
    });
    first?.dispose();
    const newcomer = queue.enter(1000).then((turn) => {
      order.push('newcomer');
      turn?.dispose();
      return null;
    });
    await Promise.all([waiting, newcomer]);
    expect(order).toEqual(['waiting', 'newcomer']);
  });

  it('survives a turn that is ended twice', async () => {
    const queue = new TurnQueue(new FakeClock());
    const first = await queue.enter(1000);
    first?.dispose();
    const second = await queue.enter(1000);
    first?.dispose();
    const third = queue.enter(1000);
    await settle();
    second?.dispose();
    expect(await third).not.toBeNull();
  });
});
