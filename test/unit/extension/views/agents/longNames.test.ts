import { beforeEach, describe, expect, it } from 'vitest';
import { renderTree, ui } from '../../../fakes/vscode/index.ts';
import { createAgentsTree } from '../../../../../src/extension/views/agents/agentsTree.ts';
import type { RowTree } from '../../../../../src/extension/views/rows/rowTree.ts';
import type { FakeFleet } from '../../../fakes/fleet/fakeFleet.ts';
import { noticesFor, runningFleet, serviceOver } from '../../support.ts';

async function treeOf(fleet: FakeFleet): Promise<RowTree> {
  const service = await serviceOver(fleet);
  const tree = createAgentsTree(service, noticesFor(service), () => fleet.nowMs);
  tree.setVisible(true);
  return tree;
}

beforeEach(() => ui.reset());

describe('a name that is longer than a row', () => {
  const name = 'Maximiliane-Alexandra von der Wiesenthal';

  it('leaves room for the state; a screen reader and the tooltip say all of it', async () => {
    const fleet = await runningFleet('a');
    const peek = fleet.peek.bind(fleet);
    fleet.peek = (agentId, holder) => {
      const seen = peek(agentId, holder);
      return { ...seen, spec: { ...seen.spec, name } };
    };
    const tree = await treeOf(fleet);
    expect(renderTree(tree)).toMatch(/^Maximiliane-Alexandra von d… {2}idle/u);
    const handle = tree.getChildren()[0]!;
    const item = tree.resolveTreeItem(tree.getTreeItem(handle), handle);
    expect(item.accessibilityInformation?.label).toMatch(new RegExp(`^${name}, idle`, 'u'));
    expect((item.tooltip as { value: string }).value.replaceAll('\\', '')).toContain(`${name} (a)`);
  });
});
