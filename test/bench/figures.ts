/** What is measured: samples of one kind, with the goal that the product has for them. */
export interface Figure {
  readonly name: string;
  readonly unit: 'ms' | '% of a core' | 'MB' | 'processes' | 'rows';
  readonly values: readonly number[];
  readonly goal?: Goal;
  /** Samples of the bare thing that this is made of, taken at the same time. */
  readonly bare?: { readonly name: string; readonly values: readonly number[] };
}

export interface Goal {
  readonly of: 'p50' | 'p95';
  readonly atMost: number;
}

/** A figure as it is written to the JSON file. */
export interface Summary {
  readonly name: string;
  readonly unit: Figure['unit'];
  readonly n: number;
  /** The least and the most of the values. */
  readonly spread: readonly [number, number];
  readonly p50: number;
  readonly p95: number;
  readonly goal: Goal | null;
  readonly met: boolean | null;
  readonly bare: { readonly name: string; readonly p50: number; readonly p95: number } | null;
}

export function summarize({ name, unit, values, goal, bare }: Figure): Summary {
  const quantiles = quantilesOf(values);
  return {
    name,
    unit,
    n: values.length,
    spread: [rounded(Math.min(...values)), rounded(Math.max(...values))],
    ...quantiles,
    goal: goal ?? null,
    met: goal === undefined ? null : quantiles[goal.of] <= goal.atMost,
    bare: bare === undefined ? null : { name: bare.name, ...quantilesOf(bare.values) },
  };
}

function quantilesOf(values: readonly number[]): { readonly p50: number; readonly p95: number } {
  return { p50: rounded(quantile(values, 0.5)), p95: rounded(quantile(values, 0.95)) };
}

/** The value that `share` of the values do not exceed (nearest rank). */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

const HEADER = ['figure', 'p50', 'p95', 'unit', 'n', 'least…most', 'goal', '', 'bare'] as const;

/** The summaries as a table for a terminal. */
export function tableOf(summaries: readonly Summary[]): string {
  const rows = [[...HEADER], ...summaries.map((summary) => cells(summary))];
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, column === 1 || column === 2))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

function cells({ name, unit, n, spread, p50, p95, goal, met, bare }: Summary): string[] {
  const wish = goal === null ? '' : `${goal.of} ≤ ${goal.atMost}`;
  const verdict = met === null ? '' : met ? 'met' : 'MISSED';
  const beside = bare === null ? '' : `${bare.p50.toFixed(1)} ${bare.name} (${(p50 / bare.p50).toFixed(1)}×)`;
  const from = spread.map((value) => value.toFixed(1)).join('…');
  return [name, p50.toFixed(1), p95.toFixed(1), unit, String(n), from, wish, verdict, beside];
}

function pad(text: string, width: number, isNumber: boolean): string {
  return isNumber ? text.padStart(width) : text.padEnd(width);
}
