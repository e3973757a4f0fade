import { l10n } from 'vscode';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import { COMMANDS } from '../commands.ts';
import type { ErrorReporter } from '../messages/errorReporter.ts';
import { offer, showWarning, wayTo } from '../messages/say.ts';
import { agentTitle } from '../text/words.ts';

/** Says who runs although fleet.json does not name her any more. */
export function tellLeftBehind(errors: ErrorReporter, left: readonly AgentSnapshot[]): void {
  const names = left.map(({ spec }) => agentTitle(spec)).join(', ');
  const text = l10n.t(
    '{0}: no longer in fleet.json, but still running in tmux, where nobody sees or leads her. To stop her, put her back first.',
    names,
  );
  offer(errors, showWarning, text, [wayTo(l10n.t('Open fleet.json'), COMMANDS.openFleetFile)]);
}
