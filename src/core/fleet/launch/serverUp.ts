import { FleetError } from '../../errors.ts';
import type { AgentSession } from '../session.ts';

/** How long a new app-server may take to listen. */
export const SERVER_READY_MS = 15_000;
/** One that cannot start ends at once; whoever waits for it is not to wait for nothing. */
const LOOK_MS = 1000;
const LAST_LINES = 20;

/**
 * Resolves when the app-server that was just begun listens.
 * @throws FleetError `codex_failed` as soon as it has ended instead, its last words as the cause; `codex_disconnected`
 */
export async function serverUp(session: AgentSession): Promise<void> {
  const over = new AbortController();
  const listens = session.agent.connected(SERVER_READY_MS).then(async (link) => link.ready(SERVER_READY_MS));
  try {
    await Promise.race([listens, endsInstead(session, over.signal)]);
  } finally {
    over.abort();
    listens.catch(() => {});
  }
}

async function endsInstead({ deps, agent }: AgentSession, signal: AbortSignal): Promise<void> {
  const { session: name } = agent.spec;
  for (;;) {
    await deps.clock.sleep(LOOK_MS, signal);
    // The other one has decided.
    if (signal.aborted) return;
    const seen = (await deps.multiplexer.sessions().catch(() => null))?.get(name);
    if (seen?.kind !== 'present' || !seen.server?.dead) continue;
    const said = await deps.multiplexer.capture(name, 'server', LAST_LINES).catch(() => '');
    throw new FleetError(
      'codex_failed',
      'Her app-server ended as soon as it was started: her home may be damaged (config.toml), or its disk full. ' +
        '"codex app-server" with her home as CODEX_HOME says why.',
      { cause: new Error(`It said: ${said.trim()}`), details: { exit_status: seen.server.dead.exitStatus } },
    );
  }
}
