import { l10n, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import type { PendingItem } from '../../../core/agent/pending.ts';
import { panelError } from '../../messages/errorWords.ts';
import type { FleetService } from '../../fleet/fleetService.ts';
import { targetOf } from '../../fleet/target.ts';
import { inert } from '../../views/rows/inert.ts';
import { itemTitle, itemWish, ITEM_ICONS } from '../../views/inbox/inboxItem.ts';
import { oneLine, themeIcon } from '../../views/rows/row.ts';
import { NO_TARGET } from '../../views/rows/rowNode.ts';
import { agentTitle } from '../../text/words.ts';
import { showInfo } from '../../messages/say.ts';

/** Something pending together with who asks. */
export interface OpenItem {
  readonly agent: AgentSnapshot;
  readonly item: PendingItem;
}

interface OpenItemPick extends QuickPickItem {
  readonly open: OpenItem;
}

/**
 * The pending item that a command is about: the one its argument names, the only one that fits, or the one picked.
 * @throws FleetError `nothing_pending` when the named one is gone.
 */
export async function pickItem(
  service: FleetService,
  argument: unknown,
  title: string,
  fits: (item: PendingItem) => boolean,
): Promise<OpenItem | undefined> {
  await service.ready();
  const { agentId, itemKey } = targetOf(argument) ?? NO_TARGET;
  const all = openItems(service).filter(({ agent }) => agentId === null || agent.spec.id === agentId);
  if (itemKey !== null) return named(all, itemKey);
  const fitting = all.filter(({ item }) => fits(item));
  if (fitting.length === 0) void showInfo(l10n.t('Nothing like that is waiting for you.'));
  if (fitting.length <= 1) return fitting[0];
  return (await window.showQuickPick(fitting.map(toPick), { title, matchOnDescription: true }))?.open;
}

/** Everything open over all Agentinnen, oldest first. */
export function openItems(service: FleetService): OpenItem[] {
  const items = service.snapshots().flatMap((agent) => agent.model.pending.map((item) => ({ agent, item })));
  return items.toSorted((a, b) => a.item.openedAtMs - b.item.openedAtMs);
}

function named(items: readonly OpenItem[], key: string): OpenItem {
  const found = items.find(({ item }) => item.key === key);
  if (found !== undefined) return found;
  throw panelError('nothing_pending', l10n.t('This was already answered, or its turn is over.'));
}

function toPick(open: OpenItem): OpenItemPick {
  return {
    label: inert(oneLine(itemTitle(open.item), 80)),
    description: `${agentTitle(open.agent.spec)} · ${itemWish(open.item)}`,
    iconPath: themeIcon(ITEM_ICONS[open.item.kind]),
    open,
  };
}
