import { acceptanceOf } from '../../assignment/acceptance.ts';
import { preparationMarkMs } from '../../assignment/assignment.ts';
import type { AssignmentFacts, AssignmentRecord, AssignmentRequest } from '../../assignment/assignment.ts';
import { isSettled } from '../../assignment/delivery.ts';
import { FleetError } from '../../errors.ts';
import type { AssignResult } from '../../fleetApi.ts';
import { timestampId } from '../../ids.ts';
import type { Claim, Holder } from '../../lease.ts';
import type { WriteProfile } from '../../ports.ts';
import { isWithin, outermost } from '../../assignment/scope.ts';
import { countCharacters } from '../../text/characters.ts';
import type { SkillAnswer } from '../../skills.ts';
import { deliver, goesByServer, kindOfMessage } from '../delivery/deliver.ts';
import { deliverOnce, earlierDelivery } from '../delivery/deliveries.ts';
import type { Keyed } from '../delivery/deliveries.ts';
import { recordAssignment } from './record.ts';
import { restoreBase } from './restore.ts';
import { checkedPrompt, checkedSkill, refuseBusy } from './assignmentChecks.ts';
import { assertNotMoved, resolveAssignmentPaths } from './assignmentPaths.ts';
import type { AgentSession } from '../session.ts';
import { refuseNested } from './writeOverlaps.ts';
import type { Others } from './writeOverlaps.ts';
import { assignmentTuple, baseTuple, modelOf, profileName } from './tuples.ts';

/** How long a reconnecting app-server may take before an assignment is refused. */
const REACH_MS = 10_000;

/** What is asked for, by whom, and who else may be at work. */
export interface AssignWish {
  readonly request: AssignmentRequest;
  readonly idempotencyKey: string | null;
  readonly holder: Holder;
  readonly others: Others;
}

/**
 * Gives an Agentin a task with a sandbox of its own: an Exploriererin can write nothing, an Arbeitsbiene her write
 * paths alone. Everything is checked first; when a rule fails nothing was sent and nothing changed.
 */
export async function assignToAgent(
  session: AgentSession,
  { request, idempotencyKey, holder, others }: AssignWish,
): Promise<AssignResult> {
  return session.locked(async () => {
    session.assertRunning();
    const prompt = checkedPrompt(session, request);
    const skill = await checkedSkill(session, request);
    const give = async (claim: Claim): Promise<AssignResult> => {
      await restoreBase(session, 'turnOver');
      const repeated = await repeatedAssignment(session, keyed({ request, idempotencyKey }));
      const assigned =
        repeated === null
          ? await assign(session, { request, prompt, skill, idempotencyKey, claim, holder, others })
          : { assignment: repeated, overlaps: [], ledgerProblem: null };
      const { enforcement } = assigned.assignment;
      return { ...assigned, enforcement, promptChars: countCharacters(prompt), skill, claim };
    };
    return session.claimedFor(holder, give, { writes: kindOfMessage(session, request.enter) });
  });
}

/** The assignment that was made with this key before, when the Agentin still has it. */
async function repeatedAssignment(session: AgentSession, wish: Keyed): Promise<AssignmentRecord | null> {
  const earlier = await earlierDelivery(session, wish);
  if (earlier === null) return null;
  const { assignment } = session.agent.model;
  if (assignment?.assignmentId !== earlier.clientKey) {
    throw new FleetError(
      'idempotency_key_reused',
      'With this idempotency key an assignment was given before that is over and was followed by another. Use a new key.',
    );
  }
  return isSettled(assignment.delivery) ? assignment : { ...assignment, delivery: earlier.delivery };
}

function keyed({ request, idempotencyKey }: Pick<AssignWish, 'request' | 'idempotencyKey'>): Keyed {
  return { idempotencyKey, content: JSON.stringify(['assign', request]) };
}

/** An assignment whose rules hold, on its way. */
interface Order extends AssignWish {
  readonly prompt: string;
  readonly skill: SkillAnswer | null;
  readonly claim: Claim;
}

type Assigned = Pick<AssignResult, 'assignment' | 'overlaps' | 'ledgerProblem'>;
type Kept = Omit<Assigned, 'overlaps'>;

async function assign(session: AgentSession, order: Order): Promise<Assigned> {
  const { request, prompt } = order;
  const { agent, deps } = session;
  // A process that has only just begun to look knows her state when it has heard from her.
  await session.reach(REACH_MS);
  refuseBusy(session);
  const cwd = agent.meta?.cwd ?? deps.defaultCwd;
  // Moved away, or removed with its worktree: what is made for a sandbox would make it anew, and she would work in nothing.
  await deps.workspace.resolveDirectory(cwd);
  const writePaths = await resolveAssignmentPaths(deps.workspace, cwd, request);
  const before = agent.model.assignment;
  const draft = await describe(session, order, writePaths);
  const { assignmentId: clientKey, enforcement } = draft;
  const own = request.writePaths.map((given, at) => ({
    given,
    absolute: withoutSlash(writePaths[at] ?? ''),
  }));
  await refuseNested(order.others, own, enforcement);
  // Noted before anything is done: whoever comes after a crash knows what to look for and what to take back.
  await session.updateMeta({ assignment: draft });
  const { delivery, overlaps } = await trying(session, { draft, before }, async () => {
    // Once more, now that ours is noted: of two that are given at the same moment one at least sees the other.
    const overlaps = await refuseNested(order.others, own, enforcement);
    await installSandbox(session, draft, cwd, writePaths);
    const tuple = assignmentTuple(request, draft.profileName, deps.configSource.current());
    const message = {
      text: prompt,
      enter: request.enter,
      tuple,
      alone: true,
      clientKey,
      holder: order.holder,
    };
    refuseBusy(session);
    const viaServer = enforcement === 'os_sandbox';
    const once = { ...keyed(order), clientKey, viaServer };
    return { delivery: await deliverOnce(session, once, () => deliver(session, message)), overlaps };
  });
  return { ...(await keep(session, { ...draft, delivery })), overlaps };
}

