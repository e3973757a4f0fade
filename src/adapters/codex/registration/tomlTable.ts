/** A table of a TOML file: its lines, header included, sub-tables and trailing blank lines left out. */
interface TableLines {
  readonly start: number;
  readonly end: number;
}

/**
 * Raises a whole-number key of a server's table (`[mcp_servers.NAME]`) to `least`, adding it where it is missing;
 * everything else stays as it is, comments and blank lines too. Null when there is no such table or nothing to
 * raise. Pure. `codex mcp add` writes the table in this form.
 */
export function raiseInServerTable(toml: string, name: string, key: string, least: number): string | null {
  const lines = toml.split('\n');
  const table = findTable(lines, name);
  if (table === null) return null;
  const at = lines.findIndex((line, index) => isWithin(table, index) && keyOf(line) === key);
  const wanted = `${key} = ${least}`;
  if (at === -1) return [...lines.slice(0, table.end), wanted, ...lines.slice(table.end)].join('\n');
  const value = /^\s*[^=]+=\s*([\d_.]+)/.exec(lines[at] ?? '')?.[1] ?? '';
  if (Number(value.replaceAll('_', '')) >= least) return null;
  const comment = /\s+#.*$/.exec(lines[at] ?? '')?.[0] ?? '';
  return lines.with(at, wanted + comment).join('\n');
}

/** The text of a server's table and its sub-tables, as it stands in the file; null when there is none. Pure. */
export function serverTableText(toml: string, name: string): string | null {
  const lines = toml.split('\n');
  const headers = [`mcp_servers.${name}`, `mcp_servers."${name}"`];
  const isOurs = (header: string): boolean =>
    headers.some((ours) => header === ours || header.startsWith(`${ours}.`));
  let inside = false;
  const kept = lines.filter((line) => {
    const header = headerOf(line);
    if (header !== null) inside = isOurs(header);
    return inside;
  });
  return kept.length === 0 ? null : kept.join('\n').trimEnd();
}

function findTable(lines: readonly string[], name: string): TableLines | null {
  const headers = new Set([`mcp_servers.${name}`, `mcp_servers."${name}"`]);
  const start = lines.findIndex((line) => headers.has(headerOf(line) ?? ''));
  if (start === -1) return null;
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
    /^\s*\[([^[\]]+)\]\s*(?:#.*)?$/
      .exec(line)?.[1]
      ?.replaceAll(/\s*\.\s*/g, '.')
      .trim() ?? null
  );
}

function keyOf(line: string): string | null {
  return /^\s*"?([A-Za-z0-9_-]+)"?\s*=/.exec(line)?.[1] ?? null;
}

function isBlankOrComment(line: string): boolean {
  return /^\s*(?:#.*)?$/.test(line);
}
