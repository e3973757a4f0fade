import type { JsonObject } from '../../operations/json.ts';
import { NOT_RETURNED } from '../../operations/sentinels.ts';
import { recordTable } from './assignments.ts';
import { fields, mark, quoted } from './layout.ts';
import { at, counted, listOf, numberOf, objectOf, text } from './shape.ts';

/** Worktrees and what is there to integrate. */

export function worktreeCreatedLines(result: JsonObject): string[] {
  const copied = at(result, 'included_files', 'copied');
  return [
    `${pathWord(result)} is ready for Agentin ${text(result['agent'])}.`,
    ...fields([
      ['branch', text(result['branch'])],
      ['begins at', text(result['base_commit'])],
      ['copied', copied === undefined ? null : counted(copied, 'ignored file')],
      ['set-up', setupWord(objectOf(result['setup']))],
    ]),
    ...quoted(at(result, 'setup', 'program', 'output_excerpt')),
  ];
}

export function worktreeSetupLines(result: JsonObject): string[] {
  const word = setupWord(objectOf(result['setup'])) ?? 'there is no set-up script';
  return [`${pathWord(result)}: ${word}`, ...quoted(at(result, 'setup', 'program', 'output_excerpt'))];
}

function setupWord({ state, sha256 }: JsonObject): string | null {
  if (state === 'none') return null;
  if (state === 'needs_consent') return `not run. Read the script, then say --allow-setup ${text(sha256)}`;
  return text(state);
}

export function worktreesLines(result: JsonObject): string[] {
  return [...changesLines(result), ...listOf(result['entries']).flatMap(entryLines)];
}

function changesLines(result: JsonObject): string[] {
  const where = `${headWord(result)}: ${changesWord(objectOf(result['changes']))}`;
  return [where, ...quoted(at(result, 'status', 'output_excerpt')), '', 'Worktrees'];
}

const FLAGS = { locked: 'locked', prunable: 'its folder is gone' } as const;

function entryLines(entry: JsonObject): string[] {
  const { agent, ahead, behind } = entry;
  const apart = typeof ahead === 'number' ? `, ${ahead} ahead, ${text(behind)} behind` : '';
  const flags = Object.entries(FLAGS).flatMap(([flag, words]) =>
    entry[flag] === true ? [`, ${words}`] : [],
  );
  const state = entry['changes'] === null ? 'cannot be looked at' : changesWord(objectOf(entry['changes']));
  return [
    `  ${pathWord(entry)}${typeof agent === 'string' ? `  (Agentin ${agent})` : ''}`,
    `      ${headWord(entry)}: ${state}${apart}${flags.join('')}`,
  ];
}

export function pathWord({ path }: JsonObject): string {
  return path === NOT_RETURNED ? 'a folder outside of the repository' : text(path);
}

function headWord({ branch, head, detached }: JsonObject): string {
  if (typeof branch === 'string') return branch;
  return detached === true ? `detached at ${text(head).slice(0, 12)}` : 'no commit yet';
}

export function changesWord(changes: JsonObject): string {
  const parts = Object.entries(changes).filter(([, count]) => numberOf(count) > 0);
  return parts.length === 0 ? 'clean' : parts.map(([what, count]) => `${text(count)} ${what}`).join(', ');
}

export function integrationLines(result: JsonObject): string[] {
  const records = listOf(result['assignments']);
  return [
    ...worktreesLines(result),
    ...section('Changes', quoted(at(result, 'diff_stat', 'output_excerpt'))),
    ...section('Assignments', records.length === 0 ? [] : recordTable(records)),
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

export function commitReadyLines(result: JsonObject): string[] {
  const checks = listOf(result['checks']).flatMap((check) => {
    const line = `${mark(check['ok'])} ${text(check['name'])}`;
    return check['ok'] === true ? line : [line].concat(quoted(check['output_excerpt']));
  });
  const untested =
    result['checks_declared'] === 0 ? ' fleet.json declares no commands for it: nothing ran its tests.' : '';
  return [...checks, '', (result['ok'] === true ? 'Ready.' : 'Not ready.') + untested];
}
