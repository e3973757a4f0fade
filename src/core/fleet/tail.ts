import { FleetError } from '../errors.ts';
import type { TailResult } from '../fleetApi.ts';
import type { Holder } from '../lease.ts';
import { boundTail, redact } from '../redaction/redact.ts';
import type { AgentSession } from './session.ts';

export interface TailWish {
  readonly source: 'pane' | 'log';
  readonly lines: number;
  readonly chars: number;
}

/** The end of an Agentin's terminal, redacted. What she does for one Teamleiterin is not for another to read. */
export async function tailAgent(session: AgentSession, wish: TailWish, holder: Holder): Promise<TailResult> {
  await session.look();
  session.assertNotForeign(holder);
  const text =
    wish.source === 'pane' ? await paneText(session, wish.lines) : await logText(session, wish.chars);
  session.agent.apply({ type: 'looked' });
  return { output: boundTail(redact(text), wish.lines, wish.chars) };
}

async function paneText(session: AgentSession, lines: number): Promise<string> {
  const { agent, deps } = session;
  if (!agent.isRunning) return '';
  try {
    return await deps.multiplexer.capture(agent.spec.session, 'agent', lines);
  } catch (error) {
    if (!FleetError.is(error, 'tmux_failed')) throw error;
    await session.look();
    if (agent.isRunning) throw error;
    // She ended meanwhile.
    return '';
  }
}

async function logText({ agent, deps }: AgentSession, chars: number): Promise<string> {
  const path = agent.meta?.rawLogPath ?? null;
  return path === null ? '' : deps.plainText(await deps.store.rawLogTail(path, chars * 4));
}
