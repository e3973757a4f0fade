import { beforeEach, describe, expect, it } from 'vitest';
import { renderTree, ui } from '../../../fakes/vscode/index.ts';
import { runningFleet } from '../../support.ts';
import { settings, treeOf } from './support.ts';

beforeEach(() => ui.reset());

describe('the tooltip', () => {
  it('says in words what our own names mean, why she is led by her terminal, and all that was looked at', async () => {
    const fleet = await runningFleet('a');
    fleet.happens('a', { type: 'settings', settings: { ...settings, permissions: 'cm_asg_1' } });
    fleet.happens('a', { type: 'control', control: 'terminal' });
    const peek = fleet.peek.bind(fleet);
    fleet.peek = (agentId, holder) => {
      const seen = peek(agentId, holder);
      const controlWhy = 'this Codex has no app-server that listens';
      return { ...seen, meta: seen.meta === null ? null : { ...seen.meta, controlWhy } };
    };
    const tree = await treeOf(fleet);
    const [handle] = tree.getChildren();
    const item = tree.resolveTreeItem(tree.getTreeItem(handle!), handle!);
    const { value } = item.tooltip as { value: string };
    expect(value).not.toContain('cm_');
    expect(value.split('\n| ').length, 'lines, as many as a screen holds').toBeLessThan(20);
    const plain = value.replaceAll('\\', '');
    expect(plain).toContain('| Sandbox&nbsp;&nbsp; | she may write what her assignment names');
    expect(plain).toContain(
      '| Control&nbsp;&nbsp; | terminal only: this Codex has no app-server that listens',
    );
    expect(plain).toContain('| Also considered&nbsp;&nbsp; | tmux: her session is there');
    expect(renderTree(tree)).toContain('terminal only: this Codex has no app-server that listens');
  });

  it('tells source, evidence and since, and lets nothing in it be read as Markdown', async () => {
    const fleet = await runningFleet('a');
    fleet.happens('a', { type: 'settings', settings: { ...settings, model: '[x](command:evil) | y' } });
    const tree = await treeOf(fleet);
    const handle = tree.getChildren()[0]!;
    const item = tree.resolveTreeItem(tree.getTreeItem(handle), handle);
    const text = (item.tooltip as { value: string }).value.replaceAll('\\', '');
    expect(text).toContain('| Why&nbsp;&nbsp; | She waits for a task. |');
    expect(text).toContain('| Evidence&nbsp;&nbsp; | the conversation is idle |');
    expect(text).toContain('| Source&nbsp;&nbsp; | Codex app-server |');
    expect((item.tooltip as { value: string }).value).toContain(String.raw`\[x\]\(command:evil\) &#124; y |`);
  });
});
