import type { Holder } from '../../lease.ts';
import { FleetError } from '../../errors.ts';
import type { StartResult, StartWish } from '../../fleetApi.ts';
import { timestampId } from '../../ids.ts';
import type { AgentMeta } from '../../ports.ts';
import { launchFacts } from './launchFacts.ts';
import { serverCommand, viewCommand } from './launchPlan.ts';
import type { LaunchFacts } from './launchPlan.ts';
import { enforceTuple, restoreBase } from '../assignments/restore.ts';
import { sendMessage } from '../delivery/send.ts';
import { EMPTY_META } from '../session.ts';
import type { AgentSession } from '../session.ts';
import { serverUp, SERVER_READY_MS } from './serverUp.ts';
import { openedThread } from './startDialog.ts';
import { goneWindows, pipeToLog, runAgain } from './windows.ts';

/** How long a new TUI may take to open its conversation. */
const THREAD_READY_MS = 15_000;
/** Longer than a start takes, and short enough that one that crashed keeps nobody out for long. */
const START_LEASE_SECONDS = 60;

/**
 * Starts an Agentin: her app-server, then her terminal view as its client, on the conversation she had before.
 * Refuses (and leaves nothing behind) for a launcher, home or directory that cannot be used.
 */
export async function startAgent(
  session: AgentSession,
  wish: StartWish,
  holder: Holder,
): Promise<StartResult> {
  const started = await session.locked(async () => {
    if (session.agent.isRunning) return alreadyRunning(session, wish, holder);
    return session.claimedDuring(holder, START_LEASE_SECONDS, () => launch(session, wish));
  });
  if (started.status === 'started') await openConversation(session, wish, holder, started.resumedThread);
  return { ...started, agentId: session.id, snapshot: session.agent.snapshot(holder) };
}

type Started = Pick<StartResult, 'status' | 'pid' | 'resumedThread' | 'ignored'>;

async function alreadyRunning(session: AgentSession, wish: StartWish, holder: Holder): Promise<Started> {
  await refuseExternalProcesses(session);
  await session.agent.readFigures();
  // That she runs is no secret; what she lacks is for those to mend who may change her.
  if (session.mayChange(holder)) await complete(session);
  const ignored = await ignoredOf(session, wish);
  return { status: 'already_running', pid: agentPid(session), resumedThread: false, ignored };
}

/** She stays in the folder where she is, and what begins with a start does not happen. */
async function ignoredOf(
  { agent, deps }: AgentSession,
  { cwd, prompt }: StartWish,
): Promise<StartResult['ignored']> {
  const wanted = cwd === null ? null : await deps.workspace.resolveDirectory(cwd).catch(() => undefined);
  const isElsewhere = wanted !== null && wanted !== agent.meta?.cwd;
  return [...(isElsewhere ? (['cwd'] as const) : []), ...(prompt !== null ? (['prompt'] as const) : [])];
}

/** Makes up for what is missing of an Agentin that runs: a start that was killed half-way, a window that was closed. */
async function complete(session: AgentSession): Promise<void> {
  const { agent, deps } = session;
  if (agent.meta === null) return;
  agent.apply({ type: 'trouble', what: null });
  if (!agent.meta.expectedUp) await session.updateMeta({ expectedUp: true });
  const gone = goneWindows(agent.model);
  for (const window of gone) {
    await runAgain(session, window);
    if (window === 'agent') continue;
    // The view that comes after it is its client.
    await agent.connected(SERVER_READY_MS);
    if (agent.model.threadId !== null) await enforceTuple(session);
  }
  const { rawLogPath } = agent.meta;
  const log = rawLogPath === null || gone.includes('agent') ? null : await deps.store.rawLogInfo(rawLogPath);
  if (log?.bytes === 0) await pipeToLog(session);
}

