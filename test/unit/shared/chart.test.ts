import { describe, expect, it } from 'vitest';
import { areaPath, spanIn, stepPath } from '../../../src/shared/chart.ts';

const box = { width: 100, height: 50 };

describe('the line of a chart', () => {
  it('is nothing without figures', () => {
    expect(stepPath([], box)).toBe('');
    expect(areaPath([], box)).toBe('');
  });

  it('holds a figure until the next one, and the last to the right edge', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 0.5, y: 1 },
      { x: 0.75, y: 0.333_33 },
    ];
    expect(stepPath(points, box)).toBe('M0 50H50V0H75V33.3H100');
    expect(areaPath(points, box)).toBe('M0 50H50V0H75V33.3H100V50H0Z');
  });

  it('stays in its box', () => {
    expect(stepPath([{ x: -1, y: 7 }], box)).toBe('M0 0H100');
    expect(areaPath([{ x: 2, y: -1 }], box)).toBe('M100 50H100V50H100Z');
  });
});

describe('a span in a window of time', () => {
  const window = { fromMs: 1000, toMs: 2000 };

  it.each([
    [
      { fromMs: 1000, toMs: 1500 },
      { startPercent: 0, widthPercent: 50 },
    ],
    [
      { fromMs: 500, toMs: 1250 },
      { startPercent: 0, widthPercent: 25 },
    ],
    [
      { fromMs: 1500, toMs: null },
      { startPercent: 50, widthPercent: 40 },
    ],
    [
      { fromMs: 1900, toMs: 9000 },
      { startPercent: 90, widthPercent: 10 },
    ],
    [
      { fromMs: 1200, toMs: 1200 },
      { startPercent: 20, widthPercent: 0 },
    ],
    [{ fromMs: 100, toMs: 900 }, null],
    [{ fromMs: 2100, toMs: 2200 }, null],
  ])('%j lies at %j', (span, expected) => {
    expect(spanIn(span, window, 1900)).toEqual(expected);
  });
});
