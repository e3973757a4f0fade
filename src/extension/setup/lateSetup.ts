import { l10n } from 'vscode';
import type { Logger } from '../../core/ports.ts';
import { COMMANDS } from '../commands.ts';
import type { ErrorReporter } from '../messages/errorReporter.ts';
import type { FleetPlace } from '../fleet/fleetPlace.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { offer, showInfo, wayTo } from '../messages/say.ts';
import type { InstallDeps } from './installForCodex.ts';
import type { MasterjetCommand } from './masterjetCommand.ts';
import type { NodeCommand } from './nodeCommand.ts';
import type { FindProgram } from './requirements.ts';

export interface LateSetupOptions {
  readonly service: FleetService;
  readonly place: FleetPlace;
  readonly find: FindProgram;
  readonly extensionFolder: string;
  readonly errors: ErrorReporter;
  readonly log: Logger;
}

/** Setting up the fleet and its leads: rarely used, so loaded only then. */
export class LateSetup {
  readonly #options: LateSetupOptions;

  constructor(options: LateSetupOptions) {
    this.#options = options;
  }

  /** What commands do; setting up a Codex of the person's is nothing for the demo. */
  get actions(): Pick<
    LateSetup,
    'openFleetFile' | 'installForCodex' | 'uninstallFromCodex' | 'registerMasterjet'
  > {
    const ownOnly =
      (action: () => Promise<void>): (() => Promise<void>) =>
      async () => {
        if (this.#options.place.kind === 'own') return action();
        offer(this.#options.errors, showInfo, l10n.t('This is the demo fleet. Leave the demo first.'), [
          wayTo(l10n.t('Leave the Demo'), COMMANDS.leaveDemo),
        ]);
      };
    return {
      openFleetFile: this.openFleetFile,
      installForCodex: ownOnly(this.installForCodex),
      uninstallFromCodex: ownOnly(this.uninstallFromCodex),
      registerMasterjet: ownOnly(this.registerMasterjet),
    };
  }

  readonly openFleetFile = async (): Promise<void> => {
    const { service, place } = this.#options;
    const { fleetFilePath, openFleetFile } = await import('../loading/lateParts.ts');
    // Who would be in the file is not known before; where the fleet cannot be opened the file may be why, and is there.
    const fleet = await service.ready().catch(() => undefined);
    await openFleetFile(fleetFilePath(await place.environment()), fleet?.config.agents ?? []);
  };

  readonly registerMasterjet = async (): Promise<void> => {
    const { service, find, log } = this.#options;
    const { registerMasterjet, registrationPort, selfTest } = await import('../loading/lateParts.ts');
    await registerMasterjet({
      port: registrationPort(find, process.env),
      command: this.masterjet,
      test: selfTest,
      agentHomes: async () => (await service.ready()).config.agents.map((agent) => agent.home),
      environment: process.env,
      log,
    });
  };

  readonly installForCodex = async (): Promise<void> => {
    const { installForCodex } = await import('../loading/lateParts.ts');
    await installForCodex(await this.#installing());
  };

  readonly uninstallFromCodex = async (): Promise<void> => {
    const { uninstallFromCodex } = await import('../loading/lateParts.ts');
    await uninstallFromCodex(await this.#installing());
  };

  /** What was installed for Codex by an older version leads to this one from now on. Never rejects. */
  async followUpdate(): Promise<void> {
    const { service, log } = this.#options;
    try {
      const followed = (await service.fleet?.installation.followUpdate()) ?? 0;
      if (followed > 0) log.info(`Installed for Codex: ${followed} now of this version`);
    } catch (error) {
      log.warn('What an older version installed for Codex could not be updated. Install it again.');
      log.debug(error instanceof Error ? error.message : 'unknown');
    }
  }

  async #installing(): Promise<InstallDeps> {
    const { service, log } = this.#options;
    const { installation } = await service.ready();
    return { installation, environment: process.env, log };
  }

  /** How to start the Masterjet on this machine, over this window's fleet. */
  readonly masterjet = async (): Promise<MasterjetCommand> => {
    const { masterjetCommand } = await import('../loading/lateParts.ts');
    const { find, extensionFolder, place } = this.#options;
    return masterjetCommand(await nodeForPrograms(find), extensionFolder, await place.environment());
  };
}

/** How to run a Node program of ours outside of the window. */
export async function nodeForPrograms(find: FindProgram): Promise<NodeCommand> {
  const { findNode } = await import('../loading/lateParts.ts');
  return findNode(find, versionOf, process.execPath);
}

async function versionOf(program: string): Promise<string | null> {
  const { localRunner } = await import('../loading/lateParts.ts');
  const command = { file: program, args: ['--version'], timeoutMs: 5000, maxOutputBytes: 1000 };
  const run = await localRunner.run(command);
  return run.kind === 'ended' && run.exitCode === 0 ? run.stdout.trim() : null;
}
