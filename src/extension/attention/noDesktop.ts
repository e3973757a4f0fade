import { commands, l10n } from 'vscode';
import type { DesktopProblem } from '../../adapters/desktop.ts';
import { SETTINGS_SECTION } from '../settings.ts';
import { showWarning } from '../say.ts';

/** Says that the desktop cannot be told, to whoever wished it to be. */
export async function sayNoDesktop(problem: DesktopProblem): Promise<void> {
  const button = l10n.t('Open Settings');
  if ((await showWarning(sentenceOf(problem), button)) !== button) return;
  await commands.executeCommand('workbench.action.openSettings', `${SETTINGS_SECTION}.desktopNotifications`);
}

function sentenceOf(problem: DesktopProblem): string {
  if (problem.program === null) return l10n.t('This system has no desktop notifications that we can show.');
  return problem.why === 'not_started'
    ? l10n.t('No desktop notification could be shown: {0} is not installed.', problem.program)
    : l10n.t('No desktop notification could be shown: {0} failed.', problem.program);
}
