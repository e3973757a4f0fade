import { beforeEach, describe, expect, it, vi } from 'vitest';
import { EMPTY_DRAFT, requestOf } from '../../../../src/extension/assignForm/draft.ts';
import type { AssignDraft } from '../../../../src/shared/assignForm.ts';
import { ui, Uri } from '../../fakes/vscode/index.ts';
import { commandsOver } from '../commands/support.ts';
import { person, runningFleet } from '../support.ts';
import { openForm, reviewOf, written } from './support.ts';

beforeEach(() => ui.reset());

describe('the form', () => {
  it('says nothing before it is ready, then everything with who is suggested and why', async () => {
    const fleet = await runningFleet('b');
    const form = await openForm(fleet);
    const { agents, draft } = form.heard('form')!;
    expect(draft).toEqual(EMPTY_DRAFT);
    expect(agents).toEqual({
      options: [
        { id: 'b', title: 'Nora (b) – idle' },
        { id: 'a', title: 'Mila (a) – stopped' },
      ],
      suggestedId: 'b',
      trouble: null,
      reason: 'Suggested: she is free.',
    });
  });

  it('takes up the draft that the webview kept over a reload', async () => {
    const form = await openForm(await runningFleet('a'), written);
    expect(form.heard('form')?.draft).toEqual(written);
  });

  it('has what was written again when it was closed and is opened once more', async () => {
    const form = await openForm(await runningFleet('a'));
    await reviewOf(form, written);
    form.panel.dispose();
    form.forms.open((draft) => ({ ...draft, agentId: 'a' }));
    const panel = ui.panels.at(-1)!;
    const drafts = () =>
      panel.received
        .filter(({ type }) => type === 'form')
        .map(({ body }) => (body as { readonly draft: AssignDraft }).draft);
    panel.says({ type: 'ready', body: { draft: null } });
    await vi.waitFor(() => expect(drafts()).toEqual([{ ...written, agentId: 'a' }]));
    panel.says({ type: 'next', body: { what: 'again' } });
    expect(drafts().at(-1)).toEqual(EMPTY_DRAFT);
  });

  it('sends along from where a command changed it, so that what is written meanwhile can stay', async () => {
    const form = await openForm(await runningFleet('a'));
    await reviewOf(form, written);
    form.forms.open((draft) => ({ ...draft, agentId: 'a' }));
    expect(form.heard('form')).toMatchObject({ was: written, draft: { ...written, agentId: 'a' } });
    form.says('next', { what: 'again' });
    expect(form.heard('form')?.was).toBeNull();
  });

  it('suggests who worked on the files and has headroom', async () => {
    const fleet = await runningFleet('a', 'b');
    await fleet.assign('b', requestOf(written), null, person);
    fleet.finishes('b');
    const form = await openForm(fleet, { ...written, paths: 'docs/new.md' });
    // What she did is read from the ledger while the form is there already.
    await vi.waitFor(() =>
      expect(form.heard('agents') ?? form.heard('form')?.agents).toMatchObject({
        suggestedId: 'b',
        reason: 'Suggested: she is free, worked on these files.',
      }),
    );
  });

  it('shows what the sandbox will allow, and each wrong path at its field', async () => {
    const form = await openForm(await runningFleet('a'));
    const review = await reviewOf(form, { ...written, paths: 'docs\nhttps://x.test', scope: 'docs' });
    expect(review.sandbox).toContain('May write: docs – and nothing else.');
    expect(review.problems).toEqual([{ field: 'paths', text: 'https://x.test is an address, not a path.' }]);
    const outside = await reviewOf(form, { ...written, paths: 'docs', scope: 'src' });
    expect(outside.problems).toEqual([{ field: 'paths', text: 'docs lies outside of the scope.' }]);
  });

  it('tells who else may write there', async () => {
    const fleet = await runningFleet('a', 'b');
    await fleet.assign('b', { ...requestOf(written), writePaths: ['docs'], scope: ['docs'] }, null, person);
    const form = await openForm(fleet);
    const review = await reviewOf(form, written);
    expect(review.conflicts).toEqual(['Nora (b) may write docs until her assignment is over.']);
    expect(review.problems).toEqual([]);
    expect((await reviewOf(form, { ...written, worktree: true })).conflicts).toEqual([]);
    form.says('submit', { draft: written });
    await vi.waitFor(() => expect(form.heard('refused')).toEqual({ problems: [] }));
    expect(ui.shown.at(-1)).toContain('Others write the same files. Assign anyway? [Assign Anyway]');
    expect(fleet.wishes.assign).toHaveLength(1);
    ui.buttons.push('Assign Anyway');
    form.says('submit', { draft: written });
    await vi.waitFor(() => expect(form.heard('done')).toBeDefined());
    expect(fleet.wishes.assign).toHaveLength(2);
  });

  it('says of paths above and below those of others that they are not given, and with whose', async () => {
    const fleet = await runningFleet('a', 'b');
    await fleet.assign('b', { ...requestOf(written), writePaths: ['src'], scope: ['src'] }, null, person);
    const form = await openForm(fleet);
    const { problems, conflicts } = await reviewOf(form, written);
    expect(conflicts).toEqual([]);
    expect(problems).toMatchObject([
      {
        field: 'paths',
        text: expect.stringContaining('Nora (b) works in src, which holds src/login.') as unknown,
      },
    ]);
    expect((await reviewOf(form, { ...written, worktree: true })).problems).toEqual([]);
  });

  it('says that a skill is missing, and not when that is allowed', async () => {
    const form = await openForm(await runningFleet('a'));
    const draft = { ...written, agentId: 'a', skill: 'no-such' };
    expect((await reviewOf(form, draft)).problems.map(({ field }) => field)).toEqual(['skill']);
    expect((await reviewOf(form, { ...draft, allowMissingSkill: true })).problems).toEqual([]);
  });

  it('follows who becomes busy, while it can be seen', async () => {
    const fleet = await runningFleet('a', 'b');
    const form = await openForm(fleet);
    await fleet.send('a', { text: 'x', enter: true, idempotencyKey: null }, person);
    expect(form.heard('agents')).toMatchObject({ suggestedId: 'b' });
    form.panel.setVisible(false);
    const count = form.panel.received.length;
    await fleet.send('b', { text: 'x', enter: true, idempotencyKey: null }, person);
    expect(form.panel.received.length).toBe(count);
  });

  it('brings dropped files in as she spells them', async () => {
    const form = await openForm(await runningFleet('a'));
    form.says('dropped', { field: 'paths', uris: ['file:///repo/src/a%20b.ts', 'https://x.test/y'] });
    expect(form.heard('paths')).toEqual({ field: 'paths', paths: ['src/a b.ts'] });
  });
});

