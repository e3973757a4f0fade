import { FleetError } from '../../../../src/core/errors.ts';
import type { AgentSnapshot, Fleet, WaitResult, WaitStatus } from '../../../../src/core/fleetApi.ts';
import type { Holder } from '../../../../src/core/lease.ts';

/** What of the fake fleet it takes. */
interface Waited extends Pick<Fleet, 'peek' | 'onDidChangeAgent'> {
  readonly nowMs: number;
  readonly calls: string[];
}

interface WaitWish {
  readonly timeoutSeconds: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (snapshot: AgentSnapshot) => void;
}

/** Waits as the fleet does, without a clock: for what the test lets happen. */
export async function waitFor(
  fleet: Waited,
  agentId: string,
  wish: WaitWish,
  holder: Holder,
): Promise<WaitResult> {
  const startedAtMs = fleet.nowMs;
  const initial = fleet.peek(agentId, holder);
  let observations = 0;
  const done = (status: WaitStatus): WaitResult => ({
    status,
    elapsedMs: fleet.nowMs - startedAtMs,
    observations,
    initial,
    current: fleet.peek(agentId, holder),
  });
  if (initial.model.session.kind !== 'present') return done('not_running');
  if (initial.activity.state === 'done') return done('activity_observed');
  if (wish.timeoutSeconds === 0) return done('timeout');
  return new Promise((resolve, reject) => {
    const listening = fleet.onDidChangeAgent((change) => {
      if (change.agentId !== agentId) return;
      observations += 1;
      wish.onProgress?.(fleet.peek(agentId, holder));
      if (change.before.state === change.after.state) return;
      listening.dispose();
      resolve(done('activity_observed'));
    });
    wish.signal?.addEventListener('abort', () => {
      fleet.calls.push(`cancelled wait ${agentId}`);
      listening.dispose();
      reject(new FleetError('cancelled', 'The wait was cancelled.'));
    });
  });
}
