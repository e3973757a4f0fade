import type { Answer } from '../agent/pending.ts';
import type { AgentSession } from './session.ts';

const CONNECT_MS = 10_000;
/** Until every process has heard from Codex that a question was answered. */
const HEARD_MS = 250;

/**
 * Answers what she waits for. Of answers that several windows give at the same time Codex takes one and drops the others
 * without a word: so one process answers at a time, and the next only when it must have heard. It is refused then.
 * @throws FleetError `nothing_pending`
 */
export async function answerOnce(session: AgentSession, key: string, answer: Answer): Promise<void> {
  const { deps, agent } = session;
  const link = await agent.connected(CONNECT_MS);
  await new Promise<void>((resolve, reject) => {
    const give = async (): Promise<void> => {
      try {
        await link.answer(key, answer);
      } catch (error) {
        reject(error);
        return;
      }
      // Who answered need not wait for the others.
      resolve();
      await deps.clock.sleep(HEARD_MS);
    };
    deps.store.answering(session.id, give).catch(reject);
  });
}
