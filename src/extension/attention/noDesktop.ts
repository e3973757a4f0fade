import { l10n } from 'vscode';
import type { DesktopProblem } from '../../adapters/desktop.ts';
import type { ErrorReporter } from '../messages/errorReporter.ts';
import { SETTINGS_SECTION } from '../settings.ts';
import { offer, showWarning, wayTo } from '../messages/say.ts';

/** Says that the desktop cannot be told, to whoever wished it to be. */
export function tellNoDesktop(errors: ErrorReporter, problem: DesktopProblem): void {
  const setting = `${SETTINGS_SECTION}.desktopNotifications`;
  const open = wayTo(l10n.t('Open Settings'), 'workbench.action.openSettings', setting);
  offer(errors, showWarning, sentenceOf(problem), [open]);
}

function sentenceOf(problem: DesktopProblem): string {
  if (problem.program === null) return l10n.t('This system has no desktop notifications that we can show.');
  return problem.why === 'not_started'
    ? l10n.t('No desktop notification could be shown: {0} is not installed.', problem.program)
    : l10n.t('No desktop notification could be shown: {0} failed.', problem.program);
}
