import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PanelFleet } from '../../../src/core/panelFleet.ts';
import { notBeforeRows } from '../../../src/extension/afterwards.ts';
import { FleetService } from '../../../src/extension/fleetService.ts';
import { FakeFleet } from '../fakes/fleet/fakeFleet.ts';
import { person, silent } from './support.ts';

/** Longer than the rows of a fleet take to be drawn. */
const LATER_MS = 1000;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A window that opens, in which somebody asks at once for what takes a program to find out. */
function asked(build: () => Promise<PanelFleet>) {
  const service = new FleetService({ build, holder: person, log: silent });
  const work = vi.fn(async () => Promise.resolve('done'));
  const answer = notBeforeRows(service, work)();
  return { service, work, answer };
}

describe('what rows do without', () => {
  it('is begun a moment after the fleet is there, when they stand', async () => {
    const { service, work, answer } = asked(async () => Promise.resolve(new FakeFleet()));
    await vi.advanceTimersByTimeAsync(LATER_MS);
    await service.ready();
    await vi.advanceTimersByTimeAsync(0);
    expect(work).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(LATER_MS);
    expect(await answer).toBe('done');
  });

  it('does not wait for a fleet that cannot be opened', async () => {
    const { service, answer } = asked(async () => Promise.reject(new Error('no')));
    await service.ready().catch(() => {});
    expect(await answer).toBe('done');
  });
});
