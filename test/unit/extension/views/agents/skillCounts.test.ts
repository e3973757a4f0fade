import { beforeEach, expect, it, vi } from 'vitest';
import { createAgentsTree } from '../../../../../src/extension/views/agents/agentsTree.ts';
import { SkillCounts } from '../../../../../src/extension/views/agents/skillCounts.ts';
import { renderTree, ui } from '../../../fakes/vscode/index.ts';
import { noticesFor, runningFleet, serviceOver, silent } from '../../support.ts';

beforeEach(() => ui.reset());

it('the skills are counted when the row below which they stand is opened, and not again by drawing', async () => {
  const fleet = await runningFleet('a');
  const service = await serviceOver(fleet);
  const notices = noticesFor(service);
  await notices.check();
  const skills = new SkillCounts(service, silent);
  const tree = createAgentsTree(service, notices, () => fleet.nowMs, { skills });
  skills.onDidChange(() => tree.refresh());
  tree.setVisible(true);
  const counted = (): number => fleet.calls.filter((call) => call === 'skills a').length;
  const [mila] = tree.getChildren();
  expect(counted()).toBe(0);
  tree.getChildren(mila);
  await vi.waitFor(() => expect(renderTree(tree)).toMatch(/Skills {2}\d/));
  tree.getChildren(mila);
  expect(counted()).toBe(1);
});
