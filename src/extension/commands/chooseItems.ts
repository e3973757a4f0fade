import type { FleetService } from '../fleetService.ts';
import { targetsOf } from '../target.ts';
import { openItems, pickItem } from './pickItem.ts';
import type { OpenItem } from './pickItem.ts';

/** What a decision is about. */
export interface Chosen {
  readonly items: readonly OpenItem[];
  /** Selected questions and rows that nothing can be decided on. */
  readonly leftOut: number;
}

/**
 * The decisions that a command is about: the rows it came from, or the one that is picked. Undefined when there is none or
 * the person thought better of it.
 * @throws FleetError `nothing_pending` when the only one is gone.
 */
export async function chooseDecisions(
  service: FleetService,
  argument: unknown,
  selection: unknown,
  title: string,
): Promise<Chosen | undefined> {
  const targets = targetsOf(argument, selection) ?? [];
  if (targets.length < 2) {
    const open = await pickItem(service, argument, title, ({ kind }) => kind !== 'question');
    return open === undefined ? undefined : { items: [open], leftOut: 0 };
  }
  await service.ready();
  const wanted = new Set(targets.map(({ agentId, itemKey }) => `${agentId}/${itemKey}`));
  const selected = openItems(service).filter(({ agent, item }) => wanted.has(`${agent.spec.id}/${item.key}`));
  const items = selected.filter(({ item }) => item.kind !== 'question');
  return { items, leftOut: wanted.size - items.length };
}
