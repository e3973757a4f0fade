import { env, l10n } from 'vscode';
import { passed, warned } from '../../core/diagnostics/check.ts';
import type { Check } from '../../core/diagnostics/check.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { errorSentence } from '../messages/errorWords.ts';
import { momentText } from '../text/time.ts';
import { COLORS } from '../views/rows/colors.ts';
import type { Fact, Row, RowIcon } from '../views/rows/row.ts';
import { NO_TARGET } from '../views/rows/rowNode.ts';
import type { RowNode } from '../views/rows/rowNode.ts';
import { agentTitle } from '../text/words.ts';
import { adviceText } from './advice.ts';
import type { ConnectedClient } from './clients.ts';
import { factLines } from './factWords.ts';
import { findingsOf, subjectOf } from './findings.ts';
import type { Finding, HealthGroup, Subject } from './findings.ts';
import type { HealthState } from './health.ts';
import { checkPurpose, checkTitle, fixTitle } from './words.ts';

export interface HealthPicture {
  readonly state: HealthState;
  readonly agents: readonly AgentSnapshot[];
  readonly clients: readonly ConnectedClient[];
  /** Of the extension. */
  readonly version: string;
  readonly nowMs: number;
}

const GOOD: RowIcon = { id: 'pass', color: 'testing.iconPassed' };
const HINT: RowIcon = { id: 'warning', color: COLORS.attention };
const BAD: RowIcon = { id: 'error', color: 'charts.red' };

/** Nothing until the first check; then attention first, the groups, and who and what is there. */
export function healthNodes(picture: HealthPicture): readonly RowNode[] {
  const { report, problem } = picture.state;
  const failure = problem === null ? [] : [failureNode(errorSentence(problem))];
  if (report === null) return failure;
  const checks = allChecks(picture, report.checks);
  return [
    ...failure,
    attentionNode(picture, checks),
    ...groupNodes(picture, checks),
    serversNode(picture),
    clientsNode(picture),
    versionsNode(picture, checks),
  ];
}

/** The doctor's, and what only this window knows. */
function allChecks({ clients, version }: HealthPicture, checks: readonly Check[]): readonly Check[] {
  return clients.length === 0 ? checks : [...checks, clientsCheck(clients, version)];
}

function clientsCheck(clients: readonly ConnectedClient[], version: string): Check {
  const others = [...new Set(clients.map((client) => client.version).filter((one) => one !== version))];
  if (others.length === 0) return passed('client_versions', { version });
  const hint = l10n.t(
    'A Masterjet of another version ({0}) is connected. Restart the Codex that uses it, or install again for Codex.',
    others.join(', '),
  );
  return warned('client_versions', { hint }, { version: others.join(', ') });
}

/** How many errors there are, for the badge. */
export function errorCount(state: HealthState): number {
  return count(state, 'error');
}

export function hintCount(state: HealthState): number {
  return count(state, 'warning');
}

function count({ report }: HealthState, level: Finding['level']): number {
  return findingsOf(report?.checks ?? []).filter((finding) => finding.level === level).length;
}

/** The name of the check that a row is about; null for any other row. */
export function checkNameOf(rowId: string): string | null {
  return /^health\/(?:attention|check)\/(\w[\w-]*)$/u.exec(rowId)?.[1] ?? null;
}

function failureNode(sentence: string): RowNode {
  return node('health/failure', { label: l10n.t('The check failed'), description: sentence, icon: BAD });
}

function attentionNode(picture: HealthPicture, checks: readonly Check[]): RowNode {
  const findings = findingsOf(checks);
  if (findings.length === 0) {
    const description = l10n.t('{0} checks passed', checks.length);
    return node('health/attention', { label: l10n.t('All is well'), description, icon: GOOD });
  }
  const face = {
    label: l10n.t('Needs attention'),
    description: countText(findings),
    icon: findings.some(({ level }) => level === 'error') ? BAD : HINT,
  };
  return node('health/attention', face, {
    isOpen: true,
    children: findings.map((finding) => findingNode(picture, finding)),
  });
}

