import { describe, expect, it } from 'vitest';
import { Lanes } from '../../../src/core/lanes.ts';

describe('lanes', () => {
  it('let work of one lane wait, and no more than the most go at once', async () => {
    const lanes = new Lanes(2);
    const log: string[] = [];
    const gates = ['a1', 'a2', 'b1', 'c1'].map((name) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      return { name, promise, resolve };
    });
    const works = gates.map(async ({ name, promise }) =>
      lanes.run(name[0] ?? '', async () => {
        log.push(name);
        await promise;
      }),
    );
    const open = async (name: string): Promise<void> => {
      const at = gates.findIndex((gate) => gate.name === name);
      gates[at]?.resolve();
      await works[at];
      await Promise.resolve();
    };
    await Promise.resolve();
    expect(log).toEqual(['a1', 'b1']);
    await open('b1');
    expect(log).toEqual(['a1', 'b1', 'c1']);
    await open('a1');
    expect(log).toEqual(['a1', 'b1', 'c1', 'a2']);
    await open('a2');
    await open('c1');
  });

  it('go on after work that failed', async () => {
    const lanes = new Lanes(1);
    await expect(lanes.run('a', async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await lanes.run('a', async () => Promise.resolve(1))).toBe(1);
  });
});
