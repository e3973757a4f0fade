import { l10n } from 'vscode';

/** Why we know no command that would install a program here, and what a person does then. */
export function noInstallCommand(): string {
  return process.platform === 'win32'
    ? l10n.t('tmux cannot be installed here. Open this folder in WSL, or on Linux or macOS.')
    : l10n.t(
        'No package manager that we know is here. Install it as your system wants it, then check again.',
      );
}
