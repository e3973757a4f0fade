import { commands, l10n, window } from 'vscode';
import type { CheckPlace } from '../checks/checks.ts';
import { failureMessage, isFailure } from '../checks/failureText.ts';
import type { CheckResults } from '../checks/results.ts';
import type { CommandDeps } from '../commands/deps.ts';
import { attempt } from '../commands/lifecycle.ts';
import { waitOrStop } from '../messages/progress.ts';
import { agentTitle } from '../text/words.ts';
import { offer, showInfo, showWarning } from '../messages/say.ts';
import type { Way } from '../messages/say.ts';

/** What running checks needs beside the fleet. */
export interface CheckDeps {
  readonly checks: { run(where: CheckPlace, signal?: AbortSignal): Promise<string | null> };
  readonly results: CheckResults;
}

type Deps = CommandDeps & CheckDeps;

/** Runs what there is to check, through the Test Explorer, and says what failed. */
export async function runChecks(deps: Deps, where: CheckPlace): Promise<void> {
  const { checks, results, errors } = deps;
  const tree = await waitOrStop(l10n.t('Running the checks…'), async (signal) => checks.run(where, signal));
  if (tree === null) return;
  const all = results.of(tree);
  const failed = all.filter(isFailure);
  if (failed.length === 0) {
    window.setStatusBarMessage(l10n.t('All checks passed.'), 5000);
    return;
  }
  const names = failed.map(({ name }) => name).join(', ');
  const agentId = 'agentId' in where ? where.agentId : results.agentIn(tree);
  const show: Way = { label: l10n.t('Show Output'), go: showCheckOutput };
  const send: Way = {
    label: l10n.t('Send to the Agentin'),
    go: async () => sendCheckResults(deps, tree, agentId),
  };
  const ways = agentId === null ? [show] : [show, send];
  offer(errors, showWarning, l10n.t('Checks failed: {0}', names), ways);
}

/** Where VS Code shows what tests print. */
export async function showCheckOutput(): Promise<void> {
  await commands.executeCommand('workbench.panel.testResults.view.focus');
}

/** Sends what failed to the Agentin who works there, as one message. */
export async function sendCheckResults(deps: Deps, tree: string, agentId: string | null): Promise<void> {
  const agent = agentId === null ? undefined : deps.service.snapshot(agentId);
  const failed = deps.results.of(tree).filter(isFailure);
  if (agent === undefined || failed.length === 0) {
    void showInfo(l10n.t('There is no failed check that an Agentin could fix.'));
    return;
  }
  const title = l10n.t('Sending to {0}…', agentTitle(agent.spec));
  const wish = { text: failureMessage(tree, failed), enter: true, idempotencyKey: crypto.randomUUID() };
  const isSent = await attempt(deps, agent, title, async (fleet) =>
    fleet.send(agent.spec.id, wish, deps.service.holder),
  );
  if (isSent) window.setStatusBarMessage(l10n.t('{0} has what failed.', agent.spec.name), 5000);
}
