import { l10n } from 'vscode';
import type { AssignmentHistory, KnownAssignment } from '../../assignments/history.ts';
import { COMMANDS } from '../../commands.ts';
import { noticeRow } from '../../fleet/notices.ts';
import {
  assignmentRow,
  assignmentTooltip,
  lastMomentMs,
  nextAssignmentChangeMs,
  phaseOf,
} from './assignmentRows.ts';
import type { AssignmentPhase } from './assignmentRows.ts';
import { hasEnded, isUnheard, NOTHING_REMEMBERED, seenAssignmentRow, seenOf } from './seenAssignments.ts';
import type { LastAssignments, SeenAssignment, SeenAssignments } from './seenAssignments.ts';
import { COLORS } from '../rows/colors.ts';
import type { Row } from '../rows/row.ts';
import { lastNode, NO_TARGET } from '../rows/rowNode.ts';
import type { RowNode } from '../rows/rowNode.ts';
import { RowTree } from '../rows/rowTree.ts';

export const ASSIGNMENTS_VIEW = 'codexMaster.assignments';

/** How many of a group are shown at first, and how many more at each wish. */
const FIRST_ROWS: Readonly<Record<Group['key'], number>> = {
  running: 100,
  waiting: 100,
  today: 100,
  older: 50,
};
const PAGE_ROWS = 50;

/** The tree "Assignments": running, waiting, over since midnight, and older ones, each a page at a time. */
export class AssignmentsTree extends RowTree {
  readonly #paging: Paging;

  constructor(history: AssignmentHistory, now: () => number, last: LastAssignments = NOTHING_REMEMBERED) {
    const paging: Paging = { ...FIRST_ROWS };
    const picture = (): RowNode[] =>
      last.all === null || history.isFirstKnown
        ? [...ledgerNotice(history), ...knownGroups(history, now(), paging)]
        : seenGroups(last.all, now(), paging);
    super({
      now,
      picture,
      nextChangeMs: () => nextChangeMs(history.list(), now()),
      // Assignments lie below their group, and are no detail of it.
      drawsAllAtOnce: true,
    });
    this.#paging = paging;
  }

  /** Shows one more page of a group: the one whose last row was chosen. */
  showMore(group: string | null): void {
    const key = GROUPS.find((one) => one === group) ?? 'older';
    this.#paging[key] += PAGE_ROWS;
    this.refresh();
  }
}

const GROUPS = ['running', 'waiting', 'today', 'older'] as const;

type Paging = Record<Group['key'], number>;

interface Group {
  readonly key: (typeof GROUPS)[number];
  readonly members: readonly Member[];
}

/** A row, and what its place hangs on. */
interface Member {
  readonly phase: AssignmentPhase;
  readonly lastMs: number;
  readonly node: () => RowNode;
}

function groupsOf(all: readonly Member[], nowMs: number, hasOlder: boolean): Group[] {
  const midnightMs = midnightBefore(nowMs);
  const members: Record<Group['key'], Member[]> = { running: [], waiting: [], today: [], older: [] };
  for (const member of all) {
    if (member.phase !== 'over') members[member.phase].push(member);
    else members[member.lastMs >= midnightMs ? 'today' : 'older'].push(member);
  }
  return GROUPS.map((key) => ({ key, members: members[key] })).filter(
    (group) => group.members.length > 0 || (hasOlder && group.key === 'older'),
  );
}

/** "Nothing has been assigned" would be wrong where nobody can know. */
function ledgerNotice({ isReadable }: AssignmentHistory): RowNode[] {
  if (isReadable) return [];
  return [
    noticeRow('ledger', {
      label: l10n.t('The ledger cannot be read'),
      description: l10n.t('older assignments are missing here; the log tells why'),
      icon: { id: 'warning', color: COLORS.attention },
      command: { id: COMMANDS.showLog, title: l10n.t('Show Log'), args: [] },
    }),
  ];
}

