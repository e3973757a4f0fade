import { CancellationTokenSource, l10n } from 'vscode';
import type { CancellationToken } from 'vscode';
import { panelError } from '../messages/errorWords.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import type { OpenItem } from './ask/pickItem.ts';

/**
 * Asks the person something about these items, for as long as one of them waits: what was answered elsewhere meanwhile (in
 * the terminal, in another window) takes the question away, so that nobody writes on for nothing.
 * @throws FleetError `nothing_pending` when that happened
 */
export async function whilePending<T>(
  service: FleetService,
  items: readonly OpenItem[],
  ask: (token: CancellationToken) => Promise<T | undefined>,
): Promise<T | undefined> {
  const source = new CancellationTokenSource();
  const listening = service.onDidChangeAgent(() => {
    if (!items.some((open) => waits(service, open))) source.cancel();
  });
  try {
    const answer = await ask(source.token);
    if (answer === undefined && source.token.isCancellationRequested)
      throw panelError('nothing_pending', l10n.t('This was already answered, or its turn is over.'));
    return answer;
  } finally {
    listening.dispose();
    source.dispose();
  }
}

function waits(service: FleetService, { agent, item }: OpenItem): boolean {
  const pending = service.snapshot(agent.spec.id)?.model.pending ?? [];
  return pending.some(({ key }) => key === item.key);
}