/** The assignment as it is going to be; nothing is done yet. */
async function describe(
  session: AgentSession,
  order: Order,
  writePaths: readonly string[],
): Promise<AssignmentRecord> {
  const { deps } = session;
  const { request } = order;
  const nowMs = deps.clock.nowMs();
  const assignmentId = timestampId(session.id, nowMs, deps.random);
  const isEnforced = goesByServer(session, request.enter);
  const hasProfile = isEnforced && request.role === 'worker';
  return {
    assignmentId,
    createdAtMs: nowMs,
    role: request.role,
    name: request.name,
    model: modelOf(request.role, deps.configSource.current()).model,
    scope: request.scope,
    writePaths: request.writePaths,
    acceptance: acceptanceOf(request.acceptance, order.holder),
    enforcement: isEnforced ? 'os_sandbox' : 'told_only',
    delivery: { state: 'unconfirmed' },
    profileName: hasProfile ? profileName(assignmentId) : null,
    preparedPaths: hasProfile ? await deps.workspace.missingAmong(writePaths) : [],
    restored: false,
    facts: factsOf(order),
    ledgerState: null,
  };
}

/** Makes what the sandbox can only open when it is there, and defines it for Codex. */
async function installSandbox(
  session: AgentSession,
  draft: AssignmentRecord,
  cwd: string,
  writePaths: readonly string[],
): Promise<void> {
  const { profileName: name } = draft;
  if (name === null) return;
  const { workspace } = session.deps;
  await workspace.preparePaths(writePaths, preparationMarkMs(draft));
  const paths = outermost(writePaths.map(withoutSlash));
  await assertNotMoved(workspace, paths);
  const files = await workspace.filesAmong(paths);
  const link = await session.agent.connected(REACH_MS);
  await link.installProfile(writeProfile(name, cwd, paths, files));
}

function withoutSlash(path: string): string {
  return path.replace(/(?<=.)\/$/, '');
}

function writeProfile(
  name: string,
  cwd: string,
  writePaths: readonly string[],
  files: readonly string[],
): WriteProfile {
  const spelled = (path: string): string => (isWithin(path, cwd) ? relativeTo(cwd, path) : path);
  return {
    name,
    projectWritePaths: writePaths.filter((path) => isWithin(path, cwd)).map(spelled),
    absoluteWritePaths: writePaths.filter((path) => !isWithin(path, cwd)),
    fileWritePaths: files.map(spelled),
  };
}

/** `path`, which lies in `cwd`, as seen from there. */
function relativeTo(cwd: string, path: string): string {
  return path === cwd ? '.' : path.slice(cwd.endsWith('/') ? cwd.length : cwd.length + 1);
}

/** The assignment is given: what cannot be written down any more must not make it look as if it were not. */
async function keep(session: AgentSession, assignment: AssignmentRecord): Promise<Kept> {
  const { agent, deps } = session;
  try {
    return { assignment, ledgerProblem: await recordAssignment(session, assignment) };
  } catch (error) {
    deps.logger.error('An assignment that was given could not be noted.', error);
    agent.apply({ type: 'assignment', assignment });
    const sentence = 'The assignment was given, but could not be noted.';
    return { assignment, ledgerProblem: FleetError.from(error, sentence) };
  }
}

interface Attempt {
  readonly draft: AssignmentRecord;
  /** The assignment that she had before. */
  readonly before: AssignmentRecord | null;
}

/** Nothing was sent: what was made for it goes again. After a doubt the draft stays, for a later look. */
async function trying<T>(session: AgentSession, attempt: Attempt, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!FleetError.is(error, 'delivery_unknown')) await takeBackDraft(session, attempt);
    throw error;
  }
}

async function takeBackDraft(session: AgentSession, { draft, before }: Attempt): Promise<void> {
  try {
    if (draft.enforcement === 'os_sandbox') await takeBackSandbox(session, draft);
    await session.deps.workspace.removeUntouched(draft.preparedPaths, preparationMarkMs(draft));
    await session.updateMeta({ assignment: before });
  } catch (error) {
    // The draft stays noted, so the next operation takes it back.
    session.deps.logger.warn(`An assignment that was not sent could not be taken back: ${String(error)}`);
  }
}

async function takeBackSandbox({ agent, deps }: AgentSession, draft: AssignmentRecord): Promise<void> {
  const link = agent.connect();
  await link.applyTuple(baseTuple(deps.configSource.current()));
  if (draft.profileName !== null) await link.removeProfile(draft.profileName);
}

/** What the ledger tells beside the record (reference contract §3.6). */
function factsOf({ request, prompt, skill, claim }: Order): AssignmentFacts {
  return {
    skill: {
      requested: skill?.requested ?? null,
      available: skill === null ? null : skill.matches.length > 0,
      matchCount: skill?.matches.length ?? 0,
    },
    contextCount: request.context.length,
    forbiddenCount: request.forbidden.length,
    allowSubagents: request.allowSubagents,
    promptChars: countCharacters(prompt),
    submitted: request.enter,
    leaseExpiresAtMs: claim.lease.expiresAtMs,
  };
}