function countText(findings: readonly Finding[]): string {
  const errors = findings.filter(({ level }) => level === 'error').length;
  const hints = findings.length - errors;
  const parts = [
    ...(errors > 0 ? [errors === 1 ? l10n.t('1 problem') : l10n.t('{0} problems', errors)] : []),
    ...(hints > 0 ? [hints === 1 ? l10n.t('1 hint') : l10n.t('{0} hints', hints)] : []),
  ];
  return parts.length === 0 ? l10n.t('all well') : parts.join(' · ');
}

function findingNode(picture: HealthPicture, { check, level, covers }: Finding): RowNode {
  const subject = subjectOf(check.name, idsOf(picture));
  const { group, topic } = subject;
  const isSetup = covers.length > 1 || (level === 'warning' && !check.ok);
  const label = isSetup ? l10n.t('Your Codex cannot lead yet') : checkTitle(topic);
  const name = group.kind === 'agent' ? nameOf(picture, group.agentId) : null;
  return checkNode(`health/attention/${check.name}`, check, subject, {
    label: name === null ? label : `${name}: ${label}`,
    icon: level === 'error' ? BAD : HINT,
    level,
  });
}

function groupNodes(picture: HealthPicture, checks: readonly Check[]): readonly RowNode[] {
  const groups: readonly (readonly [HealthGroup, string])[] = [
    ...picture.agents.map(({ spec }): readonly [HealthGroup, string] => [
      { kind: 'agent', agentId: spec.id },
      agentTitle(spec),
    ]),
    [{ kind: 'machine' }, l10n.t('This machine')],
    [{ kind: 'codex' }, l10n.t('Codex')],
    [{ kind: 'masterjet' }, l10n.t('Masterjet')],
  ];
  const findings = findingsOf(checks);
  return groups.flatMap(([group, label]) => {
    const own = checks.filter((check) => isSame(subjectOf(check.name, idsOf(picture)).group, group));
    return own.length === 0 ? [] : [groupNode(picture, group, label, own, findings)];
  });
}

function groupNode(
  picture: HealthPicture,
  group: HealthGroup,
  label: string,
  checks: readonly Check[],
  findings: readonly Finding[],
): RowNode {
  const own = findings.filter(({ check }) => checks.includes(check));
  const icons = { agent: 'person', machine: 'server-environment', codex: 'terminal', masterjet: 'plug' };
  const key = group.kind === 'agent' ? `agent-${group.agentId}` : group.kind;
  const children = checks.map((check) => {
    const subject = subjectOf(check.name, idsOf(picture));
    const level = findings.find(({ covers }) => covers.includes(check.name))?.level ?? null;
    const icon = level === null ? GOOD : level === 'error' ? BAD : HINT;
    const face = { label: checkTitle(subject.topic), icon, level };
    return checkNode(`health/check/${check.name}`, check, subject, face);
  });
  const face = { label, description: countText(own), icon: { id: icons[group.kind], color: null } };
  return node(`health/group/${key}`, face, { children });
}

interface CheckFace {
  readonly label: string;
  readonly icon: RowIcon;
  readonly level: Finding['level'] | null;
}

function checkNode(id: string, check: Check, { topic }: Subject, { label, icon, level }: CheckFace): RowNode {
  const advice = level === null ? '' : adviceText(check, topic);
  const fixable = check.fix !== null && level !== null;
  const state = { error: l10n.t('problem'), warning: l10n.t('hint'), none: l10n.t('ok') }[level ?? 'none'];
  const face = {
    label,
    description: advice === '' ? [state, ...versionOf(check)].join(' · ') : advice,
    icon,
    contextValue: fixable ? `check fixable ${check.fix}` : 'check',
    spoken: [label, state, advice].filter((part) => part !== '').join(' · '),
  };
  return node(id, face, { facts: () => factsOf(check, topic, advice) });
}

function versionOf({ facts }: Check): readonly string[] {
  return typeof facts['version'] === 'string' ? [facts['version']] : [];
}

