import { beforeEach, describe, expect, it, vi } from 'vitest';
import { EMPTY_DRAFT } from '../../../../src/extension/assignForm/draft.ts';
import { newPanel } from '../../../../src/extension/panels/page/webviewPage.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { runningFleet } from '../support.ts';
import { openForm, written } from './support.ts';

beforeEach(() => ui.reset());

const newForm = () => newPanel('codexMaster.assignForm', 'New Assignment');

describe('a form that nobody answered any more and is opened again', () => {
  async function reopened(isAwaiting: boolean) {
    const form = await openForm(await runningFleet('a'));
    form.panel.dispose();
    form.forms.restore(newForm(), written, isAwaiting);
    const panel = ui.panels.at(-1)!;
    panel.says({ type: 'ready', body: { draft: null } });
    await vi.waitFor(() => expect(panel.received.some(({ type }) => type === 'form')).toBe(true));
    return panel;
  }

  it('has what was written in the old one', async () => {
    const panel = await reopened(false);
    expect(panel.received.find(({ type }) => type === 'form')?.body).toMatchObject({ draft: written });
    expect(panel.received.some(({ type }) => type === 'refused')).toBe(false);
  });

  it('says that it may have been given already, when it was on its way', async () => {
    const panel = await reopened(true);
    expect(panel.received.find(({ type }) => type === 'refused')?.body).toEqual({
      problems: [{ field: null, text: expect.stringContaining('Look at the assignments') as string }],
    });
  });

  it('is left alone while another form is open: neither of the two drafts is lost', async () => {
    const form = await openForm(await runningFleet('a'), { ...EMPTY_DRAFT, task: 'Another.' });
    expect(() => form.forms.restore(newForm(), written, false)).toThrow(/Another form is open/u);
    expect(form.panel.isDisposed).toBe(false);
  });
});
