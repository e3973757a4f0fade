import { l10n, window } from 'vscode';
import type { CancellationToken } from 'vscode';
import { FleetError } from '../../../core/errors.ts';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import { waitPatiently } from '../../messages/progress.ts';
import { agentTitle } from '../../text/words.ts';
import { answerAll, confirmBatch } from '../batch.ts';
import { chooseDecisions, countLeft } from './chooseItems.ts';
import type { CommandDeps } from '../deps.ts';
import type { OpenItem } from './pickItem.ts';
import { whilePending } from '../whilePending.ts';
import { showWarning } from '../../messages/say.ts';

/**
 * Declines and says why. The note goes into the running turn first (Codex takes it in while it waits), so that her model
 * reads it together with the refusal; and where it cannot be sent, nothing has been declined yet.
 */
export async function declineWithNote(
  deps: CommandDeps,
  argument: unknown,
  selection: unknown,
): Promise<void> {
  const chosen = await chooseDecisions(deps.service, argument, selection, l10n.t('Decline what?'));
  if (chosen === undefined) return;
  const isBatch = chosen.items.length + countLeft(chosen.left) > 1;
  const items = isBatch ? await confirmBatch(chosen, 'decline') : chosen.items;
  if (items.length === 0) return;
  const note = await whilePending(deps.service, items, async (token) => askForNote(items, token));
  if (note === undefined) return;
  for (const agent of agentsOf(items)) {
    const own = items.filter((open) => open.agent.spec.id === agent.spec.id);
    if (note.trim() === '' || (await sendNote(deps, agent, note.trim())))
      await answerAll(deps, own, 'decline');
  }
}

async function askForNote(items: readonly OpenItem[], token: CancellationToken): Promise<string | undefined> {
  const names = agentsOf(items).map((agent) => agentTitle(agent.spec));
  const title = l10n.t('Decline with a note to {0}', names.join(', '));
  const prompt = l10n.t('She reads it together with the refusal, and goes on.');
  const placeHolder = l10n.t('Why not, and what should she do instead?');
  return window.showInputBox({ title, prompt, placeHolder, ignoreFocusOut: true }, token);
}

function agentsOf(items: readonly OpenItem[]): AgentSnapshot[] {
  return [...new Map(items.map(({ agent }) => [agent.spec.id, agent])).values()];
}

/** Resolves with whether to decline now. */
async function sendNote(deps: CommandDeps, agent: AgentSnapshot, text: string): Promise<boolean> {
  const wish = { text, enter: true, idempotencyKey: crypto.randomUUID() };
  const agentId = agent.spec.id;
  try {
    const fleet = await deps.service.ready();
    // Answered in the meantime: a note about nothing would only puzzle her.
    if ((deps.service.snapshot(agentId)?.model.pending.length ?? 0) === 0) return true;
    const title = l10n.t('Sending to {0}…', agentTitle(agent.spec));
    await waitPatiently(title, fleet.send(agentId, wish, deps.service.holder), deps.log);
    return true;
  } catch (error) {
    if (FleetError.is(error, 'agent_lease_held_by_other_client')) return mayDeclineSilently(agent);
    // Nobody else's answer waits until a person has read this.
    void deps.errors.show(error, { agentId });
    return false;
  }
}

async function mayDeclineSilently(agent: AgentSnapshot): Promise<boolean> {
  const button = l10n.t('Decline Without Note');
  const question = l10n.t(
    '{0} is led by another client, so no note can be sent to her.',
    agentTitle(agent.spec),
  );
  return (await showWarning(question, { modal: true }, button)) === button;
}
