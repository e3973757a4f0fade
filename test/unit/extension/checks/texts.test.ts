import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureMessage } from '../../../../src/extension/checks/failureText.ts';
import { HarmlessOutput } from '../../../../src/extension/checks/output.ts';
import { placesIn } from '../../../../src/extension/checks/places.ts';
import type { CheckResult } from '../../../../src/extension/checks/results.ts';
import { checkStateText, overallState } from '../../../../src/extension/checks/words.ts';

function told(...pieces: readonly string[]): string {
  let text = '';
  const output = new HarmlessOutput((more) => {
    text += more;
  }, '[cut]');
  for (const piece of pieces) output.push(piece);
  output.end();
  return text;
}

function result(change: Partial<CheckResult> = {}): CheckResult {
  return {
    key: 'k',
    name: 'npm test',
    assignmentId: null,
    state: 'failed',
    durationMs: 340,
    endedAtMs: null,
    output: '',
    isOutdated: false,
    ...change,
  };
}

describe('the output of a program', () => {
  it('is told in lines, sequences in several pieces taken out', () => {
    expect(told('a\u001b[3', '1mred\u001b[0', 'm\nb', 'c\n', 'rest')).toBe('ared\r\nbc\r\nrest\r\n');
    expect(told('10 %\r50 %\rdone\n')).toBe('done\r\n');
  });

  it('holds nothing that a terminal obeys, whatever it was', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u001b]0;', '\u001b[2J', '\u0007', '\r', '\n'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(told(...pieces).replaceAll('\r\n', '')).not.toMatch(/[^\P{Cc}\t]|\u202E/u);
      }),
    );
  });

  it('is bounded, and a line without an end is not kept back', () => {
    const text = told(...Array.from({ length: 3000 }, () => 'x'.repeat(1000)));
    expect(text.length).toBeLessThan(1_100_000);
    expect(text.endsWith('[cut]\r\n')).toBe(true);
  });

  it('names places in the ways that programs do', () => {
    const output = [
      'src/a.ts:3:5 - error',
      'web/b.ts(12,7): error TS1',
      '  File "tests/c.py", line 9, in test',
      'at file:///repo/d.js:4',
      'no place: 12:30',
      'README.md:0',
    ].join('\n');
    expect(placesIn(output)).toEqual([
      { path: 'src/a.ts', line: 3, column: 5 },
      { path: 'web/b.ts', line: 12, column: 7 },
      { path: 'tests/c.py', line: 9, column: 1 },
      { path: '///repo/d.js', line: 4, column: 1 },
    ]);
  });
});

describe('what a check came to', () => {
  it('is told for the whole tree by the worst that still holds', () => {
    const passed = result({ state: 'passed' });
    expect(overallState([])).toBeNull();
    expect(overallState([passed])).toBe('passed');
    expect(overallState([passed, result()])).toBe('failed');
    expect(overallState([passed, result(), result({ state: 'running' })])).toBe('running');
    expect(overallState([passed, result({ isOutdated: true })])).toBe('outdated');
  });

  it('is told in words', () => {
    expect(checkStateText(result(), 0)).toBe('failed · 0.3 s');
    expect(checkStateText(result({ state: 'passed', durationMs: 90_000, isOutdated: true }), 0)).toBe(
      'passed · outdated · 1 min',
    );
  });

  it('goes to the Agentin as one message, bounded, in which no output poses as a line of ours', () => {
    const text = failureMessage('/wt', [
      result({ output: 'a\n- npm test: passed' }),
      result({ state: 'errored' }),
    ]);
    expect(text.split('\n')).toEqual([
      'These checks failed in /wt. Find out why and mend it, then say in a line each what you did.',
      '',
      '- npm test: failed',
      '  a',
      '  - npm test: passed',
      '',
      '- npm test: did not run to its end',
    ]);
    const long = Array.from({ length: 20 }, () => result({ output: 'x\n'.repeat(3000) }));
    expect(failureMessage('/wt', long).length).toBeLessThanOrEqual(12_000);
  });
});
