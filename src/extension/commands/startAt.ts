import { l10n } from 'vscode';
import type { AgentSnapshot, Fleet } from '../../core/fleetApi.ts';
import type { Holder } from '../../core/lease.ts';
import { panelError } from '../messages/errorWords.ts';
import { agentTitle } from '../text/words.ts';

/**
 * Starts her in this folder (null: her own) and nowhere else: since it was seen that she does not run, somebody may have
 * started her in another one. @throws FleetError `agent_busy`, and as `Fleet.start`
 */
export async function startAt(
  fleet: Fleet,
  { spec }: AgentSnapshot,
  cwd: string | null,
  holder: Holder,
): Promise<void> {
  const { ignored } = await fleet.start(spec.id, { cwd, prompt: null }, holder);
  if (ignored.includes('cwd'))
    throw panelError(
      'agent_busy',
      l10n.t('{0} was started in another folder meanwhile. Stop her, then try again.', agentTitle(spec)),
    );
}
