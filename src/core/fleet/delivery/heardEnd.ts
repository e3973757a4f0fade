import { deliveryOfTurn } from '../../assignment/delivery.ts';
import type { Delivery } from '../../assignment/delivery.ts';
import type { RememberedTurn } from '../../ports.ts';
import type { AgentRuntime } from '../runtime/agentRuntime.ts';

/**
 * What became of a message by the turn that Codex lists. Of one that has just ended it may list no end yet, and calls it
 * interrupted, without a time: whoever heard how it ended knows better.
 */
export function deliveryAsHeard({ model }: Pick<AgentRuntime, 'model'>, turn: RememberedTurn): Delivery {
  const { lastTurn } = model;
  const isGuess = turn.outcome === 'interrupted' && turn.endedAtMs === null;
  return deliveryOfTurn(isGuess && lastTurn?.turnId === turn.turnId ? lastTurn : turn);
}
