import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Memento } from 'vscode';

import { ui } from '../../fakes/vscode/index.ts';
import { errors, person, runningFleet, serviceOver, silent } from '../support.ts';

const loaded = vi.hoisted(() => {
  // Another test file may have loaded in this process what is replaced here.
  vi.resetModules();
  return { times: 0, calls: [] as string[] };
});
afterAll(() => vi.resetModules());

vi.mock('../../../../src/extension/loading/lateParts.ts', () => ({
  TerminalParts: class {
    readonly terminals = {
      active: { agentId: 'a', isWatched: true },
      attach: async (agentId: string) => Promise.resolve(void loaded.calls.push(`attach ${agentId}`)),
      handOver: async (agentId: string) => Promise.resolve(void loaded.calls.push(`hand over ${agentId}`)),
      restore: async () => Promise.resolve(void loaded.calls.push('restore')),
    };
    profile = async () => Promise.resolve('profile');
    constructor() {
      loaded.times += 1;
    }
    dispose(): void {
      loaded.calls.push('dispose');
    }
  },
}));

const { LateTerminals } = await import('../../../../src/extension/terminals/lateTerminals.ts');

beforeEach(() => {
  ui.reset();
  loaded.times = 0;
  loaded.calls = [];
});

/** The terminals of a window in which these were open before it was loaded anew. */
async function terminalsAfter(open: unknown) {
  const memento = { get: () => open } as unknown as Memento;
  const service = await serviceOver(await runningFleet('a'), person);
  const pages = { seenIn: async () => Promise.resolve(undefined) };

  return new LateTerminals({ service, errors, memento, pages, log: silent, now: Date.now });
}

describe('terminals of a window', () => {
  it('take nothing of its start where none was open', async () => {
    for (const open of [undefined, [], 'damaged']) {
      const terminals = await terminalsAfter(open);
      await terminals.restore();
      expect([loaded.times, terminals.active]).toEqual([0, undefined]);
      terminals.dispose();
    }
    expect(loaded.calls).toEqual([]);
  });

  it('come back where some were open', async () => {
    const terminals = await terminalsAfter([{ agentId: 'a', column: null, isFront: true }]);
    await terminals.restore();
    expect([loaded.times, loaded.calls, terminals.active?.agentId]).toEqual([1, ['restore'], 'a']);
  });

  it('are loaded once for all that is done with them, and end with the window', async () => {
    const terminals = await terminalsAfter(undefined);
    const provider = ui.providers.get('codexMaster.agent') as { provideTerminalProfile(): Promise<unknown> };
    expect(await provider.provideTerminalProfile()).toBe('profile');
    await terminals.attach('a');
    await terminals.handOver('a');
    terminals.dispose();
    expect([loaded.times, loaded.calls]).toEqual([1, ['attach a', 'hand over a', 'dispose']]);
  });
});
