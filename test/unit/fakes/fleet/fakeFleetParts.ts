import type { AgentEvent, Session } from '../../../../src/core/agent/agent.ts';
import { acceptanceOf } from '../../../../src/core/assignment/acceptance.ts';
import type {
  AssignmentRecord,
  AssignmentRequest,
  LedgerEntry,
} from '../../../../src/core/assignment/assignment.ts';
import type { Delivery } from '../../../../src/core/assignment/delivery.ts';
import { DEFAULT_LIMITS, type FleetConfig } from '../../../../src/core/config.ts';
import type { AssignmentsPage, StartWish } from '../../../../src/core/fleetApi.ts';
import type { Holder } from '../../../../src/core/lease.ts';
import type { AgentMeta } from '../../../../src/core/ports.ts';
import { DEFAULT_WATCHDOG } from '../../../../src/core/watchdog/watchdogTimers.ts';

/** Her session while she runs. */
export const present: Session = {
  kind: 'present',
  agent: { pid: 101, dead: null, title: '' },
  server: { pid: 100, dead: null, title: '' },
};

/** What becomes known of an Agentin that comes up. */
export function opened(agentId: string): readonly AgentEvent[] {
  return [
    { type: 'link', link: { kind: 'connected' } },
    { type: 'threadBound', threadId: `thread-${agentId}` },
    { type: 'threadStatus', status: { kind: 'idle' } },
  ];
}

/** What is kept of a start. */
/** What of a start comes too late for one who runs. */
export function ignoredOf({ cwd, prompt }: StartWish, meta: AgentMeta | null): ('cwd' | 'prompt')[] {
  const isElsewhere = cwd !== null && cwd !== meta?.cwd;
  return [...(isElsewhere ? (['cwd'] as const) : []), ...(prompt === null ? [] : (['prompt'] as const))];
}

export function metaOf(agentId: string, wish: StartWish, nowMs: number): AgentMeta {
  return {
    startedAtMs: nowMs,
    runId: `20260101T000000000000Z-${agentId}`,
    cwd: wish.cwd ?? '/private/place',
    threadId: `thread-${agentId}`,
    control: 'app-server',
    controlWhy: null,
    rawLogPath: `/private/state/raw/${agentId}.log`,
    model: 'default-model',
    effort: 'medium',
    expectedUp: true,
    assignment: null,
    deliveries: [],
    report: null,
    watchdog: null,
  };
}

/** A fleet of these Agentinnen; `a` and `b` have their usual names. */
export function configOf(agentIds: readonly string[]): FleetConfig {
  return {
    agents: agentIds.map((id) => ({
      id,
      name: { a: 'Mila', b: 'Nora' }[id] ?? id,
      home: `/private/homes/${id}`,
      runner: `/private/homes/${id}/codex`,
      session: `codex_agent_${id}_mcp`,
      cwd: null,
    })),
    models: {
      default: { model: 'default-model', effort: 'medium' },
      write: { model: 'write-model', effort: 'low' },
    },
    launch: { policy: 'guarded', search: false, extraArgs: [], passEnv: [] },
    tmux: { socketName: 'codex-master' },
    watchdog: DEFAULT_WATCHDOG,
    repositories: [],
    limits: DEFAULT_LIMITS,
  };
}

/** The record of an assignment that was given. */
export function assignmentOf(
  agentId: string,
  { role, name, scope, writePaths, acceptance }: AssignmentRequest,
  delivery: Delivery,
  nowMs: number,
  holder: Holder,
): AssignmentRecord {
  return {
    assignmentId: `20260101T000000000000Z-${agentId}`,
    createdAtMs: nowMs,
    role,
    name,
    model: role === 'worker' ? 'write-model' : 'default-model',
    scope,
    writePaths,
    enforcement: 'os_sandbox',
    delivery,
    profileName: null,
    acceptance: acceptanceOf(acceptance, holder),
    preparedPaths: [],
    restored: false,
    facts: null,
    ledgerState: null,
  };
}

/** The newest of what the ledger keeps. */
export function pageOf(
  fleet: {
    readonly ledger: readonly LedgerEntry[];
    readonly config: FleetConfig;
    readonly isLedgerReadable: boolean;
  },
  agentId: string | null,
  limit: number,
): AssignmentsPage {
  const kept = fleet.ledger.slice(-fleet.config.limits.ledgerRecords);
  const all = kept.filter((entry) => agentId === null || entry.agentId === agentId);
  const { isLedgerReadable: isReadable } = fleet;
  return { entries: all.slice(-limit), retainedCount: all.length, retentionLimit: 500, isReadable };
}
