import type { JsonObject } from '../../operations/json.ts';
import { roleName } from './agents.ts';
import { fields, MARK, table } from './layout.ts';
import { at, counted, listOf, text, textsOf } from './shape.ts';

/** What was assigned, and checking what is to be. */

export function assignmentsTable(result: JsonObject): string[] {
  const records = listOf(result['records']);
  const of = `${text(result['record_count'])} of ${counted(result['retained_count'], 'assignment')}`;
  const note = result['ledger_state'] === 'unreadable' ? ['The ledger cannot be read.'] : [];
  if (records.length === 0) return ['Nothing was assigned yet.', ...note];
  return [
    ...recordTable(records),
    '',
    `${of}; the newest ${text(result['retention_limit'])} are kept.`,
    ...note,
  ];
}

/** The id tells when and to whom. */
export function recordTable(records: readonly JsonObject[]): string[] {
  const rows = records.map((record) => [
    text(record['assignment_id']),
    roleName(record['role']),
    text(at(record, 'delivery', 'state')),
    text(record['name'] ?? ''),
    textsOf(record['write_paths']).join(' '),
  ]);
  return table([['ASSIGNMENT', 'ROLE', 'DELIVERY', 'NAME', 'WRITES'], ...rows]);
}

export function lastAssignmentLines(result: JsonObject): string[] {
  const { record } = result;
  const who = `Agentin ${text(result['agent'])}`;
  if (record === null) return [`${who}: nothing was ever assigned to her.`];
  const of = (...keys: string[]): string => text(at(result, 'record', ...keys) ?? '');
  return [
    `${who}: ${of('delivery', 'state')}.`,
    ...fields([
      ['assignment', of('assignment_id')],
      ['role', roleName(of('role'))],
      ['name', of('name')],
      ['model', of('model')],
      ['skill', of('skill', 'requested')],
      ['scope', textsOf(at(result, 'record', 'scope')).join('\n')],
      ['writes', textsOf(at(result, 'record', 'write_paths')).join('\n')],
      ['known by', of('delivery', 'evidence')],
    ]),
  ];
}

/** Each path with what is wrong with it. */
export function scopeLines(result: JsonObject): string[] {
  const problems = listOf(result['problems']);
  const rows = (['write_paths', 'scope'] as const).flatMap((list) =>
    textsOf(result[list]).map((path) => {
      const problem = problems.find((one) => one['list'] === list && one['path'] === path);
      const sign = problem === undefined ? MARK.ok : list === 'scope' ? MARK.warning : MARK.failed;
      return [sign.trim(), list === 'scope' ? 'scope' : 'write', path, text(problem?.['reason'])];
    }),
  );
  const verdict = result['allowed'] === true ? 'Allowed.' : 'Not allowed.';
  return rows.length === 0 ? [verdict] : [...table([['', 'AS', 'PATH', 'PROBLEM'], ...rows]), '', verdict];
}
