import { l10n } from 'vscode';
import type { FleetService } from '../../fleet/fleetService.ts';
import type { Notices } from '../../fleet/notices.ts';
import { detailRows } from './agentDetails.ts';
import { agentFacts } from './agentFacts.ts';
import { agentRow, checkingRow, nextRowChangeMs, placeOf, RANKS, sortAgents } from './agentRows.ts';
import type { RowContext } from './agentRows.ts';
import { isChecking, NOTHING_SEEN } from './checking.ts';
import type { LastSeen } from './checking.ts';
import type { ActivityState } from '../../../core/agent/agent.ts';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import { foldAgents } from './agentFolds.ts';
import type { SkillCounts } from './skillCounts.ts';
import type { Ticks } from './ticks.ts';
import { NO_TARGET } from '../rows/rowNode.ts';
import type { RowNode, RowTarget } from '../rows/rowNode.ts';
import { RowTree } from '../rows/rowTree.ts';

export const AGENTS_VIEW = 'codexMaster.agents';

/** Those who are looked at when a window comes are heard from within a moment, one after the other. */
const HEARD_TOGETHER_MS = 60;

/** What is shown of them and comes from elsewhere than from the fleet. */
export interface BesideAgents {
  readonly skills?: Pick<SkillCounts, 'of' | 'want'>;
  readonly ticks?: Pick<Ticks, 'of'>;
  readonly lastSeen?: LastSeen;
}

/** The tree "Agentinnen": what is wrong with the setup first, then one row each, then the details below. */
export function createAgentsTree(
  service: FleetService,
  notices: Notices,
  now: () => number,
  beside: BesideAgents = {},
): RowTree {
  const { skills, ticks, lastSeen = NOTHING_SEEN } = beside;
  const picture = (): RowNode[] => {
    if (notices.isNewcomer) return [];
    if (service.phase === 'loading') return [...notices.rows(), ...rememberedNodes(lastSeen)];
    const context = rowContext(service, now(), lastSeen);
    const stateOf = (snapshot: AgentSnapshot): ActivityState => placeOf(snapshot, context);
    const nodeOf = (snapshot: AgentSnapshot): RowNode =>
      withTick(
        agentNode(snapshot, context, skills?.of(snapshot.spec.id) ?? null),
        ticks?.of(snapshot.spec.id) ?? null,
      );
    const sorted = sortAgents(service.snapshots(), stateOf);
    return [...notices.rows(), ...foldAgents(sorted, nodeOf, stateOf)];
  };
  const onOpen = ({ agentId }: RowTarget): void => {
    if (agentId !== null) skills?.want(agentId);
  };
  const gatherMs = (): number =>
    service.snapshots().some((snapshot) => isChecking(snapshot, now())) ? HEARD_TOGETHER_MS : 0;
  return new RowTree({ now, picture, nextChangeMs: () => nextChangeMs(service, now()), onOpen, gatherMs });
}

/** What rows need to know of the fleet as a whole. */
export function rowContext(
  service: FleetService,
  nowMs: number,
  lastSeen: LastSeen = NOTHING_SEEN,
): RowContext {
  const config = service.fleet?.config;
  return {
    nowMs,
    policy: config?.launch.policy ?? 'guarded',
    defaultModel: config?.models.default ?? { model: null, effort: null },
    lastSeen,
  };
}

/** Before the fleet is there: who was in it when it was seen last, in the places that they had. */
function rememberedNodes({ agents }: LastSeen): RowNode[] {
  const ranked = agents.toSorted((a, b) => RANKS[a.state ?? 'idle'] - RANKS[b.state ?? 'idle']);
  return ranked.map(({ id, name, state }) => ({
    id: `agent/${id}`,
    target: { ...NO_TARGET, agentId: id },
    row: checkingRow(name, state),
    children: [],
    isOpen: false,
    facts: () => [],
  }));
}

function withTick(node: RowNode, tick: boolean | null): RowNode {
  return tick === null ? node : { ...node, row: { ...node.row, tick } };
}

function agentNode(snapshot: AgentSnapshot, context: RowContext, skillCount: number | null): RowNode {
  const agentId = snapshot.spec.id;
  const target = { ...NO_TARGET, agentId };
  // Who was not heard from has nothing below her that is of now: her row is the one from before the fleet was there.
  const details = isChecking(snapshot, context.nowMs) ? [] : detailRows(snapshot, context, skillCount);
  const children = details.map(({ key, row }): RowNode => ({
    id: `agent/${agentId}/${key}`,
    target,
    row,
    children: [],
    isOpen: false,
    facts: () => [],
  }));
  return {
    id: `agent/${agentId}`,
    target,
    row: agentRow(snapshot, context),
    children,
    isOpen: false,
    facts: () => agentFacts(snapshot, context),
  };
}

function nextChangeMs(service: FleetService, nowMs: number): number | null {
  const moments = service.snapshots().map((snapshot) => nextRowChangeMs(snapshot, nowMs));
  const known = moments.filter((moment) => moment !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** One line above the tree while there is nothing else to show. */
export function agentsMessage(service: FleetService, lastSeen: LastSeen): string | undefined {
  return service.phase === 'loading' && lastSeen.agents.length === 0
    ? l10n.t('Looking for your Agentinnen…')
    : undefined;
}
