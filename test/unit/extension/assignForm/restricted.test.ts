import { beforeEach, expect, it, vi } from 'vitest';
import { ui } from '../../fakes/vscode/index.ts';
import { runningFleet } from '../support.ts';
import { openForm, written } from './support.ts';

beforeEach(() => ui.reset());

it('the form gives nothing in Restricted Mode, where VS Code brings it back after a reload', async () => {
  const fleet = await runningFleet('a');
  const form = await openForm(fleet, written);
  ui.isTrusted = false;
  const before = [...fleet.calls];
  form.says('submit', { draft: { ...written, worktree: true } });
  await vi.waitFor(() => expect(form.heard('refused')).toBeDefined());
  expect(
    form
      .heard('refused')
      ?.problems.map(({ text }) => text)
      .join(),
  ).toContain('Restricted Mode');
  expect([fleet.calls, fleet.ledger]).toEqual([before, []]);
  ui.isTrusted = true;
  form.says('submit', { draft: written });
  await vi.waitFor(() => expect(fleet.ledger).toHaveLength(1));
});
