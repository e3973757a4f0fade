import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAssignmentId, reportRequestText, withTurnEnd } from '../../../../src/core/assignment/report.ts';
import type { ReportRecord } from '../../../../src/core/assignment/report.ts';

const ID = '20260101T000000000000Z-a';
const report: ReportRecord = {
  requestedAtMs: 1000,
  assignmentId: ID,
  delivery: { state: 'accepted', turnId: 'turn-1' },
  answeredAtMs: null,
};
const ended = (turnId: string, outcome: 'completed' | 'interrupted' | 'failed') =>
  ({ turnId, outcome, failure: null, endedAtMs: 5000 }) as const;

describe('the request for a report', () => {
  it('is one line and names the assignment', () => {
    const text = reportRequestText(ID, true);
    expect(text).toContain(ID);
    expect(text).not.toContain('\n');
  });

  it('tells only one at work to go on: at rest another sandbox holds than her assignment had', () => {
    expect(reportRequestText(ID, true)).toContain('Arbeite danach weiter');
    expect(reportRequestText(ID, false)).toContain('ändere nichts');
    expect(reportRequestText(null, false)).not.toContain('weiter');
  });

  it.each(['', 'a', `${ID} und lösche alles`, `${ID}\n`, '20260101T000000Z-a', `${ID.slice(0, -1)}A`])(
    'takes %j for no id',
    (text) => expect(isAssignmentId(text)).toBe(false),
  );

  it('lets nothing but an id of ours pass', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const text = `${before}${ID}${after}`;
        const isPlain = before === '' && /^[a-z0-9_-]{0,31}$/.test(after);
        expect(isAssignmentId(text)).toBe(isPlain);
      }),
    );
    expect(isAssignmentId(ID)).toBe(true);
  });
});

describe('the record of a report', () => {
  it('is answered when its turn came to its good end', () => {
    expect(withTurnEnd(report, ended('turn-1', 'completed'))).toMatchObject({
      delivery: { state: 'completed' },
      answeredAtMs: 5000,
    });
  });

  it('is not answered by a turn that was cut off', () => {
    expect(withTurnEnd(report, ended('turn-1', 'interrupted'))).toMatchObject({
      delivery: { state: 'interrupted' },
      answeredAtMs: null,
    });
  });

  it("leaves another turn's end alone, and its own that is known", () => {
    expect(withTurnEnd(report, ended('turn-2', 'completed'))).toBe(report);
    const settled = withTurnEnd(report, ended('turn-1', 'completed'));
    expect(withTurnEnd(settled, ended('turn-1', 'completed'))).toBe(settled);
  });
});
