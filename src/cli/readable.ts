import { isJsonObject, type JsonObject } from '../operations/json.ts';
import { NOT_RETURNED } from '../operations/sentinels.ts';

/** A result for a person: a table for states, the text itself for a tail, an outline for everything else. */
export function readable(operationName: string, result: JsonObject): string {
  if (operationName === 'agent_status') return statusTable(result);
  if (operationName === 'agent_safe_tail') return String(result['output']);
  if (operationName === 'agent_wait') return waitSummary(result);
  if (operationName === 'fleet_watchdog') return watchdogTable(result);
  if (operationName === 'agent_doctor') return doctorList(result);
  return outline(result).join('\n');
}

const COLUMNS = ['AGENTIN', 'NAME', 'STATE', 'CONTROL', 'CONTEXT', 'LEASE', 'WHY'];

function statusTable(result: JsonObject): string {
  const problem = result['config_problem'];
  const notes = isJsonObject(problem) ? [`Fleet file: ${text(problem['error'])}`, ''] : [];
  const rows = listOf(result['results']).map(statusRow);
  return [...notes, ...table([COLUMNS, ...rows])].join('\n');
}

function statusRow(status: JsonObject): readonly string[] {
  if (status['error'] !== undefined)
    return [text(status['agent']), '', 'refused', '', '', '', text(status['error'])];
  const activity = objectOf(status['activity']);
  const percent = objectOf(status['tokens'])['context_used_percent'];
  return [
    text(status['agent']),
    text(status['name']),
    text(activity['state']),
    text(status['control']),
    typeof percent === 'number' ? `${percent} %` : '-',
    leaseWord(objectOf(status['lease'])),
    text(activity['why']),
  ];
}

const WATCHDOG_COLUMNS = ['AGENTIN', 'FOUND', 'SILENT', 'DONE', 'WHY'];

/** A line for each Agentin: a timer writes this into the journal every few seconds. */
function watchdogTable(result: JsonObject): string {
  return table([WATCHDOG_COLUMNS, ...listOf(result['results']).map(watchdogRow)]).join('\n');
}

function watchdogRow(found: JsonObject): readonly string[] {
  const agent = text(found['agent']);
  if (found['error'] !== undefined) return [agent, 'refused', '', '', text(found['error'])];
  const idle = found['effective_idle_seconds'];
  return [
    agent,
    text(found['watchdog_state']),
    typeof idle === 'number' ? `${idle} s` : '-',
    text(found['action_taken']),
    text(found['why']),
  ];
}

function leaseWord(lease: JsonObject): string {
  if (lease['state'] !== 'held') return text(lease['state']);
  return lease['held_by_this_server'] === true ? 'yours' : 'held by another';
}

function waitSummary(result: JsonObject): string {
  const activity = objectOf(objectOf(result['current'])['activity']);
  const state = `${text(activity['state'])}. ${text(activity['why'])}`;
  return `${text(result['status'])} after ${text(result['elapsed_seconds'])} s\nAgentin ${text(result['agent'])}: ${state}`;
}

const CHECK_WORDS: Readonly<Record<string, string>> = { info: 'ok   ', warning: 'warn ', error: 'FAIL ' };

/** One line a check, and below it what to do. */
function doctorList(result: JsonObject): string {
  const lines = listOf(result['checks']).flatMap(({ name, severity, hint }) => {
    const line = `${CHECK_WORDS[text(severity)] ?? ''} ${text(name)}`;
    return hint === null ? [line] : [line, `      ${text(hint)}`];
  });
  const [errors, warnings] = [text(result['error_count']), text(result['warning_count'])];
  return [
    ...lines,
    '',
    result['ok'] === true
      ? `All is well (${warnings} warnings).`
      : `${errors} checks failed, ${warnings} warnings.`,
  ].join('\n');
}

/** Left-aligned columns; the last is not padded. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** `key: value` lines, nested by indentation, without what was kept back. */
function outline(value: JsonObject, indent = ''): readonly string[] {
  return Object.entries(value).flatMap(([key, item]) => entryLines(key, item, indent));
}

function entryLines(key: string, item: unknown, indent: string): readonly string[] {
  if (item === NOT_RETURNED || item === null) return [];
  const deeper = `${indent}  `;
  if (Array.isArray(item)) return [`${indent}${key}:`].concat(item.flatMap((one) => itemLines(one, deeper)));
  if (isJsonObject(item)) return [`${indent}${key}:`].concat(outline(item, deeper));
  return [`${indent}${key}: ${text(item)}`];
}

function itemLines(item: unknown, indent: string): readonly string[] {
  if (!isJsonObject(item)) return [`${indent}- ${text(item)}`];
  const [first = '', ...rest] = outline(item, `${indent}  `);
  return [`${indent}- ${first.trimStart()}`].concat(rest);
}

function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
