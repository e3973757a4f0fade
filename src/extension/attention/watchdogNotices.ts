import { commands, l10n } from 'vscode';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { WatchdogFinding } from '../../core/watchdog/watchdogTimers.ts';
import { COMMANDS } from '../commands.ts';
import type { CommandId } from '../commands.ts';
import type { FleetService } from '../fleetService.ts';
import { durationText } from '../time.ts';
import { agentTitle } from '../words.ts';
import { findingId, findingToSee } from './inboxExtras.ts';
import { isWanted } from './notifications.ts';
import { showWarning } from '../say.ts';

interface Button {
  readonly title: string;
  readonly command: CommandId;
}

/**
 * Tells the person what the watchdog found, in whichever window: once, with what she may want to do about it. What was
 * found before this window opened stands in the Inbox alone.
 */
export class WatchdogNotices implements Disposable {
  readonly #listening: Disposable;
  readonly #told = new Map<string, string>();
  readonly #sinceMs: number;

  constructor(service: FleetService, now: () => number) {
    this.#sinceMs = now();
    this.#listening = service.onDidChangeAgent(({ agentId }) => {
      const snapshot = service.snapshot(agentId);
      if (snapshot !== undefined) this.#consider(snapshot);
    });
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #consider(snapshot: AgentSnapshot): void {
    const finding = findingToSee(snapshot);
    if (finding === null || finding.atMs < this.#sinceMs) return;
    const id = findingId(finding);
    if (this.#told.get(finding.agentId) === id) return;
    this.#told.set(finding.agentId, id);
    if (isWanted()) void show(agentTitle(snapshot.spec), finding);
  }
}

async function show(name: string, finding: WatchdogFinding): Promise<void> {
  const buttons = buttonsFor(finding);
  const titles = buttons.map((button) => button.title);
  const chosen = await showWarning(sentenceFor(name, finding), ...titles);
  const button = buttons.find((candidate) => candidate.title === chosen);
  if (button !== undefined) await commands.executeCommand(button.command, finding.agentId);
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

function buttonsFor({ kind, action }: WatchdogFinding): readonly Button[] {
  if (kind === 'acted' && action === 'stop') return [{ title: l10n.t('Start'), command: COMMANDS.start }];
  const attach: Button = { title: l10n.t('Attach'), command: COMMANDS.attach };
  return kind === 'acted' ? [attach] : [attach, { title: l10n.t('Interrupt'), command: COMMANDS.interrupt }];
}
