import { l10n } from 'vscode';
import type { RateLimitWindow } from '../../../core/agent/agent.ts';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import { COMMANDS } from '../../commands.ts';
import { folderParts } from '../../text/paths.ts';
import { holdWords } from '../../terminals/holdWords.ts';
import { ageText } from '../../text/time.ts';
import { deliveryWord, phrase, roleWord } from '../../text/words.ts';
import { isRunning } from './agentRows.ts';
import type { RowContext } from './agentRows.ts';
import {
  contextText,
  controlText,
  folderOf,
  leaseText,
  limitText,
  limitTitle,
  scopeText,
} from './agentTexts.ts';
import { COLORS } from '../rows/colors.ts';
import { oneLine } from '../rows/row.ts';
import type { Row, RowIcon } from '../rows/row.ts';

/** One line below an Agentin; `key` names it among its siblings. */
export interface DetailRow {
  readonly key: string;
  readonly row: Row;
}

const LINE_CHARS = 120;

/** Everything below an Agentin that is worth a line right now, in a fixed order. */
export function detailRows(
  snapshot: AgentSnapshot,
  context: RowContext,
  skillCount: number | null = null,
): DetailRow[] {
  return [
    whyRow(snapshot),
    assignmentRow(snapshot, context),
    turnRow(snapshot, context),
    terminalRow(snapshot),
    leaseRow(snapshot, context),
    contextRow(snapshot),
    limitRow('primary', snapshot.model.rateLimits?.primary, context),
    limitRow('secondary', snapshot.model.rateLimits?.secondary, context),
    skillsRow(skillCount),
    controlRow(snapshot),
    folderRow(snapshot),
    policyRow(context),
    foreignRow(snapshot),
  ].filter((row) => row !== null);
}

function detail(key: string, icon: RowIcon, label: string, parts: readonly (string | null)[]): DetailRow {
  const description = oneLine(parts.filter((part) => part !== null).join(' · '), LINE_CHARS);
  const spoken = `${label}: ${description}`;
  return { key, row: { label, description, icon, contextValue: `detail ${key}`, spoken, command: null } };
}

/** Troubled states say at once why they are; calm ones do so when asked. */
function whyRow(snapshot: AgentSnapshot): DetailRow | null {
  const { state, why } = snapshot.activity;
  if (!['starting', 'needs_input', 'limited', 'error', 'lost'].includes(state)) return null;
  const made = detail('why', { id: 'info', color: null }, l10n.t('Why'), [phrase(why)]);
  const command = { id: COMMANDS.showWhy, title: l10n.t('Why?'), args: [snapshot.spec.id] };
  return { ...made, row: { ...made.row, command } };
}

function assignmentRow(snapshot: AgentSnapshot, context: RowContext): DetailRow | null {
  const { assignment } = snapshot.model;
  if (assignment === null) return null;
  return detail('assignment', { id: 'checklist', color: null }, l10n.t('Assignment'), [
    roleWord(assignment.role),
    assignment.name,
    scopeText(assignment),
    deliveryWord(assignment.delivery.state),
    ageText(assignment.createdAtMs, context.nowMs),
    assignment.enforcement === 'told_only' ? l10n.t('scope told, not enforced') : null,
  ]);
}

function turnRow(snapshot: AgentSnapshot, context: RowContext): DetailRow | null {
  const { turn } = snapshot.model;
  if (turn === null) return null;
  return detail('turn', { id: 'run', color: null }, l10n.t('Turn'), [
    turn.doing === null ? null : phrase(turn.doing),
    ageText(turn.startedAtMs, context.nowMs),
  ]);
}

/** Who types in her terminal, in whichever window, as long as somebody does. */
function terminalRow({ terminal }: AgentSnapshot): DetailRow | null {
  const words = holdWords(terminal);
  return words === null ? null : detail('terminal', { id: 'lock', color: null }, l10n.t('Terminal'), [words]);
}

function leaseRow(snapshot: AgentSnapshot, context: RowContext): DetailRow | null {
  if (snapshot.lease.state === 'unclaimed' && !isRunning(snapshot)) return null;
  return detail('lease', { id: 'key', color: null }, l10n.t('Lease'), [leaseText(snapshot, context.nowMs)]);
}

function contextRow(snapshot: AgentSnapshot): DetailRow | null {
  const text = contextText(snapshot);
  return text === null
    ? null
    : detail('context', { id: 'dashboard', color: null }, l10n.t('Context'), [text]);
}

function limitRow(
  key: 'primary' | 'secondary',
  window: RateLimitWindow | null | undefined,
  context: RowContext,
): DetailRow | null {
  if (window === null || window === undefined) return null;
  const icon = { id: 'watch', color: window.usedPercent >= 90 ? COLORS.attention : null };
  return detail(`limit-${key}`, icon, limitTitle(key, window), [limitText(window, context.nowMs)]);
}

function skillsRow(count: number | null): DetailRow | null {
  if (count === null) return null;
  return detail('skills', { id: 'mortar-board', color: null }, l10n.t('Skills'), [String(count)]);
}

function controlRow(snapshot: AgentSnapshot): DetailRow | null {
  if (!isRunning(snapshot)) return null;
  const { control, threadId } = snapshot.model;
  const icon = { id: 'plug', color: control === 'terminal' ? COLORS.attention : null };
  return detail('control', icon, l10n.t('Control'), [
    controlText(snapshot),
    threadId === null ? null : l10n.t('thread {0}', threadId.slice(0, 8)),
  ]);
}

function folderRow(snapshot: AgentSnapshot): DetailRow | null {
  const folder = folderOf(snapshot);
  if (folder === null) return null;
  return detail('folder', { id: 'folder', color: null }, l10n.t('Folder'), folderParts(folder));
}

function policyRow(context: RowContext): DetailRow | null {
  if (context.policy !== 'yolo') return null;
  return detail('policy', { id: 'warning', color: COLORS.attention }, l10n.t('No sandbox'), [
    l10n.t('the fleet file says "yolo": she may write anywhere and asks nobody'),
  ]);
}

function foreignRow(snapshot: AgentSnapshot): DetailRow | null {
  const count = snapshot.processes?.external ?? 0;
  if (count === 0) return null;
  return detail('foreign', { id: 'warning', color: COLORS.attention }, l10n.t('Home in use'), [
    l10n.t('{0} Codex processes that we did not start use her home', count),
  ]);
}
