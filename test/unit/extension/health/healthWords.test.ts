import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Check } from '../../../../src/core/diagnostics/check.ts';
import { FleetError } from '../../../../src/core/errors.ts';
import { adviceText } from '../../../../src/extension/health/advice.ts';
import { factLines } from '../../../../src/extension/health/factWords.ts';
import { findingsOf, subjectOf } from '../../../../src/extension/health/findings.ts';
import { checkPurpose, checkTitle } from '../../../../src/extension/health/words.ts';
import { MISSING_PROGRAM, Machine } from '../../adapters/installation/machine.ts';
import { ui } from '../../fakes/vscode/index.ts';

const german = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../../../../l10n/bundle.l10n.de.json'), 'utf8'),
) as Readonly<Record<string, string>>;

beforeEach(() => {
  ui.reset();
  ui.language = 'de';
  ui.bundle = new Map(Object.entries(german));
});

/** What the doctor says of a good machine, and of one where much is wrong. */
async function checksOfMachines(): Promise<readonly Check[]> {
  const good = new Machine();
  good.register(['/usr/bin/node', path.resolve('dist/mcp.js')]);
  const bad = new Machine();
  for (const command of ['tmux -V', 'codex --version', 'git --version', 'codex mcp list --json'])
    bad.answers.set(command, MISSING_PROGRAM);
  bad.launcher = new FleetError('launcher_not_executable', 'The launcher is not executable.');
  bad.problem = new FleetError('config_invalid', 'agents.0.home: has to be a path.');
  bad.storeProblem = new FleetError('state_directory_unsafe', 'The state directory is a link.');
  bad.socketProblem = new FleetError('socket_path_too_long', 'Too long.');
  bad.lease = 'unreadable';
  const old = new Machine();
  old.launcher = { argv: [], version: '0.50.0', appServer: false, why: 'too old', noDaemon: false };
  old.register(['/usr/bin/node', path.resolve('dist/mcp.js')], 10, { CODEX_MASTER_FLEET: '/other.json' });
  const reports = [good, bad, old].map(async (machine) => (await machine.diagnostics.doctor({})).checks);
  return (await Promise.all(reports)).flat();
}

const topicOf = ({ name }: Check): string => subjectOf(name, ['a']).topic;

// Test files share their modules: the next one begins in English.
afterAll(() => ui.reset());

describe('the words of checks', () => {
  it('name each check, what it is for and what to do, in the language of the window', async () => {
    const checks = await checksOfMachines();
    expect(checks.filter((check) => checkTitle(topicOf(check)) === topicOf(check))).toEqual([]);
    expect(checks.filter((check) => checkPurpose(topicOf(check)) === '')).toEqual([]);
    const findings = findingsOf(checks).map(({ check }) => check);
    expect(findings.length).toBeGreaterThan(12);
    const english = findings.filter((check) => adviceText(check, topicOf(check)) === check.hint);
    expect(english.map(({ name }) => name)).toEqual([]);
  });

  it('have a label for every fact, and no bare yes, no or name of a state', async () => {
    for (const check of await checksOfMachines()) {
      for (const { label, value } of factLines(check)) {
        expect(Object.keys(check.facts)).not.toContain(label.replaceAll(' ', '_'));
        // Sessions, versions and variables are names, and stay.
        if (/^(?:tmux-Sitzung|Version|Anders als hier|Plattform|Agentin|Warum)$/u.test(label)) continue;
        expect(value, `${check.name}: ${label}`).not.toMatch(/^(?:true|false|null|[a-z]+_\w+)$/u);
      }
    }
  });

  it('say numbers with their units', () => {
    const facts = { idle_seconds: 300, total_bytes: 6_000_010, file_count: 1200, elapsed_ms: 17 };
    expect(factLines({ facts }).map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'Ohne Lebenszeichen seit: 300 s',
      'Größe insgesamt: 6 MB',
      'Dateien: 1.200',
      'Dauerte: 17 ms',
    ]);
  });
});
