import { l10n } from 'vscode';
import { needsPerson } from '../../../core/agent/activity.ts';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import type { WatchdogFinding } from '../../../core/watchdog/watchdogTimers.ts';
import { findingId, findingToSee, PLAIN_INBOX } from '../../attention/inboxExtras.ts';
import type { InboxView } from '../../attention/inboxExtras.ts';
import { COMMANDS } from '../../commands.ts';
import { ageText, nextAgeChangeMs } from '../../text/time.ts';
import { phrase, rowName } from '../../text/words.ts';
import { isRunning, STATE_ICONS, stateText } from '../agents/agentRows.ts';
import { COLORS } from '../rows/colors.ts';
import { deliveryFacts, findingFacts, findingText, stateFacts } from './inboxFacts.ts';
import { itemNode } from './inboxItem.ts';
import type { Fact, Row, RowIcon } from '../rows/row.ts';
import { moreNode } from '../rows/rowNode.ts';
import type { RowNode } from '../rows/rowNode.ts';

const MOST_ROWS = 100;

interface Entry {
  readonly sinceMs: number;
  readonly node: RowNode;
  /** Does it wait for a person? A reached limit does not. */
  readonly counts: boolean;
}

/** Everything that waits for a person, oldest first; bounded, with a last line that says what is left out. */
export function inboxNodes(
  snapshots: readonly AgentSnapshot[],
  nowMs: number,
  view: InboxView = PLAIN_INBOX,
): RowNode[] {
  const entries = entriesOf(snapshots, nowMs, view);
  const nodes = entries.toSorted((a, b) => a.sinceMs - b.sinceMs).map((entry) => entry.node);
  const left = nodes.length - MOST_ROWS;
  return left > 0 ? [...nodes.slice(0, MOST_ROWS), moreNode('inbox', left)] : nodes;
}

/** How many things wait for a person: open items, and Agentinnen that wait without one. A reached limit does not. */
export function countNeedsMe(snapshots: readonly AgentSnapshot[], view: InboxView = PLAIN_INBOX): number {
  const counts = snapshots.map((snapshot) => {
    const { pending } = snapshot.model;
    if (pending.length > 0) return pending.length;
    const extras =
      Number(findingOf(snapshot, view) !== null) + Number(deliveryEntry(snapshot, 0, view) !== null);
    return Number(needsPerson(snapshot.activity.state)) + extras;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

/** When the age of something in the inbox reads differently; null when it is empty. */
export function nextInboxChangeMs(
  snapshots: readonly AgentSnapshot[],
  nowMs: number,
  view: InboxView = PLAIN_INBOX,
): number | null {
  const since = entriesOf(snapshots, nowMs, view).map((entry) => entry.sinceMs);
  return since.length === 0 ? null : Math.min(...since.map((at) => nextAgeChangeMs(at, nowMs)));
}

function entriesOf(snapshots: readonly AgentSnapshot[], nowMs: number, view: InboxView): Entry[] {
  return snapshots.flatMap((snapshot) => entriesOfAgent(snapshot, nowMs, view));
}

function entriesOfAgent(snapshot: AgentSnapshot, nowMs: number, view: InboxView): Entry[] {
  const { pending } = snapshot.model;
  if (pending.length > 0) {
    return pending.map((item) => ({
      sinceMs: item.openedAtMs,
      node: itemNode(snapshot, item, nowMs),
      counts: true,
    }));
  }
  return [
    stateEntry(snapshot, nowMs),
    findingEntry(snapshot, nowMs, view),
    deliveryEntry(snapshot, nowMs, view),
  ].filter((entry) => entry !== null);
}

/** An Agentin that waits, is stuck or limited without an item to answer. */
function stateEntry(snapshot: AgentSnapshot, nowMs: number): Entry | null {
  const { state, sinceMs, why } = snapshot.activity;
  if (!needsPerson(state) && state !== 'limited') return null;
  const node = attentionNode(snapshot, nowMs, {
    id: `inbox/${snapshot.spec.id}/state`,
    title: stateText(snapshot, nowMs),
    why: phrase(why),
    sinceMs,
    icon: STATE_ICONS[state],
    context: `state-${state}`,
    facts: () => stateFacts(snapshot, nowMs),
  });
  return { sinceMs, node, counts: state !== 'limited' };
}

function findingOf(snapshot: AgentSnapshot, view: InboxView): WatchdogFinding | null {
  const finding = findingToSee(snapshot);
  return finding === null || view.isHidden(findingId(finding)) ? null : finding;
}

function findingEntry(snapshot: AgentSnapshot, nowMs: number, view: InboxView): Entry | null {
  const finding = findingOf(snapshot, view);
  if (finding === null) return null;
  const node = attentionNode(snapshot, nowMs, {
    id: findingId(finding),
    title: findingText(finding),
    why: l10n.t('watchdog'),
    sinceMs: finding.atMs,
    icon: { id: 'eye', color: COLORS.attention },
    context: `watchdog hideable${finding.kind === 'acted' ? '' : ' silent'}`,
    facts: () => findingFacts(snapshot, finding, nowMs),
  });
  return { sinceMs: finding.atMs, node, counts: true };
}

/** An assignment of which nobody knows whether it arrived. One that failed shows as her state, until it was looked at. */
function deliveryEntry(snapshot: AgentSnapshot, nowMs: number, view: InboxView): Entry | null {
  const { assignment } = snapshot.model;
  if (assignment === null || assignment.delivery.state !== 'unconfirmed') return null;
  const id = `inbox/${snapshot.spec.id}/delivery-${assignment.assignmentId}`;
  if (view.isHidden(id)) return null;
  const sinceMs = assignment.createdAtMs;
  const node = attentionNode(snapshot, nowMs, {
    id,
    title: l10n.t('delivery unconfirmed'),
    why: l10n.t('Nothing shows that her assignment arrived; look at her terminal before you send it again.'),
    sinceMs,
    icon: { id: 'mail', color: COLORS.attention },
    context: 'delivery hideable',
    facts: () => deliveryFacts(snapshot, nowMs),
  });
  return { sinceMs, node, counts: true };
}

interface Attention {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly sinceMs: number;
  readonly icon: RowIcon;
  readonly context: string;
  readonly facts: () => readonly Fact[];
}

function attentionNode(snapshot: AgentSnapshot, nowMs: number, face: Attention): RowNode {
  const agentId = snapshot.spec.id;
  const label = `${rowName(snapshot.spec)}: ${face.title}`;
  const description = `${face.why} · ${ageText(face.sinceMs, nowMs)}`;
  const row: Row = {
    label,
    description,
    icon: face.icon,
    contextValue: `attention ${face.context} ${isRunning(snapshot) ? 'running' : 'down'}`,
    spoken: `${snapshot.spec.name}: ${face.title}, ${description}`,
    command: { id: COMMANDS.showAgent, title: l10n.t('Show'), args: [agentId] },
  };
  const target = { agentId, itemKey: null, path: null };
  return { id: face.id, target, row, children: [], isOpen: false, facts: face.facts };
}
