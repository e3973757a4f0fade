import { stat } from 'node:fs/promises';
import type { AgentSpec } from '../../core/config.ts';
import type { Environment, FleetPlace } from '../fleet/fleetPlace.ts';

/** Has this person nothing of a fleet yet? See `findNewcomer`. */
export type FindNewcomer = (agents: readonly Pick<AgentSpec, 'home'>[]) => Promise<boolean>;

/**
 * Without a fleet file there are two Agentinnen by default. Where their homes are not there either nobody ever led them,
 * and a first step helps more than two rows that cannot be started.
 */
export function findNewcomer(place: FleetPlace, fleetFile = lateFleetFile): FindNewcomer {
  return async (agents) => {
    if (place.kind === 'demo') return false;
    const env = await place.environment();
    if (env['CODEX_MASTER_FLEET'] !== undefined) return false;
    const places = [await fleetFile(env), ...agents.map(({ home }) => home)];
    return !(await Promise.all(places.map(exists))).includes(true);
  };
}

/** From the part that rows need as well: whoever opens a window is asked for, before the rest is loaded. */
async function lateFleetFile(env: Environment): Promise<string> {
  const { fleetFilePath } = await import('../loading/fleetPart.ts');
  return fleetFilePath(env);
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
