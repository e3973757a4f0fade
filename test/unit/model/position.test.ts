import { describe, expect, it } from 'vitest';
import { remainingSteps } from '../../model/position.ts';
import type { Scenario } from '../../model/scenario.ts';

const scenario: Scenario = [
  { do: 'say', text: 'a' },
  { do: 'runCommand', cmd: 'one' },
  { do: 'say', text: 'b' },
  { do: 'serverError', times: 1 },
  { do: 'say', text: 'c' },
  { do: 'runCommand', cmd: 'two' },
  { do: 'say', text: 'd' },
];

/** The rest, by what its first step says or runs. */
function first(toolOutputs: number, messages: number): unknown {
  const [step] = remainingSteps(scenario, { toolOutputs, messages });
  return step && ('text' in step ? step.text : 'cmd' in step ? step.cmd : step.do);
}

describe('the position in a scenario', () => {
  it('is the start before anything happened', () => {
    expect(remainingSteps(scenario, { toolOutputs: 0, messages: 0 })).toEqual(scenario);
  });

  it('moves past one tool call for each output', () => {
    expect(first(1, 0)).toBe('b');
    expect(first(2, 0)).toBe('d');
  });

  it('moves past one text for each message behind the last output', () => {
    expect(first(0, 1)).toBe('one');
    expect(first(1, 1)).toBe('serverError');
    expect(first(1, 2)).toBe('two');
  });

  it('never moves past a tool call whose output is missing', () => {
    expect(first(0, 2)).toBeUndefined();
  });

  it('is the end when everything was done, and when more was done than the scenario knows', () => {
    expect(remainingSteps(scenario, { toolOutputs: 2, messages: 1 })).toEqual([]);
    expect(remainingSteps(scenario, { toolOutputs: 9, messages: 0 })).toEqual([]);
  });
});
