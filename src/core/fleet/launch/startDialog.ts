import { FleetError } from '../../errors.ts';
import type { AgentSession } from '../session.ts';

/**
 * The conversation that her terminal view opens.
 * @throws FleetError `agent_not_ready` after `timeoutMs`, or as soon as her terminal shows a dialog (a trust question, a
 *   newer model) that keeps Codex from opening one
 */
export async function openedThread({ agent, id }: AgentSession, timeoutMs: number): Promise<string> {
  const dialog = Promise.withResolvers<never>();
  const check = (): void => {
    if (agent.model.threadId !== null || agent.model.sighting?.state !== 'needs_input') return;
    dialog.reject(
      new FleetError(
        'agent_not_ready',
        `The terminal of Agentin ${id} asks something before she can begin. Attach and answer it.`,
        {
          retryable: true,
        },
      ),
    );
  };
  const listening = agent.onDidChange(check);
  try {
    check();
    return await Promise.race([agent.connect().thread(timeoutMs), dialog.promise]);
  } finally {
    listening.dispose();
  }
}
