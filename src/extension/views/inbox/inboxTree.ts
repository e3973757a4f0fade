import { PLAIN_INBOX } from '../../attention/inboxExtras.ts';
import type { InboxView } from '../../attention/inboxExtras.ts';
import type { FleetService } from '../../fleet/fleetService.ts';
import { inboxNodes, nextInboxChangeMs } from './inboxRows.ts';
import { RowTree } from '../rows/rowTree.ts';

export const INBOX_VIEW = 'codexMaster.inbox';

/** The tree "Inbox": what waits for a person, over all Agentinnen. Rows vanish wherever they are answered. */
export function createInboxTree(
  service: FleetService,
  now: () => number,
  view: InboxView = PLAIN_INBOX,
): RowTree {
  return new RowTree({
    now,
    picture: () => inboxNodes(service.snapshots(), now(), view),
    nextChangeMs: () => nextInboxChangeMs(service.snapshots(), now(), view),
  });
}
