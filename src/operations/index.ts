import { agentStart, agentStatus, agentStop } from './agents/agents.ts';
import { agentAssign, agentAssignReadonly, agentAssignWrite } from './assignments/assignments.ts';
import {
  agentDoctor,
  defineNamespaceStatus,
  masterPluginStatus,
  masterReleaseStatus,
} from './installation/diagnostics.ts';
import { masterAppBridgeStatus } from './installation/installation.ts';
import { install, uninstall } from './installation/installing.ts';
import { commitReadyCheck, integrationStatus } from './worktrees/integration.ts';
import { agentAssignments, agentLastAssignmentStatus } from './assignments/ledger.ts';
import { agentClaim, agentLeaseStatus, agentRelease } from './agents/leases.ts';
import type { BoundOperation, Operation } from './operation.ts';
import { agentReportRequest } from './assignments/report.ts';
import { agentScopeCheck } from './assignments/scopeCheck.ts';
import { agentCapabilities, agentSkillMatch, agentSkills } from './agents/skills.ts';
import { agentSafeTail } from './agents/tail.ts';
import { fleetWatchdog } from './agents/watchdog.ts';
import { agentInterrupt, agentSend, agentWait } from './agents/work.ts';
import { worktreeCommit, worktreeMerge, worktreeRebase, worktreeRemove } from './worktrees/worktreeWork.ts';
import { worktreeCreateForAgent, worktreeSetUp, worktreeStatus } from './worktrees/worktrees.ts';

/**
 * Everything that one can do. Each operation is an MCP tool (unless it is for persons alone), a subcommand of
 * `codex-master-mcp` and a row of the README's table; to add one, define it in the folder of its subject and name it here.
 */
export const operations: readonly Operation[] = [
  // Life
  agentStart,
  agentStatus,
  agentWait,
  agentStop,
  // Work
  agentAssign,
  agentAssignReadonly,
  agentAssignWrite,
  agentScopeCheck,
  agentSend,
  agentReportRequest,
  agentInterrupt,
  agentSafeTail,
  // What was assigned
  agentAssignments,
  agentLastAssignmentStatus,
  // Leases
  agentLeaseStatus,
  agentClaim,
  agentRelease,
  // Skills
  agentSkills,
  agentSkillMatch,
  agentCapabilities,
  // Watchdog
  fleetWatchdog,
  // Worktrees and integration
  worktreeCreateForAgent,
  worktreeSetUp,
  worktreeStatus,
  worktreeCommit,
  worktreeMerge,
  worktreeRebase,
  worktreeRemove,
  integrationStatus,
  commitReadyCheck,
  // Diagnostics
  agentDoctor,
  masterPluginStatus,
  defineNamespaceStatus(() => tools.map(({ name }) => name)),
  masterAppBridgeStatus,
  masterReleaseStatus,
  // For persons: the installation
  install,
  uninstall,
];

/** The operations that are tools: those that everyone may call, leads included. */
export const tools: readonly Operation[] = operations.filter(({ audience }) => audience === 'everyone');

/** The tools by name, for a fleet with these Agentinnen. */
export function bindOperations(agentIds: readonly string[]): ReadonlyMap<string, BoundOperation> {
  return new Map(tools.map((operation) => [operation.name, operation.bind(agentIds)]));
}

export type { OperationContext } from './context.ts';
export type { BoundOperation, Operation, Outcome } from './operation.ts';
