import { l10n } from 'vscode';
import { COMMANDS } from '../../commands.ts';
import { offer, showInfo, wayTo } from '../../messages/say.ts';
import type { Way } from '../../messages/say.ts';
import type { AskingDeps } from '../deps.ts';

/**
 * Is there anybody at all? If not it is said: a fleet of nobody has neither "all running" nor "nobody running".
 * @throws FleetError the one that keeps the fleet file from being used
 */
export function hasAgents({ service, errors }: Pick<AskingDeps, 'service' | 'errors'>): boolean {
  if (service.snapshots().length > 0) return true;
  if (service.problem !== undefined) throw service.problem;
  const open = wayTo(l10n.t('Open fleet.json'), COMMANDS.openFleetFile);
  offer(errors, showInfo, l10n.t('fleet.json names no Agentin.'), [open]);
  return false;
}

export function wayToStart(): Way {
  return wayTo(l10n.t('Start Agentin'), COMMANDS.start);
}
