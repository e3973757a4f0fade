/** A place in a file that a program's output names; lines and columns begin with 1. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** `src/a.ts:3:5`, `src/a.ts(3,5)`, `a.py", line 3`, with or without the column. */
const PLACE =
  /(?<path>[\p{L}\p{N}_@.+/-]{0,300}[\p{L}\p{N}_+-]\.[\p{L}\p{N}]+)(?::(?<l1>\d+)(?::(?<c1>\d+))?|\((?<l2>\d+)(?:,(?<c2>\d+))?\)|", line (?<l3>\d+))/gu;
const MOST = 50;

/** The places in an output, in its order. Whether there are such files is for the caller to see. */
export function placesIn(output: string): readonly Place[] {
  const places: Place[] = [];
  for (const { groups = {} } of output.matchAll(PLACE)) {
    if (places.length === MOST) break;
    const line = Number(groups['l1'] ?? groups['l2'] ?? groups['l3']);
    const column = Number(groups['c1'] ?? groups['c2'] ?? 1);
    if (line > 0) places.push({ path: groups['path'] ?? '', line, column: Math.max(1, column) });
  }
  return places;
}
