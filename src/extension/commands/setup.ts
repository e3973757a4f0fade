import { commands, l10n, window } from 'vscode';
import type { CommandHandlers } from '../commands.ts';
import { noInstallCommand } from '../setup/installWords.ts';
import type { Program } from '../setup/requirements.ts';
import type { CommandDeps } from './deps.ts';
import { showInfo } from '../messages/say.ts';

type SetupCommands = Pick<
  CommandHandlers,
  | 'refresh'
  | 'openFleetFile'
  | 'openWalkthrough'
  | 'installMissing'
  | 'installForCodex'
  | 'uninstallFromCodex'
  | 'registerMasterjet'
  | 'showLog'
>;

/** What setting up needs beside the fleet; all of it is loaded when it is used. */
export interface SetupDeps extends CommandDeps {
  readonly openFleetFile: () => Promise<void>;
  readonly installForCodex: () => Promise<void>;
  readonly uninstallFromCodex: () => Promise<void>;
  readonly registerMasterjet: () => Promise<void>;
  readonly showLog: () => void;
}

/** As the manifest names it, after the extension that it belongs to. */
export const WALKTHROUGH = 'codex-master.codex-master#firstAgentinnen';

/** Getting the fleet into shape. */
export function setupCommands(deps: SetupDeps): SetupCommands {
  return {
    refresh: async () => {
      await deps.notices.check();
      await deps.service.look();
      const count = deps.service.snapshots().length;
      const done = count === 1 ? l10n.t('Looked at 1 Agentin.') : l10n.t('Looked at {0} Agentinnen.', count);
      window.setStatusBarMessage(done, 5000);
    },
    openFleetFile: async () => {
      await deps.openFleetFile();
      await deps.notices.check();
    },
    openWalkthrough: async () => {
      await commands.executeCommand('workbench.action.openWalkthrough', WALKTHROUGH, false);
    },
    installMissing: async (program) => install(deps, isProgram(program) ? program : deps.notices.missing[0]),
    installForCodex: async () => deps.installForCodex(),
    uninstallFromCodex: async () => deps.uninstallFromCodex(),
    registerMasterjet: async () => deps.registerMasterjet(),
    showLog: async () => {
      deps.showLog();
      return Promise.resolve();
    },
  };
}

/** Puts the command into a terminal without running it: installing is the person's own decision. */
async function install(deps: SetupDeps, program: Program | undefined): Promise<void> {
  if (program === undefined) {
    void showInfo(l10n.t('Nothing is missing.'));
    return;
  }
  const command = await deps.notices.howToInstall(program);
  if (command === null) {
    void showInfo(noInstallCommand());
    return;
  }
  const terminal = window.createTerminal({ name: l10n.t('Install {0}', program) });
  terminal.show();
  terminal.sendText(command, false);
}

function isProgram(value: unknown): value is Program {
  return value === 'tmux' || value === 'codex';
}
