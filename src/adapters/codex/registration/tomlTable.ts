import { isDeepStrictEqual } from 'node:util';
import { parseToml } from '../../toml.ts';

/** A table of a TOML file: its lines, header included, sub-tables and trailing blank lines left out. */
interface TableLines {
  readonly start: number;
  readonly end: number;
}

/** A whole-number key of a server that is to have at least this value. */
interface Wish {
  readonly name: string;
  readonly key: string;
  readonly least: number;
}

/**
 * Raises a whole-number key of a server (`[mcp_servers.NAME]`, or however else TOML lets one say it) to `least`, adding it
 * where it is missing; everything else stays as it is, comments and blank lines too. Null when there is no such server,
 * nothing to raise, or no way that a parser agrees with: lines that only look like the server's may stand in a text.
 */
export function raiseInServerTable(toml: string, name: string, key: string, least: number): string | null {
  const wish = { name, key, least };
  const before = parseToml(toml);
  const server = serverOf(before, name);
  if (server === null || isEnough(server[key], least)) return null;
  server[key] = least;
  for (const next of candidates(toml.split('\n'), wish)) {
    const text = next.join('\n');
    if (isDeepStrictEqual(parseToml(text), before)) return text;
  }
  return null;
}

function isEnough(value: unknown, least: number): boolean {
  return typeof value === 'number' && value >= least;
}

function serverOf(config: unknown, name: string): Record<string, unknown> | null {
  const servers = isTable(config) ? config['mcp_servers'] : null;
  const server = isTable(servers) ? servers[name] : null;
  return isTable(server) ? server : null;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The lines with the key raised, in every form in which the server may stand there. */
function* candidates(lines: readonly string[], wish: Wish): Generator<readonly string[]> {
  for (const [start, line] of lines.entries()) {
    if (isHeaderOf(line, wish.name)) yield raisedInTable(lines, tableAt(lines, start), wish);
    for (const next of raisedInline(line, wish)) yield lines.with(start, next);
    for (const next of raisedDotted(line, wish)) yield lines.toSpliced(start, 1, ...next);
  }
}

function raisedInTable(lines: readonly string[], table: TableLines, { key, least }: Wish): readonly string[] {
  const at = lines.findIndex((line, index) => isWithin(table, index) && keyOf(line) === key);
  if (at !== -1) return lines.with(at, raisedValue(lines[at] ?? '', key, least));
  const last = lines[table.end - 1] ?? '';
  return lines.toSpliced(table.end, 0, `${key} = ${least}${last.endsWith('\r') ? '\r' : ''}`);
}

/** `key = 5 # why` with another value. */
function raisedValue(line: string, key: string, least: number): string {
  const [, indent = '', text = '', end = ''] = /^(\s*)(.*?)(\r?)$/.exec(line) ?? [];
  return `${indent}${key} = ${least}${/\s+#.*$/.exec(text)?.[0] ?? ''}${end}`;
}

/** `NAME = { command = "x" }` on one line: the key's value replaced, or the key put before one of the closing braces. */
function* raisedInline(line: string, { name, key, least }: Wish): Generator<string> {
  const opening = new RegExp(String.raw`${keyPattern(name)}\s*=\s*\{`).exec(line);
  if (opening === null) return;
  const from = opening.index + opening[0].length;
  const value = new RegExp(String.raw`(\b${key}["']?\s*=\s*)[\d_.]+`);
  const replaced = line.slice(from).replace(value, (_, kept: string) => `${kept}${least}`);
  if (replaced !== line.slice(from)) yield line.slice(0, from) + replaced;
  for (let at = line.indexOf('}', from); at !== -1; at = line.indexOf('}', at + 1)) {
    const inside = line.slice(0, at).trimEnd();
    yield `${inside}${inside.endsWith('{') ? '' : ','} ${key} = ${least} ${line.slice(at)}`;
  }
}

/** `mcp_servers.NAME.command = "x"`: the key's line with another value, or a line of its own for it. */
function* raisedDotted(line: string, { name, key, least }: Wish): Generator<readonly string[]> {
  const dotted = new RegExp(
    String.raw`^\s*((?:mcp_servers\s*\.\s*)?${keyPattern(name)})\s*\.\s*(["']?)([\w-]+)\2\s*=`,
  );
  const [, owner = '', , found] = dotted.exec(line) ?? [];
  if (found === undefined) return;
  if (found === key) yield [raisedValue(line, `${owner}.${key}`, least)];
  else yield [line, `${owner}.${key} = ${least}${line.endsWith('\r') ? '\r' : ''}`];
}

/** A key as TOML may spell it. */
function keyPattern(name: string): string {
  const plain = name.replaceAll(/[^\w-]/g, String.raw`\$&`);
  return `(?<![\\w-])(?:${plain}|"${plain}"|'${plain}')`;
}

/** The text of a server's table and its sub-tables, as it stands in the file; null when there is none. Pure. */
export function serverTableText(toml: string, name: string): string | null {
  const lines = toml.split('\n');
  let inside = false;
  const kept = lines.filter((line) => {
    const header = headerOf(line);
    const ours = headersOf(name);
    if (header !== null) inside = ours.some((one) => header === one || header.startsWith(`${one}.`));
    return inside;
  });
  return kept.length === 0 ? null : kept.join('\n').trimEnd();
}

function headersOf(name: string): readonly string[] {
  return [name, `"${name}"`, `'${name}'`].map((key) => `mcp_servers.${key}`);
}

function isHeaderOf(line: string, name: string): boolean {
  return headersOf(name).includes(headerOf(line) ?? '');
}

function tableAt(lines: readonly string[], start: number): TableLines {
  const next = lines.findIndex((line, index) => index > start && headerOf(line) !== null);
  let end = next === -1 ? lines.length : next;
  while (end > start + 1 && isBlankOrComment(lines[end - 1] ?? '')) end -= 1;
  return { start, end };
}

function isWithin(table: TableLines, index: number): boolean {
  return index > table.start && index < table.end;
}

function headerOf(line: string): string | null {
  return (
    /^\s*\[\[?([^[\]]+)\]\]?\s*(?:#.*)?$/
      .exec(line.trimEnd())?.[1]
      ?.replaceAll(/\s*\.\s*/g, '.')
      .trim() ?? null
  );
}

function keyOf(line: string): string | null {
  return /^\s*["']?([A-Za-z0-9_-]+)["']?\s*=/.exec(line)?.[1] ?? null;
}

function isBlankOrComment(line: string): boolean {
  return /^\s*(?:#.*)?$/.test(line.trimEnd());
}
