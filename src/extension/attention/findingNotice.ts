import { l10n } from 'vscode';
import type { WatchdogFinding } from '../../core/watchdog/watchdogTimers.ts';
import { COMMANDS } from '../commands.ts';
import type { ErrorReporter } from '../messages/errorReporter.ts';
import { offer, showWarning, wayTo } from '../messages/say.ts';
import type { Way } from '../messages/say.ts';
import { durationText } from '../text/time.ts';

/** Tells what the watchdog found out about the Agentin of that name, with what a person may want to do about it. */
export function tellFinding(errors: ErrorReporter, name: string, finding: WatchdogFinding): void {
  offer(errors, showWarning, sentenceFor(name, finding), waysFor(finding));
}

function sentenceFor(name: string, { kind, action, idleSeconds }: WatchdogFinding): string {
  const span = durationText(idleSeconds * 1000);
  if (kind === 'silent') return l10n.t('{0} has given no sign of life for {1}.', name, span);
  if (kind === 'unanswered')
    return l10n.t(
      '{0} has given no sign of life for {1} and did not answer the request for a report.',
      name,
      span,
    );
  switch (action) {
    case 'stop':
      return l10n.t('The watchdog stopped {0}: no sign of life for {1}, and no report.', name, span);
    case 'release':
      return l10n.t('The watchdog gave {0} back: no sign of life for {1}, and no report.', name, span);
    case 'interrupt':
    case 'report':
    case 'none':
      return l10n.t('The watchdog interrupted {0}: no sign of life for {1}, and no report.', name, span);
  }
}

function waysFor({ kind, action, agentId }: WatchdogFinding): readonly Way[] {
  if (kind === 'acted' && action === 'stop') return [wayTo(l10n.t('Start'), COMMANDS.start, agentId)];
  const attach = wayTo(l10n.t('Attach'), COMMANDS.attach, agentId);
  return kind === 'acted' ? [attach] : [attach, wayTo(l10n.t('Interrupt'), COMMANDS.interrupt, agentId)];
}
