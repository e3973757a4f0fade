import { createAgentsTree } from '../../../../../src/extension/views/agents/agentsTree.ts';
import type { RowTree } from '../../../../../src/extension/views/rows/rowTree.ts';
import type { FakeFleet } from '../../../fakes/fleet/fakeFleet.ts';
import { noticesFor, serviceOver } from '../../support.ts';

export const settings = {
  model: 'gpt-5.5',
  effort: 'high',
  approvalPolicy: 'on-request',
  permissions: ':workspace',
};

export async function treeOf(fleet: FakeFleet, programs?: readonly string[]): Promise<RowTree> {
  const service = await serviceOver(fleet);
  const notices = noticesFor(service, programs);
  await notices.check();
  const tree = createAgentsTree(service, notices, () => fleet.nowMs);
  service.onDidChangeAgent(() => tree.refresh());
  tree.setVisible(true);
  return tree;
}
