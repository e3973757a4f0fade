import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PanelFleet } from '../../../../src/core/panelFleet.ts';
import { FirstRows } from '../../../../src/extension/loading/afterwards.ts';
import { FleetService } from '../../../../src/extension/fleet/fleetService.ts';
import { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { person, silent } from '../support.ts';

/** Longer than VS Code takes to draw rows that it was told. */
const DRAWN_MS = 600;
/** Longer than anything waits for rows. */
const NEVER_MS = 6000;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A window that opens, with something that nobody waits for. */
function opening({
  isAwaited = true,
  remembered = [] as readonly string[],
  build = async () => Promise.resolve<PanelFleet>(new FakeFleet()),
} = {}) {
  const service = new FleetService({ build, holder: person, log: silent });
  const rows = new FirstRows({ service, isAwaited: () => isAwaited, remembered: () => remembered });
  const work = vi.fn();
  const handle = rows.afterwards(work);
  return { service, rows, work, handle };
}

describe('what rows do without', () => {
  it('is begun a moment after the rows were told, however long a busy machine takes to ask for them', async () => {
    const { service, rows, work } = opening();
    await service.ready();
    await vi.advanceTimersByTimeAsync(3000);
    rows.told('agents', false);
    await vi.advanceTimersByTimeAsync(DRAWN_MS / 2);
    rows.told('agents', false);
    await vi.advanceTimersByTimeAsync(DRAWN_MS / 2);
    expect(work).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(DRAWN_MS);
    expect(work).toHaveBeenCalledOnce();
  });

  it('waits longer where rows are open, for VS Code asks for those below', async () => {
    const { service, rows, work } = opening();
    await service.ready();
    rows.told('assignments', true);
    rows.told('agents', false);
    await vi.advanceTimersByTimeAsync(4 * DRAWN_MS);
    expect(work).not.toHaveBeenCalled();
    rows.told('assignments', false);
    await vi.advanceTimersByTimeAsync(DRAWN_MS);
    expect(work).toHaveBeenCalledOnce();
  });

  it('does not wait for ever for rows that somebody folded', async () => {
    const { service, rows, work } = opening();
    await service.ready();
    rows.told('assignments', true);
    await vi.advanceTimersByTimeAsync(NEVER_MS);
    expect(work).toHaveBeenCalledOnce();
  });

  it('is not begun by the rows of before, which stand there before the fleet is known', async () => {
    const { service, rows, work } = opening();
    rows.told('agents', false);
    await vi.advanceTimersByTimeAsync(NEVER_MS);
    expect(work).not.toHaveBeenCalled();
    await service.ready();
    await vi.advanceTimersByTimeAsync(DRAWN_MS);
    expect(work).toHaveBeenCalledOnce();
  });

  it('does not wait for rows where nobody looked at any', async () => {
    const { service, work } = opening({ isAwaited: false });
    await service.ready();
    await vi.advanceTimersByTimeAsync(DRAWN_MS);
    expect(work).toHaveBeenCalledOnce();
  });

  it('does not wait for ever: the panel may be hidden by now, or change all the time', async () => {
    const { service, rows, work } = opening();
    await service.ready();
    for (let told = 0; told < NEVER_MS; told += DRAWN_MS / 2) {
      rows.told('agents', false);
      await vi.advanceTimersByTimeAsync(DRAWN_MS / 2);
    }
    expect(work).toHaveBeenCalledOnce();
  });

  it('does not wait for a fleet that cannot be opened', async () => {
    const { service, work } = opening({ build: async () => Promise.reject(new Error('no')) });
    await service.ready().catch(() => {});
    await vi.advanceTimersByTimeAsync(0);
    expect(work).toHaveBeenCalledOnce();
  });

  it('is left out when it was given up, or everything ended', async () => {
    const { service, rows, work, handle } = opening();
    const other = vi.fn();
    rows.afterwards(other);
    await service.ready();
    handle.dispose();
    rows.told('agents', false);
    await vi.advanceTimersByTimeAsync(DRAWN_MS / 2);
    rows.dispose();
    await vi.advanceTimersByTimeAsync(NEVER_MS);
    expect([work.mock.calls.length, other.mock.calls.length]).toEqual([0, 0]);
  });
});

describe('the fleet', () => {
  const asked = async (rows: FirstRows): Promise<() => boolean> => {
    let isAnswered = false;
    void rows.answered().then(() => (isAnswered = true));
    await vi.advanceTimersByTimeAsync(0);
    return () => isAnswered;
  };

  it('waits for the rows of before, of every tree in sight and below those that are open', async () => {
    const { rows } = opening({ remembered: ['agents', 'assignments'] });
    const isAnswered = await asked(rows);
    const seen: boolean[] = [];
    for (const [view, someAreOpen] of [
      ['agents', false],
      ['assignments', true],
      ['assignments', false],
    ] as const) {
      rows.told(view, someAreOpen);
      await vi.advanceTimersByTimeAsync(0);
      seen.push(isAnswered());
    }
    expect(seen).toEqual([false, false, true]);
  });

  it('waits for nothing where nothing is remembered, or everything was told already', async () => {
    expect((await asked(opening().rows))()).toBe(true);
    const { rows } = opening({ remembered: ['agents'] });
    rows.told('agents', false);
    expect((await asked(rows))()).toBe(true);
  });

  it('does not wait for ever for a tree that VS Code does not ask for, nor when everything ends', async () => {
    const { rows } = opening({ remembered: ['agents'] });
    const isAnswered = await asked(rows);
    await vi.advanceTimersByTimeAsync(1000);
    expect(isAnswered()).toBe(false);
    await vi.advanceTimersByTimeAsync(1000);
    expect(isAnswered()).toBe(true);
    const ended = opening({ remembered: ['agents'] }).rows;
    const isOver = await asked(ended);
    ended.dispose();
    await vi.advanceTimersByTimeAsync(0);
    expect([isOver(), vi.getTimerCount()]).toEqual([true, 0]);
  });

  it('hears what was asked on a machine so busy that the time is over first', async () => {
    const { rows } = opening({ remembered: ['agents'] });
    const order: string[] = [];
    void rows.answered().then(() => order.push('loaded'));
    setTimeout(() => {
      order.push('told');
      rows.told('agents', false);
    }, 1500);
    await vi.advanceTimersByTimeAsync(2000);
    expect(order).toEqual(['told', 'loaded']);
  });

  it('waits for a moment only for what somebody may have folded', async () => {
    const { rows } = opening({ remembered: ['assignments'] });
    const isAnswered = await asked(rows);
    await vi.advanceTimersByTimeAsync(1000);
    rows.told('assignments', true);
    await vi.advanceTimersByTimeAsync(400);
    expect(isAnswered()).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(isAnswered()).toBe(true);
    // What is asked later is none of this.
    rows.told('assignments', true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
