import type { AssignmentRecord, AssignmentRequest } from '../assignment.ts';
import type { Delivery } from '../delivery.ts';
import { FleetError } from '../errors.ts';
import type { AssignResult } from '../fleetApi.ts';
import { timestampId } from '../ids.ts';
import type { Claim, Holder } from '../lease.ts';
import type { WriteProfile } from '../ports.ts';
import { isWithin } from '../scope.ts';
import { deliver } from './deliver.ts';
import { restoreBase } from './restore.ts';
import { earlierDelivery, rememberDelivery } from './send.ts';
import { checkedPrompt, refuseBusy } from './assignmentChecks.ts';
import { resolveAssignmentPaths } from './assignmentPaths.ts';
import type { AgentSession } from './session.ts';
import { assignmentTuple, modelOf, profileName } from './tuples.ts';

/**
 * Gives an Agentin a task with a sandbox of its own: an Exploriererin can write nothing, an Arbeitsbiene her write
 * paths alone. Everything is checked first; when a rule fails nothing was sent and nothing changed.
 */
export async function assignToAgent(
  session: AgentSession,
  request: AssignmentRequest,
  idempotencyKey: string | null,
  holder: Holder,
): Promise<AssignResult> {
  return session.locked(async () => {
    session.assertRunning();
    const prompt = checkedPrompt(session, request);
    const repeated = repeatedAssignment(session, idempotencyKey);
    return session.claimedFor(holder, async (claim) => {
      const assignment = repeated ?? (await assign(session, { request, prompt, idempotencyKey, claim }));
      return { assignment, enforcement: assignment.enforcement, promptChars: prompt.length, claim };
    });
  });
}

/** The assignment that was made with this key before, when the Agentin still has it. */
function repeatedAssignment(session: AgentSession, key: string | null): AssignmentRecord | null {
  const delivery = earlierDelivery(session, key);
  if (delivery === null) return null;
  const { assignment } = session.agent.model;
  if (assignment === null)
    throw new FleetError(
      'delivery_unknown',
      'An assignment with this idempotency key was sent before and is over.',
    );
  return assignment;
}

/** How long a reconnecting app-server may take before an assignment is refused. */
const REACH_MS = 10_000;

/** An assignment whose rules hold, on its way. */
interface Order {
  readonly request: AssignmentRequest;
  readonly prompt: string;
  readonly idempotencyKey: string | null;
  readonly claim: Claim;
}

async function assign(session: AgentSession, order: Order): Promise<AssignmentRecord> {
  const { request, prompt } = order;
  const { agent, deps } = session;
  // A process that has only just begun to look knows her state when it has heard from her.
  await session.reach(REACH_MS);
  await restoreBase(session, 'turnOver');
  refuseBusy(session);
  const cwd = agent.meta?.cwd ?? deps.defaultCwd;
  const writePaths = await resolveAssignmentPaths(deps.workspace, cwd, request);
  const draft = await prepare(session, request, cwd, writePaths);
  try {
    await session.recordAssignment(draft);
    const tuple = assignmentTuple(request, draft.profileName, deps.configSource.current());
    const delivery = await deliver(session, {
      text: prompt,
      enter: request.enter,
      tuple,
      clientKey: draft.assignmentId,
    });
    return await keep(session, draft, delivery, order);
  } catch (error) {
    await takeBackDraft(session, draft, error);
    throw error;
  }
}