function knownGroups(history: AssignmentHistory, nowMs: number, paging: Paging): RowNode[] {
  const members = history.list().map((known): Member => {
    const seen = isUnheard(known) ? seenOf(known) : null;
    return {
      phase: seen === null ? phaseOf(known) : 'running',
      lastMs: lastMomentMs(known),
      node: () => (seen === null ? assignmentNode(known, nowMs) : seenNode(seen, nowMs)),
    };
  });
  return groupNodes({ members, unreadCount: history.unreadCount }, nowMs, paging);
}

/** What had not ended stands where it stood: whether it runs on nobody knows yet, and its row says so. */
function seenGroups({ seen, olderCount }: SeenAssignments, nowMs: number, paging: Paging): RowNode[] {
  const members = seen.map((one): Member => ({
    phase: hasEnded(one) ? 'over' : 'running',
    lastMs: one.createdAtMs,
    node: () => seenNode(one, nowMs),
  }));
  return groupNodes({ members, unreadCount: olderCount }, nowMs, paging);
}

interface Listed {
  readonly members: readonly Member[];
  readonly unreadCount: number;
}

function groupNodes({ members: all, unreadCount }: Listed, nowMs: number, paging: Paging): RowNode[] {
  return groupsOf(all, nowMs, unreadCount > 0).map(({ key, members }) => {
    const shown = members.slice(0, paging[key]).map((member) => member.node());
    const total = members.length + (key === 'older' ? unreadCount : 0);
    const left = total - shown.length;
    const children = left > 0 ? [...shown, leftNode(key, left)] : shown;
    const label = groupTitle(key);
    const count = String(total);
    const row: Row = {
      label,
      description: count,
      icon: GROUP_ICONS[key],
      contextValue: `assignments ${key}`,
      spoken: total === 1 ? l10n.t('{0}: 1 assignment', label) : l10n.t('{0}: {1} assignments', label, count),
      command: null,
    };
    return {
      id: `assignments/${key}`,
      target: NO_TARGET,
      row,
      children,
      isOpen: key !== 'older',
      facts: () => [],
    };
  });
}

function assignmentNode(known: KnownAssignment, nowMs: number): RowNode {
  return leafNode(known.entry, assignmentRow(known, nowMs), () => assignmentTooltip(known, nowMs));
}

function seenNode(seen: SeenAssignment, nowMs: number): RowNode {
  return leafNode(seen, seenAssignmentRow(seen, nowMs), () => []);
}

function leafNode(
  { agentId, assignmentId }: Pick<SeenAssignment, 'agentId' | 'assignmentId'>,
  row: Row,
  facts: RowNode['facts'],
): RowNode {
  return {
    id: `assignment/${assignmentId}`,
    target: { ...NO_TARGET, agentId, assignmentId },
    row,
    children: [],
    isOpen: false,
    facts,
  };
}

/** The last line of a group that has more than it shows; it brings the next page. */
function leftNode(key: Group['key'], left: number): RowNode {
  const command = { id: COMMANDS.moreAssignments, title: l10n.t('Show more'), args: [key] };
  return lastNode(`assignments/${key}`, l10n.t('{0} more…', left), command);
}

function groupTitle(key: Group['key']): string {
  switch (key) {
    case 'running':
      return l10n.t('Running');
    case 'waiting':
      return l10n.t('Waiting');
    case 'today':
      return l10n.t('Finished today');
    case 'older':
      return l10n.t('Older');
  }
}

const GROUP_ICONS: Readonly<Record<Group['key'], Row['icon']>> = {
  running: { id: 'run-all', color: null },
  waiting: { id: 'bell', color: null },
  today: { id: 'checklist', color: null },
  older: { id: 'history', color: null },
};

/** The next minute of one that runs, and midnight, when "today" is another day. */
function nextChangeMs(all: readonly KnownAssignment[], nowMs: number): number | null {
  if (all.length === 0) return null;
  const tomorrow = new Date(nowMs);
  tomorrow.setHours(24, 0, 0, 0);
  const moments = all
    .map((known) => nextAssignmentChangeMs(known, nowMs))
    .filter((moment) => moment !== null);
  return Math.min(tomorrow.getTime(), ...moments);
}

function midnightBefore(nowMs: number): number {
  return new Date(nowMs).setHours(0, 0, 0, 0);
}
