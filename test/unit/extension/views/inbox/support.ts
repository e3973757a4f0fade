import type { WatchdogFinding } from '../../../../../src/core/watchdog/watchdogTimers.ts';
import { InboxExtras } from '../../../../../src/extension/attention/inboxExtras.ts';
import type { FakeFleet } from '../../../fakes/fleet/fakeFleet.ts';
import { createInboxTree } from '../../../../../src/extension/views/inbox/inboxTree.ts';
import type { RowTree } from '../../../../../src/extension/views/rows/rowTree.ts';
import { serviceOver, silent } from '../../support.ts';
import { assignmentRequest } from '../../../fakes/requests.ts';

export async function treeOf(fleet: FakeFleet): Promise<RowTree> {
  const service = await serviceOver(fleet);
  const tree = createInboxTree(service, () => fleet.nowMs);
  service.onDidChangeAgent(() => tree.refresh());
  tree.setVisible(true);
  return tree;
}

export async function tooltipOf(fleet: FakeFleet): Promise<string> {
  const tree = await treeOf(fleet);
  const [handle] = tree.getChildren();
  const item = tree.resolveTreeItem(tree.getTreeItem(handle!), handle!);
  return (item.tooltip as { value: string }).value;
}

/** The tree with a watchdog that finds what the test says. */
export async function watchedTree(fleet: FakeFleet) {
  const service = await serviceOver(fleet);
  const extras = new InboxExtras(service, silent);
  const tree = createInboxTree(service, () => fleet.nowMs, extras);
  extras.onDidChange(() => tree.refresh());
  service.onDidChangeAgent(() => tree.refresh());
  tree.setVisible(true);
  const find = async (finding: WatchdogFinding): Promise<void> => fleet.noteFinding('a', finding);
  return { tree, extras, find };
}

/** What may be written in is a folder: what lies beyond it can be told. */
export const REQUEST = assignmentRequest({
  role: 'worker',
  task: 'x',
  scope: ['docs'],
  writePaths: ['docs'],
});
