import { l10n } from 'vscode';
import { needsPerson } from '../../core/activity.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { COMMANDS } from '../commands.ts';
import { durationText, nextDurationChangeMs } from '../time.ts';
import { phrase } from '../words.ts';
import { STATE_ICONS, stateText } from './agentRows.ts';
import { stateFacts } from './inboxFacts.ts';
import { itemNode } from './inboxItem.ts';
import type { Row } from './row.ts';
import { moreNode } from './rowNode.ts';
import type { RowNode } from './rowNode.ts';

const MOST_ROWS = 100;

interface Entry {
  readonly sinceMs: number;
  readonly node: RowNode;
}

/** Everything that waits for a person, oldest first; bounded, with a last line that says what is left out. */
export function inboxNodes(snapshots: readonly AgentSnapshot[], nowMs: number): RowNode[] {
  const entries = snapshots.flatMap((snapshot) => entriesOf(snapshot, nowMs));
  const nodes = entries.toSorted((a, b) => a.sinceMs - b.sinceMs).map((entry) => entry.node);
  const left = nodes.length - MOST_ROWS;
  return left > 0 ? [...nodes.slice(0, MOST_ROWS), moreNode('inbox', left)] : nodes;
}

/** How many things wait for a person: open items, and Agentinnen that wait without one. A reached limit does not. */
export function countNeedsMe(snapshots: readonly AgentSnapshot[]): number {
  const counts = snapshots.map(({ activity, model }) =>
    model.pending.length > 0 ? model.pending.length : Number(needsPerson(activity.state)),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** When the age of something in the inbox reads differently; null when it is empty. */
export function nextInboxChangeMs(snapshots: readonly AgentSnapshot[], nowMs: number): number | null {
  const since = snapshots.flatMap((snapshot) => entriesOf(snapshot, nowMs)).map((entry) => entry.sinceMs);
  return since.length === 0 ? null : Math.min(...since.map((at) => nextDurationChangeMs(at, nowMs)));
}

function entriesOf(snapshot: AgentSnapshot, nowMs: number): Entry[] {
  const { pending } = snapshot.model;
  if (pending.length > 0) {
    return pending.map((item) => ({ sinceMs: item.openedAtMs, node: itemNode(snapshot, item, nowMs) }));
  }
  const { state, sinceMs } = snapshot.activity;
  const belongsHere = needsPerson(state) || state === 'limited';
  return belongsHere ? [{ sinceMs, node: stateNode(snapshot, nowMs) }] : [];
}

/** An Agentin that waits, is stuck or limited without an item to answer. */
function stateNode(snapshot: AgentSnapshot, nowMs: number): RowNode {
  const { state, sinceMs, why } = snapshot.activity;
  const agentId = snapshot.spec.id;
  const target = { agentId, itemKey: null, path: null };
  const label = `${snapshot.spec.name}: ${stateText(snapshot, nowMs)}`;
  const description = `${phrase(why)} · ${durationText(nowMs - sinceMs)}`;
  const row: Row = {
    label,
    description,
    icon: STATE_ICONS[state],
    contextValue: `attention state-${state} ${state === 'lost' ? 'down' : 'running'}`,
    spoken: `${label}, ${description}`,
    command: { id: COMMANDS.showAgent, title: l10n.t('Show'), args: [agentId] },
  };
  return {
    id: `inbox/${agentId}/state`,
    target,
    row,
    children: [],
    isOpen: false,
    facts: () => stateFacts(snapshot, nowMs),
  };
}
