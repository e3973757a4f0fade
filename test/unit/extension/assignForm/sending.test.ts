import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import { EMPTY_DRAFT, requestOf } from '../../../../src/extension/assignForm/draft.ts';
import { createdWorktree, fakeRepositories } from '../../fakes/fleet/fakeRepositories.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { runningFleet } from '../support.ts';
import { openForm, written } from './support.ts';

beforeEach(() => ui.reset());

describe('sending the form', () => {
  it('gives the assignment and says so', async () => {
    const fleet = await runningFleet('a');
    const form = await openForm(fleet);
    form.says('submit', { draft: { ...written, agentId: 'a' } });
    await vi.waitFor(() =>
      expect(form.heard('done')).toMatchObject({ text: 'Mila (a) has the task: accepted.' }),
    );
    expect(fleet.wishes.assign).toEqual([requestOf(written)]);
    expect(form.heard('progress')).toEqual({ text: 'Assigning Mila (a)…' });
    form.says('next', { what: 'again' });
    expect(form.heard('form')?.draft).toEqual(EMPTY_DRAFT);
  });

  it('tells whoever was away meanwhile that it was given, and does not offer it again', async () => {
    const fleet = await runningFleet('a');
    const form = await openForm(fleet);
    const sent = { ...written, agentId: 'a' };
    form.says('submit', { draft: sent });
    form.panel.setVisible(false);
    await vi.waitFor(() => expect(fleet.wishes.assign).toHaveLength(1));
    // What follows comes without waiting for anything outside.
    await new Promise(setImmediate);
    expect(form.heard('done')).toBeUndefined();
    form.panel.setVisible(true);
    form.says('ready', { draft: sent });
    await vi.waitFor(() =>
      expect(form.heard('done')).toMatchObject({ text: 'Mila (a) has the task: accepted.' }),
    );
    expect(form.heard('form')?.draft).toEqual(EMPTY_DRAFT);
    form.panel.setVisible(false);
    form.panel.setVisible(true);
    const before = form.panel.received.length;
    form.says('ready', { draft: { ...EMPTY_DRAFT, task: 'Another.' } });
    await vi.waitFor(() => expect(form.panel.received.slice(before).at(-1)?.type).toBe('review'));
    expect(form.heard('form')?.draft.task).toBe('Another.');
  });

  it('leaves alone what is on its way when a command asks for another; after a refusal it is in the form', async () => {
    const fleet = await runningFleet('a', 'b');
    fleet.refusals.set('a', new FleetError('internal', 'No.'));
    const form = await openForm(fleet);
    const forms = () => form.panel.received.filter(({ type }) => type === 'form').length;
    const before = forms();
    form.says('submit', { draft: { ...written, agentId: 'a' } });
    form.forms.open((draft) => ({ ...draft, agentId: 'b' }));
    expect(forms()).toBe(before);
    await vi.waitFor(() => expect(form.heard('refused')).toBeDefined());
    await vi.waitFor(() => expect(forms()).toBe(before + 1));
    expect(form.heard('form')).toMatchObject({ was: { agentId: 'a' }, draft: { agentId: 'b' } });
  });

  it('keeps what a command asked for until a form that was refused unseen is back', async () => {
    const fleet = await runningFleet('a', 'b');
    fleet.refusals.set('a', new FleetError('internal', 'No.'));
    const form = await openForm(fleet);
    const sent = { ...written, agentId: 'a' };
    form.says('submit', { draft: sent });
    form.forms.open((draft) => ({ ...draft, agentId: 'b' }));
    form.panel.setVisible(false);
    // What follows comes without waiting for anything outside.
    await new Promise(setImmediate);
    form.panel.setVisible(true);
    form.says('ready', { draft: sent });
    await vi.waitFor(() => expect(form.heard('form')?.draft).toEqual({ ...sent, agentId: 'b' }));
  });

  it('starts one that does not run', async () => {
    const fleet = await runningFleet();
    ui.folders = [{ uri: { fsPath: '/repo' } }];
    const form = await openForm(fleet);
    form.says('submit', { draft: { ...written, agentId: 'b' } });
    await vi.waitFor(() => expect(form.heard('done')).toBeDefined());
    expect(fleet.calls.filter((call) => /^(start|assign) /u.test(call))).toEqual(['start b', 'assign b']);
  });

  it('sends nothing while something is missing, and names the field', async () => {
    const fleet = await runningFleet('a');
    const form = await openForm(fleet);
    form.says('submit', { draft: { ...written, task: ' ', paths: '' } });
    await vi.waitFor(() => expect(form.heard('refused')).toBeDefined());
    expect(form.heard('refused')).toEqual({
      problems: [
        { field: 'task', text: 'Say what is to be done.' },
        { field: 'paths', text: 'Name at least one path.' },
      ],
    });
    expect(fleet.wishes.assign).toEqual([]);
  });

  it.each([
    ['agent_busy', 'agentId'],
    ['skill_missing', 'skill'],
    ['scope_violation', 'paths'],
    ['internal', null],
  ] as const)('puts the refusal %s to the field %s', async (code, field) => {
    const fleet = await runningFleet('a');
    const form = await openForm(fleet);
    fleet.refusals.set('a', new FleetError(code, 'No.'));
    form.says('submit', { draft: { ...written, agentId: 'a' } });
    await vi.waitFor(() => expect(form.heard('refused')).toEqual({ problems: [{ field, text: 'No.' }] }));
  });

  it.each(['agent_lease_held_by_other_client', 'could_not_read_agent_lease'] as const)(
    'over %s, asks first, takes her and gives it',
    async (code) => {
      const fleet = await runningFleet('a');
      const form = await openForm(fleet);
      const draft = { ...written, agentId: 'a' };
      fleet.refusals.set('a', new FleetError(code, 'No.'));
      form.says('submit', { draft });
      const held = { problems: [{ field: 'agentId', text: 'No.' }], canForce: true };
      await vi.waitFor(() => expect(form.heard('refused')).toEqual(held));
      ui.buttons.push(undefined);
      form.says('submit', { draft, isForced: true });
      await vi.waitFor(() => expect(form.heard('refused')).toEqual({ problems: [] }));
      expect(ui.shown.at(-1)).toMatch(/^modal warning: Take Mila \(a\) from the client that holds it\?/u);
      expect(fleet.calls.filter((call) => /^(claim|assign) /u.test(call))).toEqual(['assign a']);
      fleet.refusals.clear();
      fleet.calls.length = 0;
      ui.buttons.push('Force');
      form.says('submit', { draft, isForced: true });
      await vi.waitFor(() => expect(form.heard('done')).toBeDefined());
      expect(fleet.calls.filter((call) => /^(claim|assign) /u.test(call))).toEqual(['claim a', 'assign a']);
    },
  );

  it('makes a worktree and starts her there when the person agrees, once over two tries', async () => {
    const fleet = await runningFleet('a');
    const made = vi.fn(async () =>
      Promise.resolve(createdWorktree('/repo/.codex-master-worktrees/agent-a', 'codex-master/a')),
    );
    const repository = { here: '/repo', root: '/repo', commonDir: '/repo/.git' };
    fleet.repositories = fakeRepositories({
      find: async () => Promise.resolve(repository),
      createWorktree: made,
      setUp: async () => Promise.resolve({ state: 'none' }),
    });
    const form = await openForm(fleet);
    const draft = { ...written, agentId: 'a', worktree: true };
    ui.buttons.push(undefined);
    form.says('submit', { draft });
    await vi.waitFor(() => expect(form.heard('refused')).toEqual({ problems: [] }));
    expect(made).not.toHaveBeenCalled();
    ui.buttons.push('Start Again There');
    form.says('submit', { draft });
    await vi.waitFor(() => expect(form.heard('done')).toBeDefined());
    expect(fleet.wishes.start).toEqual([{ cwd: '/repo/.codex-master-worktrees/agent-a', prompt: null }]);
    expect(fleet.calls.filter((call) => /^(stop|start|assign) /u.test(call))).toEqual([
      'stop a',
      'start a',
      'assign a',
    ]);
  });
});
