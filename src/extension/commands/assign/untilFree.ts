import { l10n } from 'vscode';
import { panelError } from '../../messages/errorWords.ts';
import type { FleetService } from '../../fleet/fleetService.ts';
import { isFree } from '../../views/agents/agentRows.ts';

const STARTUP_MS = 60_000;

/**
 * Resolves when the Agentin can take an assignment: at once unless it is just starting. Any other state resolves too,
 * so that the fleet itself says why not. Rejects with `agent_not_ready` after a minute.
 */
export async function untilFree(service: FleetService, agentId: string): Promise<void> {
  const isSettled = (): boolean => {
    const snapshot = service.snapshot(agentId);
    return snapshot === undefined || isFree(snapshot) || snapshot.activity.state !== 'starting';
  };
  if (isSettled()) return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      listening.dispose();
      reject(panelError('agent_not_ready', l10n.t('The Agentin did not get ready. Look at her terminal.')));
    }, STARTUP_MS);
    const listening = service.onDidChangeAgent((change) => {
      if (change.agentId !== agentId || !isSettled()) return;
      clearTimeout(timer);
      listening.dispose();
      resolve();
    });
  });
}