describe('the ways to the form', () => {
  it('bring along what was pointed at', async () => {
    const fleet = await runningFleet('a');
    const { run, around } = await commandsOver(fleet);
    const file = Uri.file('/repo/src/a.ts');
    ui.window.activeTextEditor = {
      document: { uri: file },
      selection: { isEmpty: false, start: { line: 2, character: 4 }, end: { line: 5, character: 0 } },
    };
    await run.assignPaths(file);
    await run.assignPaths(file, [file, Uri.file('/repo/docs')]);
    await run.newAssignment({ target: { agentId: 'b' } });
    expect(around.drafts).toEqual([
      { ...EMPTY_DRAFT, role: 'worker', paths: 'src/a.ts', context: 'src/a.ts:3-5' },
      { ...EMPTY_DRAFT, role: 'worker', paths: 'src/a.ts\ndocs' },
      { ...EMPTY_DRAFT, agentId: 'b' },
    ]);
  });

  it('assign again with all that is kept', async () => {
    const fleet = await runningFleet('a');
    const { assignment } = await fleet.assign('a', requestOf(written), null, person);
    const { run, around } = await commandsOver(fleet);
    await run.assignAgain({ target: { agentId: 'a', assignmentId: assignment.assignmentId } });
    expect(around.drafts).toEqual([{ ...written, agentId: 'a', task: '' }]);
  });
});
