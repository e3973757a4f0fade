import type { AgentModel } from './agent.ts';

/**
 * Has this Agentin never had a turn in her conversation, as far as one can tell? Then nothing that was assigned to her can
 * have arrived (contract §4.2): a hint in the composer alone says no such thing, an idle Codex always shows one.
 */
export function isUntouched(model: AgentModel): boolean {
  const { turn, lastTurn, tokens, assignment, control, threadId } = model;
  if (turn !== null || lastTurn !== null || tokens !== null || assignment !== null) return false;
  // Codex begins a session file with the first turn.
  return control === 'app-server' || threadId === null;
}
