import { beforeEach, describe, expect, it } from 'vitest';
import { ui } from '../../fakes/vscode.ts';
import { commandItem, fileItem, questionItem, runningFleet } from '../support.ts';
import { commandsOver } from './support.ts';

const row = (agentId: string, itemKey: string, path: string | null = null) => ({
  id: 'x',
  target: { agentId, itemKey, path },
});

beforeEach(() => ui.reset());

describe('deciding', () => {
  it.each([
    ['approve', 'accept'],
    ['approveForSession', 'acceptForSession'],
    ['decline', 'decline'],
  ] as const)('%s answers the row with %s', async (command, kind) => {
    const fleet = await runningFleet('a');
    fleet.happens('a', { type: 'pendingOpened', item: commandItem() });
    const { run } = await commandsOver(fleet);
    await run[command](row('a', 'turn-1/item-1'));
    expect(fleet.answers).toEqual([{ agentId: 'a', key: 'turn-1/item-1', answer: { kind } }]);
    expect(fleet.peek('a', { owner: 'x', kind: 'person' }).model.pending).toEqual([]);
  });

  it('asks from the palette what is meant, questions left out', async () => {
    const fleet = await runningFleet('a', 'b');
    fleet.happens('a', { type: 'pendingOpened', item: commandItem() });
    fleet.happens('a', { type: 'pendingOpened', item: questionItem() });
    fleet.happens('b', { type: 'pendingOpened', item: fileItem() });
    const { run } = await commandsOver(fleet);
    ui.willPick('2 files');
    await run.approve();
    expect(ui.shown).toEqual(['pick: Approve what? (npm install | 2 files)']);
    expect(fleet.answers).toMatchObject([{ agentId: 'b', key: 'turn-1/item-2' }]);
  });

  it('says that somebody was faster', async () => {
    const { run } = await commandsOver(await runningFleet('a'));
    await run.approve(row('a', 'turn-1/item-1'));
    expect(ui.shown).toEqual(['error: This was already answered, or its turn is over.']);
  });

  it('says that nothing waits', async () => {
    const { run } = await commandsOver(await runningFleet('a'));
    await run.decline();
    expect(ui.shown).toEqual(['info: Nothing like that is waiting for you.']);
  });
});

describe('answering a question', () => {
  it('offers the options', async () => {
    const fleet = await runningFleet('a');
    fleet.happens('a', { type: 'pendingOpened', item: questionItem() });
    const { run } = await commandsOver(fleet);
    ui.willPick('Postgres');
    await run.answerQuestion(row('a', 'turn-1/item-3'));
    expect(ui.shown).toEqual(['pick: Mila (a): Database (SQLite | Postgres | Something else…)']);
    expect(fleet.answers[0]?.answer).toEqual({ kind: 'answers', answers: { q1: ['Postgres'] } });
  });

  it('takes other text where that is welcome', async () => {
    const fleet = await runningFleet('a');
    fleet.happens('a', { type: 'pendingOpened', item: questionItem() });
    const { run } = await commandsOver(fleet);
    ui.willPick('Something else');
    ui.inputs.push('a text file');
    await run.answerQuestion();
    expect(fleet.answers[0]?.answer).toEqual({ kind: 'answers', answers: { q1: ['a text file'] } });
  });

  it('asks for secrets in a password box, question by question', async () => {
    const plain = { options: [], allowsOther: true, isSecret: false };
    const questions = [
      { ...plain, id: 'user', header: 'User', question: 'Which user?' },
      { ...plain, id: 'token', header: 'Token', question: 'Which token?', isSecret: true },
    ];
    const fleet = await runningFleet('a');
    fleet.happens('a', { type: 'pendingOpened', item: questionItem({ questions }) });
    const { run } = await commandsOver(fleet);
    ui.inputs.push('ann', 's3cret');
    await run.answerQuestion();
    expect(ui.shown).toEqual([
      'input: Mila (a): User (1/2): Which user?',
      'input (secret): Mila (a): Token (2/2): Which token?',
    ]);
    expect(fleet.answers[0]?.answer).toEqual({
      kind: 'answers',
      answers: { user: ['ann'], token: ['s3cret'] },
    });
  });

  it('answers nothing at all when the person gives up in the middle', async () => {
    const fleet = await runningFleet('a');
    fleet.happens('a', { type: 'pendingOpened', item: questionItem() });
    const { run } = await commandsOver(fleet);
    ui.willPick('Something else');
    await run.answerQuestion();
    expect(fleet.answers).toEqual([]);
  });
});

describe('showing changes', () => {
  it('shows all of them, or the one file of the row', async () => {
    const fleet = await runningFleet('a');
    fleet.happens('a', { type: 'pendingOpened', item: fileItem() });
    const { run, around } = await commandsOver(fleet);
    await run.showChanges();
    await run.showChanges(row('a', 'turn-1/item-2', 'docs/new.md'));
    expect(around.changes.map((change) => change.path)).toEqual([null, 'docs/new.md']);
  });
});

describe('the next that needs me', () => {
  it('goes to the inbox', async () => {
    const { run, around } = await commandsOver(await runningFleet('a'));
    await run.nextNeedsMe();
    expect(around.reveals).toBe(1);
  });
});
