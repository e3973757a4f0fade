import type { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { commandItem, fileItem, questionItem, runningFleet } from '../support.ts';

export const row = (agentId: string, itemKey: string, path: string | null = null) => ({
  id: 'x',
  target: { agentId, itemKey, path },
});

/** A command of Mila's, files and a question of Nora's. */
export const rows = [
  row('a', 'turn-1/item-1'),
  row('b', 'turn-1/item-2'),
  row('b', 'turn-1/item-3'),
] as const;

export async function busyFleet(): Promise<FakeFleet> {
  const fleet = await runningFleet('a', 'b');
  fleet.happens('a', { type: 'pendingOpened', item: commandItem() });
  fleet.happens('b', { type: 'pendingOpened', item: fileItem() });
  fleet.happens('b', { type: 'pendingOpened', item: questionItem() });
  return fleet;
}
