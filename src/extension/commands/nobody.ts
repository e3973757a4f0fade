import { commands, l10n } from 'vscode';
import { COMMANDS } from '../commands.ts';
import type { CommandId } from '../commands.ts';
import type { FleetService } from '../fleetService.ts';
import { showInfo } from '../say.ts';

/** What a person can do instead, as a button. */
export interface Way {
  readonly title: string;
  readonly command: CommandId;
  readonly args?: readonly unknown[];
}

/** Says why nothing can be done, with what would change that. Not awaited by its callers: a notification may stay for hours. */
export function tellWith(text: string, way?: Way): void {
  void offer(text, way);
}

async function offer(text: string, way: Way | undefined): Promise<void> {
  const titles = way === undefined ? [] : [way.title];
  const chosen = await showInfo(text, ...titles);
  if (way !== undefined && chosen === way.title)
    await commands.executeCommand(way.command, ...(way.args ?? []));
}

/**
 * Is there anybody at all? If not it is said: a fleet of nobody has neither "all running" nor "nobody running".
 * @throws FleetError the one that keeps the fleet file from being used
 */
export function hasAgents(service: FleetService): boolean {
  if (service.snapshots().length > 0) return true;
  if (service.problem !== undefined) throw service.problem;
  tellWith(l10n.t('fleet.json names no Agentin.'), {
    title: l10n.t('Open fleet.json'),
    command: COMMANDS.openFleetFile,
  });
  return false;
}

export function wayToStart(): Way {
  return { title: l10n.t('Start Agentin'), command: COMMANDS.start };
}
