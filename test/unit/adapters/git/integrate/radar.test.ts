import { describe, expect, it } from 'vitest';
import { FleetError } from '../../../../../src/core/errors.ts';
import { Radar } from '../../../../../src/adapters/git/integrate/radar.ts';

const clash = { shared: [], conflicts: [] };

describe('the radar', () => {
  it('asks once about a pair, whichever way round, and again after a failure', async () => {
    const radar = new Radar();
    let asked = 0;
    const ask = async () => {
      asked += 1;
      if (asked === 1) throw new Error('busy');
      return Promise.resolve(clash);
    };
    await expect(radar.clash('a', 'b', ask)).rejects.toThrow('busy');
    expect(await radar.clash('a', 'b', ask)).toBe(clash);
    expect(await radar.clash('b', 'a', ask)).toBe(clash);
    expect(asked).toBe(2);
  });

  it('does not ask for whoever gave up, but for another who joined them', async () => {
    const radar = new Radar();
    const stop = new AbortController();
    const ask = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      if (stop.signal.aborted) throw new FleetError('cancelled', 'Stopped.');
      return clash;
    };
    const given = radar.clash('a', 'b', ask, stop.signal);
    stop.abort();
    const other = radar.clash('b', 'a', async () => Promise.resolve(clash));
    await expect(given).rejects.toMatchObject({ code: 'cancelled' });
    expect(await other).toBe(clash);
    let asked = 0;
    const never = async () => {
      asked += 1;
      return Promise.resolve(clash);
    };
    await expect(radar.clash('a', 'c', never, stop.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(asked).toBe(0);
  });

  it('does not remember what could not be told', async () => {
    const radar = new Radar();
    expect(await radar.clash('a', 'b', async () => Promise.resolve(null))).toBeNull();
    expect(await radar.clash('a', 'b', async () => Promise.resolve(clash))).toBe(clash);
  });

  it('asks about three pairs at once at most', async () => {
    const radar = new Radar();
    let running = 0;
    let most = 0;
    const ask = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return clash;
    };
    await Promise.all(Array.from({ length: 20 }, async (_, index) => radar.clash('a', `b${index}`, ask)));
    expect([most, running]).toEqual([3, 0]);
  });
});
