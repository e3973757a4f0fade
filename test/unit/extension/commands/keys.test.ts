import { beforeEach, describe, expect, it } from 'vitest';
import type { TreeView } from 'vscode';
import { COMMANDS } from '../../../../src/extension/commands.ts';
import type { CommandHandlers, CommandName } from '../../../../src/extension/commands.ts';
import { withKeys } from '../../../../src/extension/commands/keys.ts';
import { withTicks } from '../../../../src/extension/commands/ticked.ts';
import { Ticks } from '../../../../src/extension/views/agents/ticks.ts';
import { rowsUnderKeys } from '../../../../src/extension/views/rows/keySelection.ts';
import { NO_TARGET } from '../../../../src/extension/views/rows/rowNode.ts';
import type { RowHandle } from '../../../../src/extension/views/rows/rowTree.ts';
import { ui } from '../../fakes/vscode/index.ts';

const [first, second, third] = ['1', '2', '3'].map((id): RowHandle => ({ id, target: NO_TARGET })) as [
  RowHandle,
  RowHandle,
  RowHandle,
];

/** A view in which `list.toggleSelection` does what VS Code's does to the focused row. */
function viewWith(selection: RowHandle[], focused: RowHandle | undefined): TreeView<RowHandle> {
  const view = { selection };
  ui.commands.set('list.toggleSelection', () => {
    if (focused === undefined) return;
    view.selection = view.selection.includes(focused)
      ? view.selection.filter((row) => row !== focused)
      : [...view.selection, focused];
  });
  return view as unknown as TreeView<RowHandle>;
}

/** The view as it seems while it is redrawn at some of the looks at its selection. */
function redrawnAt(view: TreeView<RowHandle>, isRedrawn: (looks: number) => boolean): TreeView<RowHandle> {
  let looks = 0;
  return {
    get selection() {
      looks += 1;
      return isRedrawn(looks) ? [] : view.selection;
    },
  } as unknown as TreeView<RowHandle>;
}

beforeEach(() => ui.reset());

describe('the rows that a key is about', () => {
  it.each([
    ['the focused row, not the one that was clicked before', [first], second, ['2']],
    ['the focused row while nothing is selected', [], second, ['2']],
    ['all that are selected while the focus is among them', [first, second, third], second, ['2', '1', '3']],
    ['nothing while there is no row', [], undefined, []],
    ['nothing while it is not clear which', [first, second], undefined, []],
  ])('are %s', async (_, selection, focused, expected) => {
    const view = viewWith(selection, focused);
    expect((await rowsUnderKeys(view))?.map((row) => row.id)).toEqual(expected);
    expect(view.selection.map((row) => row.id).toSorted()).toEqual(selection.map((row) => row.id));
  });

  // VS Code forgets a redrawn tree's rows until it has asked for them again: nothing seems to be selected meanwhile.
  it.each([1, 2, 3, 4, 5])(
    'are the focused row also when the tree is redrawn at look %i',
    async (redrawn) => {
      const view = redrawnAt(viewWith([first], second), (looks) => looks === redrawn);
      expect(await rowsUnderKeys(view)).toEqual([second]);
    },
  );

  it('are unknown while the tree is redrawn all the time', async () => {
    const view = redrawnAt(viewWith([first], second), (looks) => looks % 2 === 0);
    expect(await rowsUnderKeys(view)).toBeNull();
  });
});

describe('a command', () => {
  const names = Object.keys(COMMANDS) as CommandName[];

  async function pressed(argument: unknown, rows: readonly RowHandle[] | null): Promise<unknown[][]> {
    const calls: unknown[][] = [];
    const record = async (...args: readonly unknown[]): Promise<void> =>
      Promise.resolve(void calls.push([...args]));
    const handlers = Object.fromEntries(names.map((name) => [name, record])) as unknown as CommandHandlers;
    const keyed = withKeys({ rowsUnderKeys: async () => Promise.resolve(rows) }, handlers);
    await keyed.approve(argument);
    return calls;
  }

  it('gets from a key what it gets from a click', async () => {
    expect(await pressed({ keysIn: 'inbox' }, [second, first])).toEqual([[second, [second, first]]]);
  });

  it('does nothing for a key without a row, rather than something for another', async () => {
    expect(await pressed({ keysIn: 'inbox' }, [])).toEqual([]);
  });

  it('does nothing for a key while the rows change, and says so', async () => {
    expect(await pressed({ keysIn: 'inbox' }, null)).toEqual([]);
    expect(ui.shown).toEqual(['info: The list changed at that moment; nothing was done. Try again.']);
  });

  it('from the palette or a link is called as it was: without any row, whatever stands before it', async () => {
    const called: string[] = [];
    const handlers = Object.fromEntries(
      names.map((name) => [
        name,
        async (...args: readonly unknown[]) => void called.push(`${name} ${args.length}`),
      ]),
    ) as unknown as CommandHandlers;
    const rowsUnderKeys = async (): Promise<null> => Promise.resolve(null);
    const all = withTicks(new Ticks(), withKeys({ rowsUnderKeys }, handlers));
    for (const name of names) await all[name]();
    expect(called).toEqual(names.map((name) => `${name} 0`));
    expect(ui.shown).toEqual([]);
  });

  it('does nothing for a row that went under the click, rather than something for the only one left', async () => {
    expect(await pressed(undefined, [])).toEqual([]);
    expect(ui.shown).toEqual(['info: The list changed at that moment; nothing was done. Try again.']);
  });

  it('is as ever otherwise', async () => {
    expect(await pressed(first, [])).toEqual([[first]]);
    expect(await pressed({ keysIn: 'elsewhere' }, [first])).toEqual([[{ keysIn: 'elsewhere' }]]);
  });
});
