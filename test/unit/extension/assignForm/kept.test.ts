import { beforeEach, expect, it, vi } from 'vitest';
import { EMPTY_DRAFT } from '../../../../src/extension/assignForm/draft.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { runningFleet } from '../support.ts';
import { FakeMemory, openForm, reviewOf, written } from './support.ts';

let memory: FakeMemory;

beforeEach(() => {
  ui.reset();
  memory = new FakeMemory();
});

const kept = (): unknown => memory.kept.get('assignDraft');

it('what was written is in the form of the next window, also when nobody told this one that it ends', async () => {
  const form = await openForm(await runningFleet('a'), null, memory);
  await reviewOf(form, { ...written, agentId: 'a' });
  await vi.waitFor(() => expect(kept()).toEqual({ draft: { ...written, agentId: 'a' }, isAwaiting: false }));
  // The window is gone, and nothing of it was ended.
  ui.reset();
  const next = await openForm(await runningFleet('a'), null, memory);
  expect(next.heard('form')?.draft).toMatchObject({ task: 'Mend it.', paths: 'src/login\ndocs' });
  expect(next.heard('refused')).toBeUndefined();
});

it('a window that ended while it assigned is told in the form of the next one', async () => {
  const fleet = await runningFleet('a');
  fleet.assign = async () => new Promise(() => {});
  const form = await openForm(fleet, null, memory);
  form.says('submit', { draft: { ...written, agentId: 'a' } });
  await vi.waitFor(() => expect(kept()).toMatchObject({ isAwaiting: true }));
  ui.reset();
  const next = await openForm(await runningFleet('a'), null, memory);
  expect(next.heard('form')?.draft.task).toBe('Mend it.');
  expect(next.heard('refused')?.problems).toEqual([
    expect.objectContaining({ text: expect.stringContaining('Look at the assignments') as unknown }),
  ]);
  // Told once.
  expect(kept()).toMatchObject({ isAwaiting: false });
});

it('nothing is kept of what was given, nor of what another version kept', async () => {
  const form = await openForm(await runningFleet('a'), null, memory);
  form.says('submit', { draft: { ...written, agentId: 'a' } });
  await vi.waitFor(() => expect(form.heard('done')).toBeDefined());
  await vi.waitFor(() => expect(kept()).toBeUndefined());
  memory.kept.set('assignDraft', { draft: { task: 7 }, isAwaiting: false });
  ui.reset();
  const next = await openForm(await runningFleet('a'), null, memory);
  expect(next.heard('form')?.draft).toEqual(EMPTY_DRAFT);
});
