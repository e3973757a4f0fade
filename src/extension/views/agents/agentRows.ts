import { l10n } from 'vscode';
import { needsPerson } from '../../../core/agent/activity.ts';
import type { ActivityState } from '../../../core/agent/agent.ts';
import { isSettled } from '../../../core/assignment/delivery.ts';
import type { LaunchPolicy, ModelChoice } from '../../../core/config.ts';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import { ageText, momentText, nextAgeChangeMs } from '../../text/time.ts';
import { roleWord, rowName, stateWord } from '../../text/words.ts';
import { checkingEndMs, isChecking } from './checking.ts';
import type { LastSeen } from './checking.ts';
import { COLORS } from '../rows/colors.ts';
import type { Row, RowIcon } from '../rows/row.ts';

/** What rows need to know beside the Agentin itself. */
export interface RowContext {
  readonly nowMs: number;
  readonly policy: LaunchPolicy;
  readonly defaultModel: ModelChoice;
  readonly lastSeen: LastSeen;
}

/** The line of one Agentin in the tree: `Mila  working · 2 min · gpt-5.5 · worker`. */
export function agentRow(snapshot: AgentSnapshot, context: RowContext): Row {
  const { spec } = snapshot;
  const label = rowName(spec);
  if (isChecking(snapshot, context.nowMs)) return checkingRow(spec.name, context.lastSeen.stateOf(spec.id));
  const description = describe(snapshot, context).join(' · ');
  return {
    label,
    description,
    icon: STATE_ICONS[snapshot.activity.state],
    contextValue: contextOf(snapshot),
    spoken: `${spec.name}, ${description}`,
    command: null,
  };
}

/** Somebody this window has not heard from yet: what she did when one heard from her last. */
export function checkingRow(name: string, last: ActivityState | null): Row {
  const parts = [l10n.t('checking…'), last === null ? null : l10n.t('before: {0}', stateWord(last))];
  const description = parts.filter((part) => part !== null).join(' · ');
  return {
    label: rowName({ name }),
    description,
    icon: CHECKING_ICON,
    contextValue: 'agent state-checking',
    spoken: `${name}, ${description}`,
    command: null,
  };
}

function describe(snapshot: AgentSnapshot, context: RowContext): string[] {
  const { activity } = snapshot;
  const parts = [stateText(snapshot, context.nowMs)];
  if (activity.state === 'stopped') return parts;
  if (showsAge(snapshot)) parts.push(ageText(activity.sinceMs, context.nowMs));
  const model = modelOf(snapshot, context);
  if (model !== null) parts.push(model);
  const role = activeRole(snapshot);
  if (role !== null) parts.push(role);
  if (context.policy === 'yolo') parts.push(l10n.t('no sandbox'));
  return parts;
}

/** The state in words; a reached limit says until when. */
export function stateText(snapshot: AgentSnapshot, nowMs: number): string {
  const { state, untilMs } = snapshot.activity;
  if (isChecking(snapshot, nowMs)) return l10n.t('checking…');
  return state === 'limited' && untilMs !== null
    ? l10n.t('limit reached until {0}', momentText(untilMs, nowMs))
    : stateWord(state);
}

function showsAge(snapshot: AgentSnapshot): boolean {
  return snapshot.activity.state !== 'stopped' && snapshot.activity.state !== 'limited';
}

/** The model in use; null while nothing runs or Codex and the fleet file leave it open. */
export function modelOf(snapshot: AgentSnapshot, context: RowContext): string | null {
  return snapshot.model.settings?.model ?? context.defaultModel.model;
}

function activeRole(snapshot: AgentSnapshot): string | null {
  const { assignment } = snapshot.model;
  if (assignment === null) return null;
  const isCurrent = !isSettled(assignment.delivery) || snapshot.activity.state === 'done';
  return isCurrent ? roleWord(assignment.role) : null;
}

