import { needsPerson } from '../../core/agent/activity.ts';
import type { PendingItem } from '../../core/agent/pending.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';

/** Something that needs a person: an item to answer, or an Agentin that waits without one. */
export interface Need {
  readonly id: string;
  readonly agent: AgentSnapshot;
  readonly item: PendingItem | null;
}

export function needsOf(agent: AgentSnapshot): readonly Need[] {
  const { pending } = agent.model;
  const agentId = agent.spec.id;
  if (pending.length > 0) return pending.map((item) => ({ id: `${agentId}/${item.key}`, agent, item }));
  const { state, sinceMs } = agent.activity;
  return needsPerson(state) ? [{ id: `${agentId}/${state}/${sinceMs}`, agent, item: null }] : [];
}

/** Waiting for an answer by Codex' own word, without the request that is to be answered. */
export function isVague({ agent, item }: Need): boolean {
  const { state } = agent.activity;
  const isWaiting = state === 'needs_approval' || state === 'needs_input';
  return item === null && isWaiting && agent.model.thread.kind === 'active';
}
