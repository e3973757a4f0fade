import path from 'node:path';
import { isSettled } from '../../core/assignment/delivery.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { isRunning } from '../views/agents/agentRows.ts';
import { folderOf } from '../views/agents/agentTexts.ts';

/** A place that a running assignment may write. */
export interface WrittenPlace {
  readonly agent: AgentSnapshot;
  /** Absolute. */
  readonly path: string;
  /** As the assignment spells it. */
  readonly given: string;
}

/** Everything that may be written right now, by assignments that are not over. */
export function writtenPlaces(agents: readonly AgentSnapshot[]): WrittenPlace[] {
  return agents.flatMap((agent) => {
    const { assignment } = agent.model;
    const folder = folderOf(agent);
    if (assignment === null || folder === null || isSettled(assignment.delivery) || !isRunning(agent))
      return [];
    return assignment.writePaths.map((given) => ({ agent, given, path: path.resolve(folder, given) }));
  });
}
