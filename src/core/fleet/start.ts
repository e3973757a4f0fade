import type { Holder } from '../lease.ts';
import { FleetError } from '../errors.ts';
import type { StartResult, StartWish } from '../fleetApi.ts';
import { timestampId } from '../ids.ts';
import type { CheckedLauncher } from '../ports.ts';
import { serverCommand, viewCommand } from './launchPlan.ts';
import type { LaunchFacts } from './launchPlan.ts';
import { deliver } from './deliver.ts';
import type { AgentSession } from './session.ts';
import { baseTuple } from './tuples.ts';

/** How long a new app-server may take to listen, and a new TUI to open its conversation. */
const SERVER_READY_MS = 15_000;
const THREAD_READY_MS = 15_000;

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
    if (session.agent.isRunning) return alreadyRunning(session);
    const claim = await session.claim(holder);
    try {
      return await launch(session, wish);
    } finally {
      await session.giveBack(claim);
    }
  });
  if (started.status === 'started') await openConversation(session, wish, started.resumedThread);
  return { ...started, agentId: session.id, snapshot: session.agent.snapshot(holder) };
}

type Started = Pick<StartResult, 'status' | 'pid' | 'resumedThread'>;

async function alreadyRunning(session: AgentSession): Promise<Started> {
  await refuseExternalProcesses(session);
  return { status: 'already_running', pid: agentPid(session), resumedThread: false };
}

async function launch(session: AgentSession, wish: StartWish): Promise<Started> {
  const { deps, agent } = session;
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
      rawLogPath,
      expectedUp: true,
    });
    await runPrograms(session, facts, rawLogPath);
    await session.look();
    return { status: 'started', pid: agentPid(session), resumedThread: facts.threadId !== null };
  } catch (error) {
    agent.apply({ type: 'startFailed' });
    await undoStart(session);
    throw error;
  }
}

/** After a failed start nothing runs and nothing claims that it should. */
async function undoStart(session: AgentSession): Promise<void> {
  const sessions = await session.deps.multiplexer.sessions();
  if (sessions.has(session.agent.spec.session))
    await session.deps.multiplexer.killSession(session.agent.spec.session);
  if (session.agent.meta?.expectedUp === true) await session.updateMeta({ expectedUp: false });
  session.agent.observe(undefined);
}

async function runPrograms(session: AgentSession, facts: LaunchFacts, rawLogPath: string): Promise<void> {
  const { multiplexer, codexHost } = session.deps;
  const name = session.agent.spec.session;
  if (facts.socketPath === null) {
    await multiplexer.createSession(name, 'agent', viewCommand(facts));
  } else {
    // A server that outlived its terminal with a turn to finish would keep the new one from listening.
    await codexHost.awaitServerEnd(facts.spec);
    await multiplexer.createSession(name, 'server', serverCommand(facts));
    await (await session.agent.connected(SERVER_READY_MS)).ready(SERVER_READY_MS);
    await multiplexer.runInWindow(name, 'agent', viewCommand(facts));
  }
  await multiplexer.pipeToLog(name, 'agent', rawLogPath);
}

/** Waits, without the lock, for the conversation to be there, and sends the first message into it. */
async function openConversation(session: AgentSession, wish: StartWish, resumed: boolean): Promise<void> {
  const { agent, deps } = session;
  if (agent.model.control === 'app-server') {
    try {
      const threadId = await agent.connect().thread(THREAD_READY_MS);
      if (threadId !== agent.meta?.threadId) await session.locked(() => session.updateMeta({ threadId }));
      if (resumed) await agent.connect().applyTuple(baseTuple(deps.configSource.current()));
    } catch (error) {
      // A dialog in the terminal can keep Codex from opening one: the state says so, and the start itself held.
      if (!FleetError.is(error)) throw error;
      if (wish.prompt !== null) throw error;
      deps.logger.warn(`Agentin ${session.id}: ${error.message}`);
    }
  } else {
    await agent.watchTerminal().look();
  }
  if (wish.prompt === null) return;
  const tuple = baseTuple(deps.configSource.current());
  await session.locked(() =>
    deliver(session, { text: wish.prompt ?? '', enter: true, tuple, clientKey: deps.random.hex(8) }),
  );
}

/** Everything the command lines are made of; also used to bring one of the programs back. */
export async function launchFacts(
  session: AgentSession,
  launcher: CheckedLauncher,
  cwd: string | null,
): Promise<LaunchFacts> {
  const { deps, agent } = session;
  const config = deps.configSource.current();
  const wanted = cwd ?? agent.spec.cwd ?? deps.defaultCwd;
  return {
    spec: agent.spec,
    config,
    launcher,
    cwd: await deps.workspace.resolveDirectory(wanted),
    env: deps.codexHost.environment(agent.spec, config.launch.passEnv),
    socketPath: launcher.appServer ? deps.codexHost.socketPath(agent.spec) : null,
    threadId: await resumableThread(session),
  };
}

/** The conversation to go on with: one that had a turn, for only such can be resumed. */
async function resumableThread({ agent, deps }: AgentSession): Promise<string | null> {
  const threadId = agent.meta?.threadId ?? null;
  if (threadId === null) return null;
  return (await deps.codexHost.hasConversation(agent.spec, threadId)) ? threadId : null;
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
