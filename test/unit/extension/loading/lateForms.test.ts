import { beforeEach, expect, it, vi } from 'vitest';
import { AssignmentHistory } from '../../../../src/extension/assignments/history.ts';
import { LateForms } from '../../../../src/extension/loading/latePages.ts';
import { RestoredPages } from '../../../../src/extension/panels/page/restoredPages.ts';
import { FakeFleet } from '../../fakes/fleet/fakeFleet.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { FakeMemory } from '../assignForm/support.ts';
import { pageBasis, serviceOver, silent } from '../support.ts';

beforeEach(() => ui.reset());

async function openWindow(kept: unknown): Promise<void> {
  const service = await serviceOver(new FakeFleet());
  const memory = new FakeMemory();
  memory.kept.set('assignDraft', kept);
  const now = (): number => 0;
  const history = new AssignmentHistory({ service, log: silent, now });
  new LateForms({ ...pageBasis, service, history, now, memory }, new RestoredPages()).dispose();
}

it('a window tells that the one before ended while it assigned a task, and leads to the form', async () => {
  ui.buttons.push('Open the Form');
  await openWindow({ draft: {}, isAwaiting: true });
  expect(ui.shown).toEqual([
    'warning: The last window ended while it assigned a task. What you wrote is in the form. [Open the Form]',
  ]);
  await vi.waitFor(() => expect(ui.executed.at(-1)).toEqual({ id: 'codexMaster.newAssignment', args: [] }));
});

it('a window says nothing of what was written and not sent', async () => {
  await openWindow({ draft: {}, isAwaiting: false });
  expect(ui.shown).toEqual([]);
});
