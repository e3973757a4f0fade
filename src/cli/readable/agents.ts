import type { JsonObject } from '../../operations/json.ts';
import { duration, fields, hanging, table } from './layout.ts';
import { at, listOf, numberOf, objectOf, text } from './shape.ts';

/** Life, work and leases. */

/** A row for each Agentin; where she could not be asked, the reason stands in the last column. */
function agentTable(
  result: JsonObject,
  columns: readonly string[],
  row: (entry: JsonObject) => readonly string[],
): string[] {
  const rows = listOf(result['results']).map((entry) =>
    entry['error'] === undefined ? [text(entry['agent'])].concat(row(entry)) : refused(entry, columns.length),
  );
  return table([['AGENTIN', ...columns], ...rows]);
}

function refused(entry: JsonObject, columns: number): readonly string[] {
  const between = Array.from({ length: Math.max(0, columns - 2) }, () => '');
  return [text(entry['agent']), 'refused', ...between, text(entry['error'])];
}

export function statusTable(result: JsonObject): string[] {
  const problem = at(result, 'config_problem', 'error');
  const notes = problem === undefined ? [] : [...hanging('', `Fleet file: ${text(problem)}`), ''];
  const columns = ['STATE', 'NAME', 'CONTROL', 'CONTEXT', 'LEASE', 'WHY'];
  return [...notes, ...agentTable(result, columns, statusRow)];
}

function statusRow(status: JsonObject): readonly string[] {
  const percent = at(status, 'tokens', 'context_used_percent');
  return [
    text(at(status, 'activity', 'state')),
    text(status['name']),
    text(status['control']),
    typeof percent === 'number' ? `${percent} %` : '',
    leaseWord(objectOf(status['lease'])),
    text(at(status, 'activity', 'why')),
  ];
}

export function startTable(result: JsonObject): string[] {
  return agentTable(result, ['RESULT', 'STATE', 'CONTROL', 'WHY'], (started) => [
    started['resumed_thread'] === true ? 'started again' : text(started['status']).replace('_', ' '),
    text(at(started, 'activity', 'state')),
    text(started['control']),
    [text(at(started, 'activity', 'why')), ...ignoredWords(started['ignored'])].join(' '),
  ]);
}

function ignoredWords(ignored: unknown): readonly string[] {
  if (!Array.isArray(ignored)) return [];
  return [
    ...(ignored.includes('cwd') ? ['She is in another directory: stop her, then start her there.'] : []),
    ...(ignored.includes('prompt') ? ['The prompt was not sent: send it.'] : []),
  ];
}

export function stopTable(result: JsonObject): string[] {
  return agentTable(result, ['RESULT', 'LEASE'], (stopped) => [
    text(stopped['status']).replace('_', ' '),
    leaseWord(objectOf(stopped['lease'])),
  ]);
}

export function leaseTable(result: JsonObject): string[] {
  return agentTable(result, ['LEASE', 'FOR', 'UNTIL'], (lease) => [
    leaseWord(lease),
    lease['state'] === 'held' ? duration(numberOf(lease['seconds_remaining'])) : '',
    text(lease['expires_at_utc'] ?? ''),
  ]);
}

function leaseWord(lease: JsonObject): string {
  if (lease['state'] === 'unreadable') return 'damaged';
  if (lease['state'] !== 'held') return text(lease['state']);
  if (lease['holder_ended'] === true) return 'free: its holder ended';
  return lease['held_by_this_server'] === true ? 'yours' : 'held by another';
}

function leaseLine(lease: JsonObject): string {
  const word = leaseWord(lease);
  return lease['state'] === 'held' ? `${word}, ${duration(numberOf(lease['seconds_remaining']))} left` : word;
}

/** `Agentin a: claimed.` and what is worth knowing beside it. */
function sentence(result: JsonObject, said: string): string {
  return `Agentin ${text(result['agent'])}: ${said}.`;
}

export function claimLines(result: JsonObject): string[] {
  const waited = numberOf(result['waited_seconds']);
  return [
    sentence(result, text(result['status']).replace('_', ' ')),
    ...fields([
      ['lease', leaseLine(objectOf(result['lease']))],
      ['waited', waited === 0 ? null : duration(Math.round(waited))],
    ]),
  ];
}

export function releaseLines(result: JsonObject): string[] {
  return [sentence(result, result['status'] === 'not_held' ? 'you held nothing of her' : 'released')];
}

export function interruptLines(result: JsonObject): string[] {
  return [sentence(result, 'interrupted'), ...fields([['lease', leaseLine(objectOf(result['lease']))]])];
}

export function waitLines(result: JsonObject): string[] {
  const activity = objectOf(at(result, 'current', 'activity'));
  return [
    `${text(result['status'])} after ${text(result['elapsed_seconds'])} s`,
    ...hanging('', `Agentin ${text(result['agent'])}: ${text(activity['state'])}. ${text(activity['why'])}`),
  ];
}

export function sentLines(result: JsonObject): string[] {
  const said = result['submitted'] === true ? 'sent' : 'typed, and not submitted';
  return [sentence(result, said), ...fields(sentFields(result))];
}

export function reportLines(result: JsonObject): string[] {
  const where = result['steered'] === true ? ' in her running turn' : '';
  return [sentence(result, `asked for a report${where}`), ...fields(sentFields(result))];
}

export function assignedLines(result: JsonObject): string[] {
  const { name } = result;
  const called = typeof name === 'string' ? ` "${name}"` : '';
  return [
    sentence(result, `assigned as ${roleName(result['role'])}${called}`),
    ...fields([
      ['assignment', text(result['assignment_id'])],
      ['model', text(result['model'] ?? '')],
      ['skill', at(result, 'skill', 'available') === false ? 'she does not have it' : null],
      ['writes', writesWord(result)],
      ...sentFields(result),
      ['ledger', text(at(result, 'ledger', 'error'))],
    ]),
  ];
}

function sentFields(result: JsonObject): readonly (readonly [string, string])[] {
  const delivery = objectOf(result['delivery']);
  return [
    ['delivery', `${text(delivery['state'])}: ${text(delivery['evidence'])}`],
    ['lease', leaseLine(objectOf(result['lease']))],
  ];
}

function writesWord(result: JsonObject): string {
  const what = result['write_policy'] === 'read_only' ? 'nothing' : 'only the paths named';
  return result['scope_enforcement'] === 'os_sandbox' ? `${what} (sandbox)` : `${what} (told, not enforced)`;
}

export function roleName(role: unknown): string {
  const word = text(role);
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** A line for each Agentin: a timer writes this into the journal every few seconds. */
export function watchdogTable(result: JsonObject): string[] {
  return agentTable(result, ['FOUND', 'SILENT', 'DONE', 'WHY'], (found) => {
    const idle = found['effective_idle_seconds'];
    return [
      text(found['watchdog_state']),
      typeof idle === 'number' ? `${idle} s` : '-',
      text(found['action_taken']),
      text(found['why']),
    ];
  });
}
