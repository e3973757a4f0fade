import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FleetError } from '../../../../src/core/errors.ts';
import { EMPTY_DRAFT, requestOf } from '../../../../src/extension/assignForm/draft.ts';
import { reportOf } from '../../../../src/extension/assignForm/report.ts';
import type { AssignDraft } from '../../../../src/shared/assignForm.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { person, runningFleet } from '../support.ts';
import { openForm, reviewOf, written } from './support.ts';

beforeEach(() => ui.reset());

describe('the form for several', () => {
  const both: AssignDraft = { ...EMPTY_DRAFT, several: ['a', 'b'], task: 'Look around.' };

  it('says who of them cannot take it, gives it to the others, and tries again', async () => {
    const fleet = await runningFleet('a', 'b');
    await fleet.send('b', { text: 'x', enter: true, idempotencyKey: null }, person);
    const form = await openForm(fleet);
    const { takers, problems } = await reviewOf(form, both);
    expect(problems).toEqual([]);
    expect(takers).toEqual([
      { agentId: 'a', problem: '' },
      { agentId: 'b', problem: 'Nora (b) cannot take a task now: working.' },
    ]);
    form.says('submit', { draft: both });
    await vi.waitFor(() => expect(form.heard('done')).toBeDefined());
    expect(form.heard('done')).toEqual({
      text: '1 of 2 Agentinnen have the task.',
      lines: [
        { text: 'Mila (a) has the task: accepted.', isFailure: false },
        { text: 'Nora (b) could not take it.', isFailure: true },
      ],
      canRetry: true,
    });
    form.says('next', { what: 'retry' });
    expect(form.heard('form')?.draft).toEqual({ ...both, several: ['b'] });
  });

  it('tells of each how it went', async () => {
    const fleet = await runningFleet('a', 'b');
    const form = await openForm(fleet);
    fleet.refusals.set('b', new FleetError('home_in_use', 'Another Codex uses her home.'));
    form.says('submit', { draft: both });
    await vi.waitFor(() => expect(form.heard('done')).toBeDefined());
    expect(form.heard('done')?.lines).toEqual([
      { text: 'Mila (a) has the task: accepted.', isFailure: false },
      { text: 'Nora (b): Another Codex uses her home.', isFailure: true },
    ]);
  });

  it('says whose worktree could not be set up, though she has the task', async () => {
    const fleet = await runningFleet('a', 'b');
    const [a, b] = ['a', 'b'].map((id) => fleet.peek(id, person));
    const { assignment } = await fleet.assign('a', requestOf(both), null, person);
    const result = { kind: 'given', assignment } as const;
    const sent = [
      { agent: a!, result: { ...result, isSetUpFailed: false } },
      { agent: b!, result: { ...result, isSetUpFailed: true } },
    ];
    expect(reportOf(sent, [a!, b!])).toEqual({
      text: '2 of 2 Agentinnen have the task.',
      lines: [
        { text: 'Mila (a) has the task: accepted.', isFailure: false },
        {
          text: 'Nora (b) has the task: accepted. The set-up script of her worktree failed.',
          isFailure: true,
        },
      ],
      canRetry: false,
    });
  });

  it('asks for somebody, and warns of one folder that all would write', async () => {
    const form = await openForm(await runningFleet('a', 'b'));
    const draft = { ...written, several: ['a', 'b'] };
    expect((await reviewOf(form, draft)).conflicts).toEqual([
      'They would all write the same files. Give each of them a worktree.',
    ]);
    expect((await reviewOf(form, { ...draft, worktree: true })).conflicts).toEqual([]);
    form.says('submit', { draft: { ...both, several: [] } });
    await vi.waitFor(() =>
      expect(form.heard('refused')).toEqual({
        problems: [{ field: 'several', text: 'Tick at least one Agentin.' }],
      }),
    );
  });
});
