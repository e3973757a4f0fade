import { beforeEach, describe, expect, it } from 'vitest';
import { ui } from '../../fakes/vscode/index.ts';
import { questionItem, runningFleet } from '../support.ts';
import { commandsOver } from './support.ts';
import { busyFleet, row, rows } from './busyFleet.ts';

beforeEach(() => ui.reset());

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

  it('goes away when it was answered elsewhere, and says so', async () => {
    const fleet = await runningFleet('a');
    fleet.happens('a', { type: 'pendingOpened', item: questionItem() });
    const { run } = await commandsOver(fleet);
    ui.picks.push(() => {
      fleet.happens('a', { type: 'pendingResolved', key: questionItem().key });
      return undefined;
    });
    await run.answerQuestion(row('a', 'turn-1/item-3'));
    expect(ui.shown.at(-1)).toBe('info: This was already answered, or its turn is over.');
    expect(fleet.answers).toEqual([]);
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

describe('the key for yes', () => {
  it('answers a question, which has no yes', async () => {
    const fleet = await busyFleet();
    const { run } = await commandsOver(fleet);
    ui.willPick('Postgres');
    await run.approve(rows[2], [rows[2]]);
    expect(fleet.answers[0]?.answer).toEqual({ kind: 'answers', answers: { q1: ['Postgres'] } });
  });
});
