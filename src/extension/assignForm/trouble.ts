import { env, l10n } from 'vscode';
import type { FleetTrouble } from '../../shared/assignForm.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { errorSentence, faultText } from '../messages/errorWords.ts';

/** Why there is nobody to choose from, or why the fleet file on disk is not the one in use; null when all is well. */
export function fleetTrouble(
  service: Pick<FleetService, 'phase' | 'problem' | 'snapshots'>,
): FleetTrouble | null {
  const { phase, problem } = service;
  if (problem !== undefined) {
    // The sentence itself says where only in English.
    const text = env.language.startsWith('en') ? errorSentence(problem) : faultText(problem);
    return { text, isInFile: problem.code.startsWith('config_') };
  }
  const isEmpty = phase === 'ready' && service.snapshots().length === 0;
  return isEmpty ? { text: l10n.t('fleet.json names no Agentin.'), isInFile: true } : null;
}