async function launch(session: AgentSession, wish: StartWish): Promise<Started> {
  const { deps, agent } = session;
  const before = agent.meta;
  agent.apply({ type: 'starting' });
  try {
    const launcher = await deps.codexHost.checkLauncher(agent.spec);
    await refuseExternalProcesses(session);
    const facts = await launchFacts(session, launcher, wish.cwd);
    const nowMs = deps.clock.nowMs();
    const runId = timestampId(session.id, nowMs, deps.random);
    const rawLogPath = await deps.store.createRawLog(runId, session.id);
    await session.updateMeta({
      startedAtMs: nowMs,
      runId,
      cwd: facts.cwd,
      control: launcher.appServer ? 'app-server' : 'terminal',
      controlWhy: launcher.why,
      rawLogPath,
      ...deps.configSource.current().models.default,
      expectedUp: true,
      report: null,
      watchdog: null,
    });
    await runPrograms(session, facts);
    await session.look();
    return {
      status: 'started',
      pid: agentPid(session),
      resumedThread: facts.threadId !== null,
      ignored: [],
    };
  } catch (error) {
    agent.apply({ type: 'startFailed' });
    await undoStart(session, before).catch((cause: unknown) =>
      deps.logger.error(`Agentin ${session.id}: her failed start could not be undone.`, cause),
    );
    throw error;
  }
}

/** After a failed start nothing runs, nothing claims that it should, and what was known before is known again. */
async function undoStart(session: AgentSession, before: AgentMeta | null): Promise<void> {
  const { agent, deps } = session;
  const sessions = await deps.multiplexer.sessions();
  if (sessions.has(agent.spec.session)) await deps.multiplexer.killSession(agent.spec.session);
  const isChanged = agent.meta !== before || before?.expectedUp === true;
  if (isChanged) await session.updateMeta({ ...(before ?? EMPTY_META), expectedUp: false });
  agent.observe(undefined);
}

async function runPrograms(session: AgentSession, facts: LaunchFacts): Promise<void> {
  const { multiplexer, codexHost } = session.deps;
  const name = session.agent.spec.session;
  if (facts.socketPath === null) {
    await multiplexer.createSession(name, 'agent', viewCommand(facts));
  } else {
    // A server that outlived its terminal with a turn to finish would keep the new one from listening.
    await codexHost.awaitServerEnd(facts.spec);
    await multiplexer.createSession(name, 'server', serverCommand(facts));
    await serverUp(session);
    await multiplexer.runInWindow(name, 'agent', viewCommand(facts));
  }
  await pipeToLog(session);
}

/** Waits, without the lock, for the conversation to be there, and sends the first message into it. */
async function openConversation(
  session: AgentSession,
  wish: StartWish,
  holder: Holder,
  resumed: boolean,
): Promise<void> {
  const { agent, deps } = session;
  try {
    if (agent.model.control === 'terminal') await agent.watchTerminal().look();
    else await bindConversation(session, resumed);
  } catch (error) {
    // A dialog in the terminal can keep Codex from opening one: the state says so, and the start itself held.
    if (!FleetError.is(error) || wish.prompt !== null) throw error;
    deps.logger.warn(`Agentin ${session.id}: ${error.message}`);
  }
  if (wish.prompt === null) return;
  const first = { text: wish.prompt, enter: true, idempotencyKey: null };
  await session.locked(async () => {
    // Somebody else may have claimed her since she runs.
    session.assertNotForeign(holder);
    await sendMessage(session, first, holder);
  });
}

/** Notes which conversation it is; one that is resumed has yet to be told its tuple. */
async function bindConversation(session: AgentSession, resumed: boolean): Promise<void> {
  const threadId = await openedThread(session, THREAD_READY_MS);
  await session.locked(async () => {
    if (threadId !== session.agent.meta?.threadId) await session.updateMeta({ threadId });
    if (resumed) await enforceTuple(session);
    else await restoreBase(session, 'turnOver');
  });
}

async function refuseExternalProcesses({ deps, agent, id }: AgentSession): Promise<void> {
  const processes = await deps.codexHost.externalProcesses(agent.spec.home);
  if (processes === null || processes.external === 0) return;
  throw new FleetError(
    'home_in_use',
    `The home of Agentin ${id} is in use by ${processes.external} Codex that the Masterjet did not start. End it there first.`,
    { retryable: true, details: { external_process_count: processes.external } },
  );
}

function agentPid({ agent }: AgentSession): number | null {
  const { session } = agent.model;
  return session.kind === 'present' ? (session.agent?.pid ?? null) : null;
}
