import { beforeEach, describe, expect, it } from 'vitest';
import { renderTree, ui } from '../../../fakes/vscode/index.ts';
import { commandItem, fileItem, person, runningFleet } from '../../support.ts';
import { REQUEST, tooltipOf, treeOf } from './support.ts';

beforeEach(() => ui.reset());

describe('what lies beyond her assignment', () => {
  it.each([
    [commandItem({ cwd: '/repo/docs/api' }), 'wants to run · <1 min'],
    [commandItem({ cwd: '/repo' }), 'wants to run · <1 min'],
    [commandItem({ cwd: '/repo/src' }), 'wants to run · outside of her assignment · <1 min'],
    [commandItem({ cwd: '/repo/docs-old' }), 'wants to run · outside of her assignment · <1 min'],
    [fileItem(), 'wants to change · outside of her assignment · <1 min'],
    [
      fileItem({ changes: [{ path: 'docs/../src/a.md', kind: 'add', diff: '' }] }),
      'wants to change · outside of her assignment · <1 min',
    ],
    [fileItem({ changes: [{ path: 'docs/a.md', kind: 'add', diff: '' }] }), 'wants to change · <1 min'],
  ])('is told: %#', async (item, description) => {
    const fleet = await runningFleet('a');
    await fleet.assign('a', REQUEST, null, person);
    fleet.happens('a', { type: 'pendingOpened', item });
    expect(renderTree(await treeOf(fleet)).split('\n')[0]).toContain(`  ${description}`);
  });

  it('is told in full when the pointer rests on it, with the keys', async () => {
    const fleet = await runningFleet('a');
    await fleet.assign('a', REQUEST, null, person);
    fleet.happens('a', { type: 'pendingOpened', item: commandItem() });
    const text = await tooltipOf(fleet);
    expect(text).toContain('| Scope&nbsp;&nbsp; | runs in a folder wider than her assignment');
    expect(text).toContain('| Keys&nbsp;&nbsp; | Ctrl/Cmd');
  });
});
