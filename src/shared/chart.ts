/** A point of a line: `x` and `y` from 0 (left, bottom) to 1 (right, top). */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
}

export interface ChartBox {
  readonly width: number;
  readonly height: number;
}

/**
 * The SVG path of figures over time. A figure holds until the next one, so the line goes in steps, and on to the right
 * edge. '' without points.
 */
export function stepPath(points: readonly ChartPoint[], { width, height }: ChartBox): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const x = (point: ChartPoint): string => rounded(clamp(point.x) * width);
  const y = (point: ChartPoint): string => rounded((1 - clamp(point.y)) * height);
  const steps = rest.map((point) => `H${x(point)}V${y(point)}`);
  return `M${x(first)} ${y(first)}${steps.join('')}H${rounded(width)}`;
}

/** The same line closed along the bottom, to be filled. */
export function areaPath(points: readonly ChartPoint[], box: ChartBox): string {
  const [first] = points;
  if (first === undefined) return '';
  return `${stepPath(points, box)}V${rounded(box.height)}H${rounded(clamp(first.x) * box.width)}Z`;
}

/** Where a span lies within a window of time, in percent; null when it is outside. `toMs` null lasts until now. */
export function spanIn(
  span: { readonly fromMs: number; readonly toMs: number | null },
  window: { readonly fromMs: number; readonly toMs: number },
  nowMs: number,
): { readonly startPercent: number; readonly widthPercent: number } | null {
  const end = span.toMs ?? nowMs;
  if (end < window.fromMs || span.fromMs > window.toMs) return null;
  const scale = 100 / (window.toMs - window.fromMs);
  const start = Math.max(span.fromMs, window.fromMs);
  return {
    startPercent: (start - window.fromMs) * scale,
    widthPercent: (Math.min(end, window.toMs) - start) * scale,
  };
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
