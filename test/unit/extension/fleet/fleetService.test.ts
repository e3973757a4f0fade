import { describe, expect, it, vi } from 'vitest';
import { runningFleet, serviceOver } from '../support.ts';

async function counted() {
  const fleet = await runningFleet('a', 'b');
  const service = await serviceOver(fleet);
  const peeks = vi.spyOn(fleet, 'peek');
  const stateOf = (): string | undefined => service.snapshots()[0]?.activity.state;
  return { fleet, service, peeks, stateOf };
}

describe('the fleet as everything that shows it sees it', () => {
  it('is looked at once for all that show the same moment', async () => {
    const { service, peeks } = await counted();
    for (let shown = 0; shown < 7; shown += 1) service.snapshots();
    expect(peeks).toHaveBeenCalledTimes(service.snapshots().length);
    await Promise.resolve();
    service.snapshots();
    expect(peeks).toHaveBeenCalledTimes(2 * service.snapshots().length);
  });

  it('is of now after a change, in the same moment as well', async () => {
    const { fleet, stateOf } = await counted();
    const before = stateOf();
    fleet.happens('a', { type: 'turnStarted', turnId: 't', startedAtMs: fleet.nowMs });
    expect([before, stateOf()]).toEqual(['idle', 'working']);
  });

  it('is of now for who hears of the change', async () => {
    const { fleet, service, stateOf } = await counted();
    const heard: (string | undefined)[] = [];
    stateOf();
    service.onDidChangeAgent(() => heard.push(stateOf()));
    fleet.happens('a', { type: 'turnStarted', turnId: 't', startedAtMs: fleet.nowMs });
    expect(heard).toEqual(['working']);
  });
});
