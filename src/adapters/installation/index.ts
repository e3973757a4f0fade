import type { Installation } from '../../core/installation.ts';
import { appBridgeStatus } from './appBridge.ts';
import { installationPlaces, type Environment } from './places.ts';

export interface InstallationOptions {
  readonly env: Environment;
}

/** The product in a person's Codex on this machine. Reads nothing until it is asked. */
export function createInstallation({ env }: InstallationOptions): Installation {
  const places = (): ReturnType<typeof installationPlaces> => installationPlaces(env);
  return {
    appBridgeStatus: async () => appBridgeStatus(places().pluginSource),
  };
}
