import { activityOf } from '../../agent/activity.ts';
import type { AssignmentRecord, ScopeEnforcement } from '../../assignment/assignment.ts';
import { isSettled } from '../../assignment/delivery.ts';
import type { ResolvedPath } from '../../assignment/scope.ts';
import { meetings } from '../../assignment/writeOverlaps.ts';
import type { WriteOverlap } from '../../assignment/writeOverlaps.ts';
import { FleetError } from '../../errors.ts';
import type { Fleet } from '../../fleetApi.ts';
import type { Workspace } from '../../ports.ts';
import type { AgentSession } from '../session.ts';
import { examineScope } from './assignmentPaths.ts';
import { isDraft } from './record.ts';
import { asFarAsCodexKnows } from './restore.ts';

/** Longer than an assignment takes from its note to its delivery. */
const DRAFT_MS = 60_000;
const RETRY_SECONDS = 30;

/** The other Agentinnen of the fleet. */
export interface Others {
  readonly sessions: readonly AgentSession[];
  /** Looks at an Agentin whose picture may be old. */
  readonly refresh: (session: AgentSession) => Promise<void>;
}

/** What the assignments of others that run now may write of these paths. Changes nothing and takes no lock. */
async function writeOverlaps(
  others: Others,
  own: readonly ResolvedPath[],
  enforcement: ScopeEnforcement = 'os_sandbox',
): Promise<readonly WriteOverlap[]> {
  if (own.length === 0) return [];
  const found = others.sessions.map(async (session) => overlapsWith(session, others.refresh, own));
  const overlaps = (await Promise.all(found)).flat();
  return enforcement === 'os_sandbox' ? overlaps : overlaps.map(withoutSandbox);
}

/** Who has no sandbox can be led out of none. */
function withoutSandbox(overlap: WriteOverlap): WriteOverlap {
  return { ...overlap, isUnsafe: false };
}

/** See `Fleet.checkScope`. */
export async function checkScope(
  workspace: Workspace,
  others: Others,
  { base, cwd, ...paths }: Parameters<Fleet['checkScope']>[0],
): ReturnType<Fleet['checkScope']> {
  const report = await examineScope(workspace, await workspace.resolvePath(base, cwd ?? '.'), paths);
  return { ...report, overlaps: await writeOverlaps(others, report.writePaths) };
}

/** @throws FleetError `write_paths_nested` when two could not run side by side safely */
export async function refuseNested(
  others: Others,
  own: readonly ResolvedPath[],
  enforcement: ScopeEnforcement,
): Promise<readonly WriteOverlap[]> {
  const overlaps = await writeOverlaps(others, own, enforcement);
  const unsafe = overlaps.filter((overlap) => overlap.isUnsafe);
  if (unsafe.length === 0) return overlaps;
  const agents = [...new Set(unsafe.map(({ agentId }) => agentId))];
  throw new FleetError(
    'write_paths_nested',
    `A running assignment of Agentin ${agents.join(', ')} may write above or below these write paths, and one could lead the other out of her sandbox by a link. ` +
      'Wait for its end (agent_wait), name paths that do not hold one another, or let her work in a worktree of her own (worktree_create_for_agent).',
    {
      retryable: true,
      retryAfterSeconds: RETRY_SECONDS,
      details: { agents, conflict_count: unsafe.length },
    },
  );
}

async function overlapsWith(
  session: AgentSession,
  refresh: Others['refresh'],
  own: readonly ResolvedPath[],
): Promise<WriteOverlap[]> {
  await session.agent.disk.readAll();
  const { assignment } = session.agent.model;
  if (assignment === null || assignment.writePaths.length === 0 || isSettled(assignment.delivery)) return [];
  const found = meetings(own, await pathsOf(session, assignment));
  if (found.length === 0 || !(await stillRuns(session, assignment, refresh))) return [];
  const { assignmentId, enforcement } = assignment;
  return found.map(({ given, theirs, relation }) => ({
    agentId: session.id,
    assignmentId,
    given,
    theirs,
    relation,
    isUnsafe: enforcement === 'os_sandbox' && relation !== 'same',
  }));
}

/** Where an assignment's write paths lead now; one that leads nowhere any more meets nothing. */
async function pathsOf(
  { agent, deps }: AgentSession,
  { writePaths }: AssignmentRecord,
): Promise<ResolvedPath[]> {
  const cwd = agent.meta?.cwd ?? deps.defaultCwd;
  const found = await Promise.all(writePaths.map(async (given) => resolved(deps.workspace, cwd, given)));
  return found.filter((path) => path !== null);
}

async function resolved(workspace: Workspace, cwd: string, given: string): Promise<ResolvedPath | null> {
  try {
    return { given, absolute: await workspace.resolvePath(cwd, given.trim()) };
  } catch (error) {
    if (FleetError.is(error, 'scope_violation')) return null;
    throw error;
  }
}

/** May she still write by it? Where that cannot be heard she may. */
async function stillRuns(
  session: AgentSession,
  assignment: AssignmentRecord,
  refresh: Others['refresh'],
): Promise<boolean> {
  const { agent, deps } = session;
  // It is being sent right now, by somebody who sees ours as well.
  if (isDraft(assignment) && deps.clock.nowMs() - assignment.createdAtMs < DRAFT_MS) return true;
  try {
    await refresh(session);
    if (!agent.isRunning) return false;
    const now = agent.model.assignment ?? assignment;
    if (now.enforcement === 'told_only') return !isAtRest(session);
    const known = await asFarAsCodexKnows(session, now);
    return known !== 'neverSent' && !isSettled(known.delivery);
  } catch (error) {
    if (!FleetError.is(error)) throw error;
    return true;
  }
}

function isAtRest({ agent, deps }: AgentSession): boolean {
  const { state } = activityOf(agent.model, deps.clock.nowMs());
  return state === 'idle' || state === 'done' || state === 'error';
}
