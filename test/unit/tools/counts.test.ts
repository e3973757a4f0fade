import { describe, expect, test } from 'vitest';
import { addCounts, describeCounts, noCounts, parseCounts } from '../../tools/counts.ts';

describe('counting tests', () => {
  test('reads the totals of a report and nothing else of it', () => {
    const report = {
      numPassedTests: 7,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 1,
      testResults: [],
    };
    expect(parseCounts(JSON.stringify(report))).toEqual({ passed: 7, failed: 1, skipped: 3 });
  });

  test('refuses a report without totals', () => {
    expect(() => parseCounts('{}')).toThrow('numPassedTests');
  });

  test('adds up to one plain line', () => {
    const all = addCounts({ passed: 7, failed: 1, skipped: 0 }, { passed: 5, failed: 0, skipped: 0 });
    expect(describeCounts(all)).toBe('12 passed, 1 failed');
    expect(describeCounts(noCounts)).toBe('0 passed, 0 failed');
  });

  test('never keeps quiet about skipped ones', () => {
    expect(describeCounts({ passed: 3, failed: 0, skipped: 1 })).toBe('3 passed, 0 failed, 1 skipped');
  });
});
