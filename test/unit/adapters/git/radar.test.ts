import { describe, expect, it } from 'vitest';
import { Radar } from '../../../../src/adapters/git/radar.ts';

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

  it('asks about four pairs at once at most', async () => {
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
    expect([most, running]).toEqual([4, 0]);
  });
});
