import type { AgentSpec } from '../../core/config.ts';
import type { Random } from '../../core/ids.ts';
import type { Diagnostics } from '../../core/diagnostics/diagnostics.ts';
import type { Installation } from '../../core/installation.ts';
import type { Clock } from '../../core/ports.ts';
import type { CommandRunner } from '../run.ts';
import { appBridgeStatus } from './plugin/appBridge.ts';
import type { InstallContext } from './context.ts';
import { followUpdate } from './install/followUpdate.ts';
import { install } from './install/install.ts';
import { installationPlaces, type Environment } from './places.ts';
import { uninstall } from './install/uninstall.ts';

export interface InstallationOptions {
  readonly env: Environment;
  readonly stateRoot: string;
  readonly runner: CommandRunner;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly random: Random;
  /** The Agentinnen, whose homes get nothing of this. */
  readonly agents: () => readonly Pick<AgentSpec, 'id' | 'home'>[];
  /** The Node that runs us. */
  readonly ownNode: string;
  /** Our package's folder; found by itself unless given. */
  readonly packageRoot?: string;
}

/** The product in a person's Codex on this machine. Reads nothing until it is asked. */
export function createInstallation(options: InstallationOptions): Omit<Installation, keyof Diagnostics> {
  const { clock, random, packageRoot, ...rest } = options;
  const context = (): InstallContext => ({
    ...rest,
    places: installationPlaces(rest.env, packageRoot),
    nonce: () => `${stamp(clock.nowMs())}.${random.hex(6)}`,
  });
  return {
    install: async (wish, onStep) => install(context(), wish, onStep),
    uninstall: async (wish) => uninstall(context(), wish),
    followUpdate: async () => followUpdate(context()),
    appBridgeStatus: async () => appBridgeStatus(context().places.pluginSource),
  };
}

function stamp(nowMs: number): string {
  return new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/gu, '');
}
