import { describe, expect, it } from 'vitest';
import { WaitingLine } from '../../../../../src/core/fleet/runtime/waitingLine.ts';
import { FakeClock, settle } from '../../../fakes/ports/fakeClock.ts';

describe('a line', () => {
  it('lets one after the other be first', async () => {
    const [line, clock] = [new WaitingLine(), new FakeClock()];
    const first = await line.enter(clock, 1000);
    const order: number[] = [];
    const others = [1, 2].map(async (at) => {
      const place = await line.enter(clock, 1000);
      order.push(at);
      return place;
    });
    await settle();
    expect(order).toEqual([]);
    first.dispose();
    await settle();
    expect(order).toEqual([1]);
    (await others[0])?.dispose();
    (await others[1])?.dispose();
    expect(order).toEqual([1, 2]);
    expect(line.isEmpty).toBe(true);
  });

  it('keeps nobody longer than asked, and those behind move up when one gives up', async () => {
    const [line, clock] = [new WaitingLine(), new FakeClock()];
    const first = await line.enter(clock, 1000);
    const cancel = new AbortController();
    const impatient = line.enter(clock, 1000);
    const cancelled = line.enter(clock, 60_000, cancel.signal);
    const patient = line.enter(clock, 60_000);
    await clock.advance(1000);
    (await impatient).dispose();
    cancel.abort();
    (await cancelled).dispose();
    first.dispose();
    (await patient).dispose();
    expect(line.isEmpty).toBe(true);
    expect(clock.sleeping).toBe(0);
  });
});
