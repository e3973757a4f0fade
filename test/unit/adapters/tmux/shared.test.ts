import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Shared } from '../../../../src/adapters/tmux/shared.ts';

/** Work that goes on until it is told to end; each run tells its number. */
function held(): { shared: Shared<number>; begun: () => number; end: (error?: Error) => Promise<void> } {
  const runs: PromiseWithResolvers<number>[] = [];
  const shared = new Shared(async () => {
    const run = Promise.withResolvers<number>();
    runs.push(run);
    return run.promise;
  });
  const end = async (error?: Error): Promise<void> => {
    if (error === undefined) runs.at(-1)?.resolve(runs.length);
    else runs.at(-1)?.reject(error);
    await setImmediate();
  };
  return { shared, begun: () => runs.length, end };
}

describe('work whose result is shared', () => {
  it('is done once for all who ask while another run goes on, and none of them gets that one', async () => {
    const { shared, begun, end } = held();
    const first = shared.get();
    const later = Array.from({ length: 50 }, async () => shared.get());
    expect(begun()).toBe(1);
    await end();
    expect(begun()).toBe(2);
    await end();
    expect(await first).toBe(1);
    expect(new Set(await Promise.all(later))).toEqual(new Set([2]));
  });

  it('begins anew for who asks when it is over, and after a failure', async () => {
    const { shared, begun, end } = held();
    const first = shared.get();
    const second = shared.get();
    await end(new Error('refused'));
    await expect(first).rejects.toThrow('refused');
    await end();
    expect(await second).toBe(2);
    const third = shared.get();
    expect(begun()).toBe(3);
    await end();
    expect(await third).toBe(3);
  });
});
