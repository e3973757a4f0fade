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

  constructor(history: AssignmentHistory, now: () => number) {
    const paging: Paging = { ...FIRST_ROWS };
    super({
      now,
      picture: () => [...ledgerNotice(history), ...groupNodes(history, now(), paging)],
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
  readonly members: readonly KnownAssignment[];
}

function groupsOf(all: readonly KnownAssignment[], nowMs: number, hasOlder: boolean): Group[] {
  const midnightMs = midnightBefore(nowMs);
  const members: Record<Group['key'], KnownAssignment[]> = { running: [], waiting: [], today: [], older: [] };
  for (const known of all) {
    const phase = phaseOf(known);
    if (phase !== 'over') members[phase].push(known);
    else members[lastMomentMs(known) >= midnightMs ? 'today' : 'older'].push(known);
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

function groupNodes(history: AssignmentHistory, nowMs: number, paging: Paging): RowNode[] {
  const { unreadCount } = history;
  return groupsOf(history.list(), nowMs, unreadCount > 0).map(({ key, members }) => {
    const shown = members.slice(0, paging[key]).map((known) => assignmentNode(known, nowMs));
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
  const { agentId, assignmentId } = known.entry;
  return {
    id: `assignment/${assignmentId}`,
    target: { ...NO_TARGET, agentId, assignmentId },
    row: assignmentRow(known, nowMs),
    children: [],
    isOpen: false,
    facts: () => assignmentTooltip(known, nowMs),
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
