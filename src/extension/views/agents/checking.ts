import type { ActivityState } from '../../../core/agent/agent.ts';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';

/** How long a window that comes to somebody who runs may take to hear from her before it says what it sees. */
const PATIENCE_MS = 5000;
/** Who was started this long before the window saw her was not started for it. */
const RAN_BEFORE_MS = 3000;

/**
 * Has this window not heard from her yet, so that nothing it could say of her is of now? Either nobody looked, or she
 * ran before the window came and has not answered yet.
 */
export function isChecking(snapshot: AgentSnapshot, nowMs: number): boolean {
  if (snapshot.model.session.kind === 'unknown') return isUnlooked(snapshot);
  const endMs = checkingEndMs(snapshot);
  return endMs !== null && nowMs < endMs;
}

/** Did nobody look yet whether she runs? */
export function isUnlooked({ model }: AgentSnapshot): boolean {
  return model.session.kind === 'unknown' && model.startingSinceMs === null;
}

/**
 * Does anybody run? As far as nobody looked that is what was seen last: each change of it draws the buttons of every row
 * anew, and a window that is loaded anew stops nobody.
 */
export function isAnybodyUp(
  snapshots: readonly AgentSnapshot[] | null,
  isUp: (snapshot: AgentSnapshot) => boolean,
  lastSeen: LastSeen,
): boolean {
  const wasUp = (state: ActivityState | null): boolean =>
    state !== null && state !== 'stopped' && state !== 'lost';
  if (snapshots === null) return lastSeen.agents.some(({ state }) => wasUp(state));
  return snapshots.some((snapshot) =>
    isUnlooked(snapshot) ? wasUp(lastSeen.stateOf(snapshot.spec.id)) : isUp(snapshot),
  );
}

/** When the window stops waiting for her to answer; null when it does not wait. */
export function checkingEndMs({ model, meta, activity }: AgentSnapshot): number | null {
  const { session, startingSinceMs, control, thread } = model;
  if (session.kind !== 'present' || startingSinceMs !== null || meta === null || meta.startedAtMs === null)
    return null;
  // Connected is not yet told: what her conversation does comes after that.
  const isUnheard = control === 'app-server' && activity.state === 'idle' && thread.kind === 'unknown';
  if (activity.state !== 'starting' && !isUnheard) return null;
  const ranBefore = session.sinceMs - meta.startedAtMs >= RAN_BEFORE_MS;
  return ranBefore ? session.sinceMs + PATIENCE_MS : null;
}

/** An Agentin as a window of this workspace saw her last. */
export interface SeenAgent {
  readonly id: string;
  readonly name: string;
  readonly state: ActivityState | null;
}

/** What windows of this workspace saw last: all there is to show before the fleet has been looked at. */
export interface LastSeen {
  readonly agents: readonly SeenAgent[];
  stateOf(agentId: string): ActivityState | null;
  /** Did a person look at this view? */
  wasVisible(viewId: string): boolean;
  noteVisible(viewId: string, isVisible: boolean): void;
}

export const NOTHING_SEEN: LastSeen = {
  agents: [],
  stateOf: () => null,
  wasVisible: () => false,
  noteVisible: () => {},
};