function factsOf(check: Check, topic: string, advice: string): readonly Fact[] {
  const purpose = checkPurpose(topic);
  const isBad = advice !== '';
  return [
    ...(isBad ? [{ label: l10n.t('To do'), value: advice }] : []),
    ...(isBad && check.fix !== null ? [{ label: l10n.t('Fix'), value: fixTitle(check.fix) }] : []),
    ...(purpose === '' ? [] : [{ label: l10n.t('What for'), value: purpose }]),
    ...particulars(check, topic),
    ...factLines(check),
    { label: l10n.t('Check'), value: check.name },
  ];
}

/** Where in the fleet file the mistake is: only the sentence of the doctor, which is English, says it. */
function particulars({ hint }: Check, topic: string): readonly Fact[] {
  if (topic !== 'fleet_file' || hint === null || env.language.startsWith('en')) return [];
  return [{ label: l10n.t('Message'), value: hint }];
}

/** Process ids are nothing that a person needs here, and stay out of it. */
function serversNode({ agents, nowMs }: HealthPicture): RowNode {
  const running = agents.filter(({ model, meta }) => {
    const { session } = model;
    return session.kind === 'present' && session.server !== null && meta?.control === 'app-server';
  });
  const children = running.map(({ spec, meta }) => {
    const since = meta?.startedAtMs ?? null;
    const description =
      since === null ? l10n.t('running') : l10n.t('running since {0}', momentText(since, nowMs));
    const face = { label: agentTitle(spec), description, icon: { id: 'vm-running', color: 'charts.green' } };
    return node(`health/server/${spec.id}`, face);
  });
  const description = children.length === 0 ? l10n.t('none runs') : String(children.length);
  const face = { label: l10n.t('App-servers'), description, icon: { id: 'server', color: null } };
  return node('health/servers', face, { children });
}

function clientsNode({ clients, nowMs }: HealthPicture): RowNode {
  const children = clients.map(({ kind, version, sinceMs }, index) =>
    node(`health/client/${index}`, {
      label: kind === 'mcp' ? l10n.t('Masterjet of a lead') : l10n.t('Command line'),
      description: l10n.t('version {0} · since {1}', version, momentText(sinceMs, nowMs)),
      icon: { id: kind === 'mcp' ? 'plug' : 'terminal', color: null },
    }),
  );
  const description = children.length === 0 ? l10n.t('nobody is connected') : String(children.length);
  const face = { label: l10n.t('Connected to this window'), description, icon: { id: 'link', color: null } };
  return node('health/clients', face, { children });
}

function versionsNode({ version }: HealthPicture, checks: readonly Check[]): RowNode {
  const fact = (name: string): string => {
    const value = checks.find((check) => check.name === name)?.facts['version'];
    return typeof value === 'string' ? value : l10n.t('unknown');
  };
  const versions = [
    ['Codex Master', version],
    ['Codex', fact('codex_available')],
    ['tmux', fact('tmux_version')],
    ['Node', fact('node_version')],
  ] as const;
  const children = versions.map(([label, description]) =>
    node(`health/version/${label}`, { label, description, icon: { id: 'tag', color: null } }),
  );
  const face = { label: l10n.t('Versions'), description: version, icon: { id: 'versions', color: null } };
  return node('health/versions', face, { children });
}

type Face = Pick<Row, 'label' | 'description' | 'icon'> & Partial<Pick<Row, 'contextValue' | 'spoken'>>;

function node(
  id: string,
  face: Face,
  rest: Partial<Pick<RowNode, 'children' | 'isOpen' | 'facts'>> = {},
): RowNode {
  const spoken = [face.label, face.description].filter((part) => part !== '').join(' · ');
  const row: Row = { contextValue: 'health', spoken, command: null, ...face };
  return { id, target: NO_TARGET, row, children: [], isOpen: false, facts: () => [], ...rest };
}

function idsOf({ agents }: HealthPicture): readonly string[] {
  return agents.map(({ spec }) => spec.id);
}

function nameOf({ agents }: HealthPicture, agentId: string): string {
  return agents.find(({ spec }) => spec.id === agentId)?.spec.name ?? agentId;
}

function isSame(one: HealthGroup, other: HealthGroup): boolean {
  if (one.kind !== 'agent' || other.kind !== 'agent') return one.kind === other.kind;
  return one.agentId === other.agentId;
}
