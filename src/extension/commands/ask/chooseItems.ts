import type { FleetService } from '../../fleet/fleetService.ts';
import { targetsOf } from '../../fleet/target.ts';
import { openItems, pickItem } from './pickItem.ts';
import type { OpenItem } from './pickItem.ts';

/** What a decision is about. */
export interface Chosen {
  readonly items: readonly OpenItem[];
  readonly left: LeftOut;
}

/** How many selected rows are left as they are, by why. */
export interface LeftOut {
  readonly questions: number;
  /** Rows that nothing can be decided on: limits, findings of the watchdog, who was lost. */
  readonly undecidable: number;
  /** Answered since they were selected. */
  readonly gone: number;
}

const NOTHING_LEFT: LeftOut = { questions: 0, undecidable: 0, gone: 0 };

export function countLeft({ questions, undecidable, gone }: LeftOut): number {
  return questions + undecidable + gone;
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
    return open === undefined ? undefined : { items: [open], left: NOTHING_LEFT };
  }
  await service.ready();
  const asked = targets.filter(({ itemKey }) => itemKey !== null);
  const wanted = new Set(asked.map(({ agentId, itemKey }) => `${agentId}/${itemKey}`));
  const selected = openItems(service).filter(({ agent, item }) => wanted.has(`${agent.spec.id}/${item.key}`));
  const items = selected.filter(({ item }) => item.kind !== 'question');
  const left = {
    questions: selected.length - items.length,
    undecidable: targets.length - asked.length,
    gone: wanted.size - selected.length,
  };
  return { items, left };
}
