import { describe, expect, it } from 'vitest';
import { GitTurns } from '../../../../../src/adapters/git/process/turns.ts';

/** Work that ends when it is told to. */
class Gates {
  readonly turns = new GitTurns();
  readonly begun: string[] = [];
  readonly #ends = new Map<string, () => void>();

  async run(name: string, lane: 'asked' | 'background', signal?: AbortSignal): Promise<void> {
    return this.turns.run(
      async () => {
        this.begun.push(name);
        await new Promise<void>((resolve) => void this.#ends.set(name, resolve));
      },
      lane,
      signal,
    );
  }

  async end(name: string): Promise<void> {
    this.#ends.get(name)?.();
    await settled();
  }
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('the turns of git', () => {
  it('are four at once, in the order of the calls', async () => {
    const gates = new Gates();
    const all = ['1', '2', '3', '4', '5', '6'].map(async (name) => gates.run(name, 'asked'));
    await settled();
    expect(gates.begun).toEqual(['1', '2', '3', '4']);
    await gates.end('3');
    expect(gates.begun.slice(4)).toEqual(['5']);
    for (const name of ['1', '2', '4', '5', '6']) await gates.end(name);
    await Promise.all(all);
  });

  it('leave one for what a person waits for, and let it go before looks that wait', async () => {
    const gates = new Gates();
    const looks = ['a', 'b', 'c', 'd'].map(async (name) => gates.run(name, 'background'));
    await settled();
    expect(gates.begun).toEqual(['a', 'b', 'c']);
    const asked = ['1', '2'].map(async (name) => gates.run(name, 'asked'));
    await settled();
    expect(gates.begun.slice(3)).toEqual(['1']);
    await gates.end('a');
    expect(gates.begun.slice(4)).toEqual(['2']);
    await gates.end('1');
    expect(gates.begun.slice(5)).toEqual(['d']);
    for (const name of ['2', 'b', 'c', 'd']) await gates.end(name);
    await Promise.all([...looks, ...asked]);
  });

  it('go on after a failure, and without those who gave up waiting', async () => {
    const gates = new Gates();
    const all = ['1', '2', '3'].map(async (name) => gates.run(name, 'asked'));
    const failing = gates.turns.run(async () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    all.push(gates.run('4', 'asked'));
    const left = new AbortController();
    const given = gates.run('5', 'asked', left.signal);
    const last = gates.run('6', 'asked');
    left.abort();
    await expect(given).rejects.toMatchObject({ code: 'cancelled' });
    await expect(gates.run('7', 'asked', left.signal)).rejects.toMatchObject({ code: 'cancelled' });
    await gates.end('1');
    expect(gates.begun).toEqual(['1', '2', '3', '4', '6']);
    for (const name of ['2', '3', '4', '6']) await gates.end(name);
    await Promise.all([...all, last]);
  });
});
