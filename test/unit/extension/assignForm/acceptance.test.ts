import { beforeEach, describe, expect, it } from 'vitest';
import { acceptanceProblem, acceptanceText } from '../../../../src/extension/assignForm/acceptanceWords.ts';
import { EMPTY_DRAFT } from '../../../../src/extension/assignForm/draft.ts';
import { reviewDraft } from '../../../../src/extension/assignForm/reviewAll.ts';
import { ui } from '../../fakes/vscode/index.ts';
import { person, runningFleet } from '../support.ts';

beforeEach(() => ui.reset());

describe('acceptance commands in the form', () => {
  it.each([
    [['npm test', 'npm test | tee log'], 'npm test | tee log has |, which only a shell understands'],
    [['echo "open'], 'echo "open has a quote that is not closed'],
    [["'' x"], 'does not begin with the name of a program'],
    [['x'.repeat(2000)], '… is too long. Put it into a script.'],
    [['npm \u202Etset'], 'has a character that cannot be seen'],
    [Array.from({ length: 11 }, () => 'true'), '10 acceptance commands are possible.'],
  ])('%j leads to a sentence', (lines, sentence) => {
    expect(acceptanceProblem(lines)).toContain(sentence);
  });

  it('are all right without a shell, and none is all right too', () => {
    expect(acceptanceProblem(["grep -q 'a b' docs/x.md", 'npm test'])).toBeNull();
    expect(acceptanceProblem([])).toBeNull();
  });

  it('stand against the assignment at their field', async () => {
    const fleet = await runningFleet('a');
    const agent = fleet.peek('a', person);
    const basis = { fleet, agent, all: [agent], skills: null, nowMs: 0 };
    const draft = { ...EMPTY_DRAFT, agentId: 'a', acceptance: '\n npm test \n npm test && true' };
    expect((await reviewDraft(draft, [basis], { isFinal: false })).problems).toMatchObject([
      { field: 'acceptance' },
    ]);
    const right = { ...draft, acceptance: '\n npm test \n' };
    expect((await reviewDraft(right, [basis], { isFinal: false })).problems).toEqual([]);
  });

  it('are told before they are sent', () => {
    expect(acceptanceText({ acceptance: [['grep', 'a b', 'x']] })).toEqual(["Must succeed: grep 'a b' x"]);
    expect(acceptanceText({ acceptance: [] })).toEqual([]);
  });
});
