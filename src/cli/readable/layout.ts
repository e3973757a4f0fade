import { isJsonObject, type JsonObject } from '../../operations/json.ts';
import { NOT_RETURNED } from '../../operations/sentinels.ts';
import { text } from './shape.ts';

/** Lines for a terminal of 80 columns. */

const WIDTH = 80;

export const MARK = { ok: 'ok   ', warning: 'warn ', failed: 'FAIL ' } as const;

export function mark(ok: unknown): string {
  return ok === true ? MARK.ok : MARK.failed;
}

/** Left-aligned columns below a head. Columns in which nothing stands are left out; the last is not padded. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const [head = [], ...body] = rows;
  const kept = head.flatMap((_, column) => (body.some((row) => row[column]) ? [column] : []));
  const cells = rows.map((row) => kept.map((column) => row[column] ?? ''));
  const widths = kept.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** `label  value` lines with the values below each other; those without a value are left out. */
export function fields(entries: readonly (readonly [label: string, value: string | null])[]): string[] {
  const shown = entries.filter((entry): entry is readonly [string, string] => Boolean(entry[1]));
  const width = Math.max(0, ...shown.map(([label]) => label.length));
  return shown.flatMap(([label, value]) => hanging(`  ${label.padEnd(width)}  `, value));
}

/** The text broken into lines, each behind the indent of the first. */
export function hanging(first: string, value: string): string[] {
  const indent = ' '.repeat(first.length);
  const lines = value.split('\n').flatMap((line) => wrapped(line, WIDTH - first.length));
  return lines.map((line, index) => (index === 0 ? first : indent) + line);
}

/** Words that are longer than a line stay whole: paths and ids are there to be copied. */
function wrapped(line: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of line.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** A program's output as it is, indented. */
export function quoted(output: unknown): string[] {
  const lines = text(output).replace(/\s+$/u, '').split('\n');
  return lines.filter((line) => line !== '').map((line) => `      ${line}`);
}

/** `99 s`, `30 min`, `2 h`, `1 h 59 min`. */
export function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}

/** `key: value` lines, nested by indentation, without what was kept back or is not there. */
export function outline(value: JsonObject, indent = ''): readonly string[] {
  return Object.entries(value).flatMap(([key, item]) => entryLines(key, item, indent));
}

function entryLines(key: string, item: unknown, indent: string): readonly string[] {
  if (item === NOT_RETURNED || item === null || item === '') return [];
  const deeper = `${indent}  `;
  if (Array.isArray(item))
    return below(
      `${indent}${key}:`,
      item.flatMap((one) => itemLines(one, deeper)),
    );
  if (isJsonObject(item)) return below(`${indent}${key}:`, outline(item, deeper));
  const [first = '', ...rest] = text(item).trimEnd().split('\n');
  return [`${indent}${key}: ${first}`, ...rest.map((line) => `${deeper}${line}`)];
}

function below(head: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [head, ...lines];
}

function itemLines(item: unknown, indent: string): readonly string[] {
  if (!isJsonObject(item)) return [`${indent}- ${text(item)}`];
  const [first = '', ...rest] = outline(item, `${indent}  `);
  return [`${indent}- ${first.trimStart()}`].concat(rest);
}
