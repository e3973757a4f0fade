import type { JsonObject } from '../operations/json.ts';
import {
  assignedLines,
  claimLines,
  interruptLines,
  leaseTable,
  releaseLines,
  reportLines,
  sentLines,
  startTable,
  statusTable,
  stopTable,
  waitLines,
  watchdogTable,
} from './readable/agents.ts';
import { assignmentsTable, lastAssignmentLines, scopeLines } from './readable/assignments.ts';
import {
  appBridgeLines,
  doctorLines,
  installLines,
  namespaceLines,
  partsLines,
  releaseStatusLines,
  uninstallLines,
} from './readable/diagnostics.ts';
import { outline } from './readable/layout.ts';
import {
  commitReadyLines,
  integrationLines,
  worktreeCreatedLines,
  worktreeSetupLines,
  worktreesLines,
} from './readable/repository.ts';
import { text } from './readable/shape.ts';
import { committedLines, mergedLines, rebasedLines, removedLines } from './readable/worktreeWork.ts';
import { capabilitiesLines, matchTable, skillsLines } from './readable/skills.ts';

type Renderer = (result: JsonObject) => readonly string[];

const RENDERERS: Readonly<Record<string, Renderer>> = {
  agent_start: startTable,
  agent_status: statusTable,
  agent_wait: waitLines,
  agent_stop: stopTable,
  agent_assign: assignedLines,
  agent_assign_readonly: assignedLines,
  agent_assign_write: assignedLines,
  agent_scope_check: scopeLines,
  agent_send: sentLines,
  agent_report_request: reportLines,
  agent_interrupt: interruptLines,
  agent_safe_tail: (result) => [text(result['output'])],
  agent_assignments: assignmentsTable,
  agent_last_assignment_status: lastAssignmentLines,
  agent_lease_status: leaseTable,
  agent_claim: claimLines,
  agent_release: releaseLines,
  agent_skills: skillsLines,
  agent_skill_match: matchTable,
  agent_capabilities: capabilitiesLines,
  fleet_watchdog: watchdogTable,
  worktree_create_for_agent: worktreeCreatedLines,
  worktree_set_up: worktreeSetupLines,
  worktree_commit: committedLines,
  worktree_merge: mergedLines,
  worktree_rebase: rebasedLines,
  worktree_remove: removedLines,
  worktree_status: worktreesLines,
  integration_status: integrationLines,
  commit_ready_check: commitReadyLines,
  agent_doctor: doctorLines,
  master_plugin_status: partsLines,
  master_namespace_status: namespaceLines,
  master_app_bridge_status: appBridgeLines,
  master_release_status: releaseStatusLines,
  install: installLines,
  uninstall: uninstallLines,
};

/** A result for a person at a terminal; what has no form of its own is an outline. `--json` shows all of it. */
export function readable(operationName: string, result: JsonObject): string {
  return (RENDERERS[operationName] ?? outline)(result).join('\n');
}