/** Puts the sandbox in place and describes the assignment, before anything is sent. */
async function prepare(
  session: AgentSession,
  request: AssignmentRequest,
  cwd: string,
  writePaths: readonly string[],
): Promise<AssignmentRecord> {
  const { agent, deps } = session;
  const nowMs = deps.clock.nowMs();
  const assignmentId = timestampId(session.id, nowMs, deps.random);
  const isEnforced = agent.model.control === 'app-server' && request.enter;
  const isWorker = request.role === 'worker';
  const hasProfile = isEnforced && isWorker;
  const preparedPaths = hasProfile ? await deps.workspace.preparePaths(writePaths) : [];
  const paths = writePaths.map((path) => path.replace(/(?<=.)\/$/, ''));
  const files = hasProfile ? await deps.workspace.filesAmong(paths) : [];
  const profile = hasProfile ? writeProfile(assignmentId, cwd, paths, files) : null;
  if (profile !== null) await (await agent.connected(3000)).installProfile(profile);
  return {
    assignmentId,
    createdAtMs: nowMs,
    role: request.role,
    name: request.name,
    model: modelOf(request.role, deps.configSource.current()).model,
    scope: request.scope,
    writePaths: request.writePaths,
    enforcement: isEnforced ? 'os_sandbox' : 'told_only',
    delivery: { state: 'unconfirmed' },
    profileName: profile?.name ?? null,
    preparedPaths,
    restored: false,
  };
}

function writeProfile(
  assignmentId: string,
  cwd: string,
  writePaths: readonly string[],
  files: readonly string[],
): WriteProfile {
  const spelled = (path: string): string => (isWithin(path, cwd) ? relativeTo(cwd, path) : path);
  return {
    name: profileName(assignmentId),
    projectWritePaths: writePaths.filter((path) => isWithin(path, cwd)).map(spelled),
    absoluteWritePaths: writePaths.filter((path) => !isWithin(path, cwd)),
    fileWritePaths: files.map(spelled),
  };
}

/** `path`, which lies in `cwd`, as seen from there. */
function relativeTo(cwd: string, path: string): string {
  return path === cwd ? '.' : path.slice(cwd.endsWith('/') ? cwd.length : cwd.length + 1);
}

async function keep(
  session: AgentSession,
  draft: AssignmentRecord,
  delivery: Delivery,
  order: Order,
): Promise<AssignmentRecord> {
  const { idempotencyKey } = order;
  const assignment: AssignmentRecord = { ...draft, delivery };
  await session.recordAssignment(assignment);
  if (idempotencyKey !== null) await rememberDelivery(session, idempotencyKey, delivery);
  await session.deps.store
    .appendAssignment(assignment, session.id, ledgerExtras(order, delivery))
    // The assignment is delivered: a ledger that cannot be written must not make it look as if it were not.
    .catch((error: unknown) =>
      session.deps.logger.error('The assignment could not be noted in the ledger.', error),
    );
  return session.agent.model.assignment ?? assignment;
}

/** Nothing was sent: the profile and empty files go again. After a doubt the record stays, for a later look. */
async function takeBackDraft(session: AgentSession, draft: AssignmentRecord, error: unknown): Promise<void> {
  if (FleetError.is(error, 'delivery_unknown')) return;
  if (draft.profileName !== null) {
    await session.agent
      .connect()
      .removeProfile(draft.profileName)
      .catch((cause: unknown) =>
        session.deps.logger.warn(`A permission profile was left behind: ${String(cause)}`),
      );
  }
  await session.deps.workspace.removeIfEmpty(draft.preparedPaths);
  await session.updateMeta({ assignment: null });
}

/** What the ledger tells beside the record (reference contract §3.6): counts and kinds, never a text. */
function ledgerExtras(
  { request, prompt, claim }: Order,
  delivery: Delivery,
): Readonly<Record<string, unknown>> {
  return {
    skill: { requested: request.skill, available: null, match_count: 0 },
    context_count: request.context.length,
    forbidden_count: request.forbidden.length,
    write_policy: request.role === 'worker' ? 'explicit_paths_only' : 'read_only',
    allow_subagents: request.allowSubagents,
    lease: {
      state: 'held',
      holder: 'this_server',
      expires_at_utc: new Date(claim.lease.expiresAtMs).toISOString(),
    },
    submitted: delivery.state !== 'typed' && delivery.state !== 'unconfirmed',
    prompt_chars: prompt.length,
    prompt_output: 'not_returned',
    response_output: 'not_returned',
    delivery: delivery.state,
  };
}
