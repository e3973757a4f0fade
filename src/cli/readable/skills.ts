import type { JsonObject } from '../../operations/json.ts';
import { table } from './layout.ts';
import { at, listOf, numberOf, objectOf, text } from './shape.ts';

/** What Agentinnen can. */

function rowsOf(result: JsonObject, row: (entry: JsonObject) => readonly string[]): (readonly string[])[] {
  return listOf(result['results']).map((entry) =>
    entry['error'] === undefined ? row(entry) : [text(entry['agent']), 'refused', text(entry['error'])],
  );
}

export function skillsLines(result: JsonObject): string[] {
  const head = ['AGENTIN', 'SKILLS', 'FROM', 'PLUGINS'];
  const rows = rowsOf(result, (entry) => [
    text(entry['agent']),
    text(entry['total']) + (entry['inventory_complete'] === false ? ' or more' : ''),
    countsOf(entry['by_source']),
    countsOf(entry['plugins']) + (entry['plugins_truncated'] === true ? ', …' : ''),
  ]);
  return [...table([head, ...rows]), ...listOf(result['results']).flatMap(namesOf)];
}

/** `system 5, user 2` */
function countsOf(counts: unknown): string {
  return Object.entries(objectOf(counts))
    .map(([what, count]) => `${what} ${text(count)}`)
    .join(', ');
}

function namesOf(entry: JsonObject): string[] {
  if (entry['names'] === undefined) return [];
  const names = listOf(entry['names']);
  const rows = names.map((skill) => [text(skill['name']), text(skill['plugin']), text(skill['source'])]);
  const next = numberOf(entry['names_offset']) + names.length;
  const more =
    entry['names_truncated'] === true
      ? [`… ${text(entry['names_total'])} in all: --names-offset ${next}`]
      : [];
  return ['', `Agentin ${text(entry['agent'])}`, ...table([['SKILL', 'PLUGIN', 'SOURCE'], ...rows]), ...more];
}

export function matchTable(result: JsonObject): string[] {
  const rows = listOf(result['results']).flatMap((entry) => {
    const agent = text(entry['agent']);
    if (entry['error'] !== undefined) return [[agent, 'refused', text(entry['error'])]];
    const matches = listOf(entry['matches']);
    if (matches.length === 0) return [[agent, 'no']];
    return matches.map((match) => [
      agent,
      'yes',
      text(match['name']),
      text(match['plugin']),
      text(match['source']),
    ]);
  });
  return table([['AGENTIN', 'HAS IT', 'SKILL', 'PLUGIN', 'SOURCE'], ...rows]);
}

export function capabilitiesLines(result: JsonObject): string[] {
  const head = ['AGENTIN', 'READS WITH', 'WRITES WITH', 'SKILLS', 'PLUGINS'];
  const rows = rowsOf(result, (entry) => [
    text(entry['agent']),
    text(at(entry, 'models', 'read_only') ?? 'as her home is set'),
    text(at(entry, 'models', 'write') ?? 'as her home is set'),
    text(entry['skill_count']),
    text(entry['plugin_count']),
  ]);
  return [
    ...table([head, ...rows]),
    '',
    'Sub-agents: where an assignment allows them. Writing: the paths that an assignment names.',
  ];
}