/** Words that the menus of package.json look for. */
function contextOf(snapshot: AgentSnapshot): string {
  const { activity, model } = snapshot;
  const words = ['agent', `state-${activity.state}`, isRunning(snapshot) ? 'running' : 'down'];
  if (model.turn !== null || activity.state === 'working' || activity.state === 'needs_approval') {
    words.push('busy');
  }
  if (isFree(snapshot)) words.push('free');
  return words.join(' ');
}

/** Can it take an assignment right away? A failed turn is over too. */
export function isFree(snapshot: AgentSnapshot): boolean {
  const { activity, model } = snapshot;
  const isReached = model.control === 'terminal' || model.link.kind === 'connected';
  const hasFailed = activity.state === 'error' && model.trouble === null && isReached;
  return activity.state === 'idle' || activity.state === 'done' || hasFailed;
}

/** Is there anything of this Agentin to stop, or to attach to? */
export function isRunning(snapshot: AgentSnapshot): boolean {
  const { state } = snapshot.activity;
  return state !== 'stopped' && state !== 'lost';
}

/** Does it wait for a person? */
export function needsMe(snapshot: AgentSnapshot): boolean {
  return needsPerson(snapshot.activity.state);
}

/**
 * Needs you, working, limited, idle, stopped; within one rank the order of the fleet file. Who has not been heard from
 * keeps her place of before, so that a reload moves nobody who does what she did.
 */
export function sortAgents(
  snapshots: readonly AgentSnapshot[],
  stateOf: (snapshot: AgentSnapshot) => ActivityState = ({ activity }) => activity.state,
): AgentSnapshot[] {
  return snapshots.toSorted((a, b) => RANKS[stateOf(a)] - RANKS[stateOf(b)]);
}

/** The state by which a row has its place. */
export function placeOf(snapshot: AgentSnapshot, { nowMs, lastSeen }: RowContext): ActivityState {
  return isChecking(snapshot, nowMs)
    ? (lastSeen.stateOf(snapshot.spec.id) ?? 'idle')
    : snapshot.activity.state;
}

/** The next moment at which a time in the row or its details reads differently; null when none does. */
export function nextRowChangeMs(snapshot: AgentSnapshot, nowMs: number): number | null {
  const { activity, model } = snapshot;
  const since = [model.turn?.startedAtMs, model.assignment?.createdAtMs];
  if (showsAge(snapshot)) since.push(activity.sinceMs);
  const ages = since.filter((at) => at !== undefined).map((at) => nextAgeChangeMs(at, nowMs));
  const lease = snapshot.lease.state === 'held' ? [snapshot.lease.expiresAtMs] : [];
  const ends = [activity.untilMs, checkingEndMs(snapshot), ...lease].filter(
    (at) => at !== null && at > nowMs,
  );
  const moments = [...ages, ...ends].filter((at) => at !== null);
  return moments.length === 0 ? null : Math.min(...moments);
}

export const RANKS: Readonly<Record<ActivityState, number>> = {
  needs_approval: 0,
  needs_input: 0,
  error: 0,
  lost: 0,
  working: 1,
  starting: 1,
  limited: 2,
  done: 3,
  idle: 4,
  stopped: 5,
};

export const CHECKING_ICON: RowIcon = { id: 'sync', color: COLORS.quiet };

export const STATE_ICONS: Readonly<Record<ActivityState, RowIcon>> = {
  stopped: { id: 'circle-outline', color: COLORS.quiet },
  starting: { id: 'loading~spin', color: null },
  idle: { id: 'circle-large-outline', color: 'charts.green' },
  done: { id: 'pass-filled', color: 'charts.green' },
  working: { id: 'pulse', color: 'charts.blue' },
  needs_approval: { id: 'bell-dot', color: COLORS.attention },
  needs_input: { id: 'question', color: COLORS.attention },
  limited: { id: 'watch', color: COLORS.limit },
  error: { id: 'error', color: 'charts.red' },
  lost: { id: 'debug-disconnect', color: 'charts.red' },
};
