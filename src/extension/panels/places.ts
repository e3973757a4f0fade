import { commands } from 'vscode';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { COMMANDS } from '../commands.ts';
import type { AgentHistory, Stretch } from './timeline/agentHistory.ts';
import { NO_TARGET } from '../views/rows/rowNode.ts';
import type { SectionId } from '../../shared/agentPage.ts';
import { entryId } from './timeline/model.ts';

/** What of an Agentin's page to bring into view; null: its top. */
export type PageFocus = { readonly section: SectionId; readonly anchor: string | null } | null;

/** The rows of trees, brought into view with the focus, for the person asked to go there. False when there is no such row. */
export interface Rows {
  /** Her request, or (null) that she waits or is limited. */
  inbox(agentId: string, itemKey: string | null): Promise<boolean>;
  worktree(tree: string): Promise<boolean>;
  /** Beside a page that has the focus: only where the tree is seen anyway. */
  assignment(assignmentId: string): Promise<void>;
}

export interface Places {
  readonly rows: Rows;
  readonly showAgent: (agentId: string, focus: PageFocus) => void;
}

/** Goes to where an entry of a lane is to be found as exactly as it still is; else to what is known of it. */
export async function openPlace(
  { rows, showAgent }: Places,
  { spec: { id: agentId } }: Pick<AgentSnapshot, 'spec'>,
  history: AgentHistory,
  wanted: string | null,
): Promise<void> {
  const stretch = history.stretches.find((one) => entryId(one) === wanted);
  if (stretch === undefined) showAgent(agentId, null);
  else if (!(await openRow(rows, agentId, stretch))) showAgent(agentId, focusOf(stretch, history));
}

/** False when it has no row, or none any more. */
async function openRow(rows: Rows, agentId: string, stretch: Stretch): Promise<boolean> {
  const { kind, key, toMs, deed } = stretch;
  switch (kind) {
    case 'waiting':
      return toMs === null && rows.inbox(agentId, key);
    case 'limit':
      return toMs === null && rows.inbox(agentId, null);
    case 'deed':
      return deed !== undefined && rows.worktree(deed.tree);
    case 'assignment':
      await commands.executeCommand(COMMANDS.showAssignment, {
        target: { ...NO_TARGET, agentId, assignmentId: key },
      });
      await rows.assignment(key);
      return true;
    case 'turn':
      return false;
  }
}

function focusOf(stretch: Stretch, history: AgentHistory): PageFocus {
  switch (stretch.kind) {
    case 'turn':
      return { section: 'turns', anchor: stretch.key };
    case 'waiting':
      return { section: 'turns', anchor: turnAt(history, stretch.fromMs) };
    case 'limit':
      return { section: 'usage', anchor: null };
    default:
      return { section: 'log', anchor: null };
  }
}

/** The turn that ran at a moment. */
function turnAt({ stretches }: AgentHistory, atMs: number): string | null {
  const turn = stretches.findLast(
    ({ kind, fromMs, toMs }) => kind === 'turn' && fromMs <= atMs && (toMs === null || toMs >= atMs),
  );
  return turn?.key ?? null;
}
