import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  AGE_STEP_MS,
  ageText,
  durationText,
  momentText,
  nextAgeChangeMs,
  nextDurationChangeMs,
} from '../../../../src/extension/text/time.ts';
import { ui } from '../../fakes/vscode/index.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

beforeEach(() => ui.reset());

describe('a span of time', () => {
  it.each([
    [0, '<1 min'],
    [59 * SECOND, '<1 min'],
    [MINUTE, '1 min'],
    [59 * MINUTE + 59 * SECOND, '59 min'],
    [HOUR, '1 h'],
    [HOUR + 5 * MINUTE, '1 h 5 min'],
    [DAY, '1 d'],
    [3 * DAY + 7 * HOUR, '3 d'],
    [-5 * SECOND, '<1 min'],
  ])('%i ms reads %s', (spanMs, text) => {
    expect(durationText(spanMs)).toBe(text);
  });

  it.each([0, 30 * SECOND, MINUTE, 61 * MINUTE, DAY, DAY + MINUTE, 5 * DAY + HOUR])(
    'after %i ms reads the same until the moment that is named, and differently from then on',
    (spanMs) => {
      const changeMs = nextDurationChangeMs(0, spanMs);
      expect(changeMs).toBeGreaterThan(spanMs);
      expect(durationText(changeMs - 1)).toBe(durationText(spanMs));
      expect(durationText(changeMs)).not.toBe(durationText(spanMs));
    },
  );
});

describe('an age in a row', () => {
  it('is the time that has passed, as of a moment ago', () => {
    expect(ageText(0, 4 * MINUTE)).toBe('4 min');
    expect(ageText(1, 4 * MINUTE + AGE_STEP_MS - 1)).toBe('3 min');
    expect(ageText(1, 4 * MINUTE + AGE_STEP_MS)).toBe('4 min');
    expect(ageText(10 * SECOND, 12 * SECOND)).toBe('<1 min');
  });

  it.each([0, 1, 14_999, 44_123, 59_000, 61 * MINUTE + 7, DAY + MINUTE + 1])(
    'reads differently from the moment on that is named, of something that was at %i ms',
    (sinceMs) => {
      for (const nowMs of [sinceMs, sinceMs + 8 * SECOND, sinceMs + 59_999, sinceMs + 3 * HOUR]) {
        const changeMs = nextAgeChangeMs(sinceMs, nowMs);
        expect(changeMs).toBeGreaterThan(nowMs);
        expect(changeMs % AGE_STEP_MS).toBe(0);
        expect(ageText(sinceMs, changeMs - 1)).toBe(ageText(sinceMs, nowMs));
        expect(ageText(sinceMs, changeMs)).not.toBe(ageText(sinceMs, nowMs));
      }
    },
  );
});

describe('a moment', () => {
  const noon = new Date(2026, 4, 6, 12, 0).getTime();

  it('is a time today and has its day otherwise, in the language of the window', () => {
    expect(momentText(noon + HOUR, noon)).toBe('1:00 PM');
    expect(momentText(noon + DAY, noon)).toBe('Thu 12:00 PM');
    expect(momentText(noon - 7 * DAY, noon)).toBe('Wed, Apr 29, 12:00 PM');
    ui.language = 'de';
    expect(momentText(noon + HOUR, noon)).toBe('13:00');
    expect(momentText(noon + DAY, noon)).toBe('Do., 12:00');
  });

  it('makes what formats it once, for a tree asks for a hundred at a time', () => {
    momentText(noon, noon);
    const made = vi.spyOn(Intl, 'DateTimeFormat');
    momentText(noon + HOUR, noon);
    expect(made).not.toHaveBeenCalled();
    made.mockRestore();
  });
});
