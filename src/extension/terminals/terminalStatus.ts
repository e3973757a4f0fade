import { l10n, StatusBarAlignment, window } from 'vscode';
import type { StatusBarItem } from 'vscode';
import type { HoldView } from '../../core/hold.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import { DisposableStore } from '../../core/lifecycle.ts';
import { COMMANDS } from '../commands.ts';
import { ContextKeys } from '../contextKeys.ts';
import type { FleetService } from '../fleet/fleetService.ts';
import { agentTitle } from '../text/words.ts';
import { holdWords } from './holdWords.ts';
import type { AgentTerminals } from './terminals.ts';

/** Who writes in the terminal that is in front: in the status bar, and for key bindings and menus. */
export class TerminalStatus implements Disposable {
  readonly #service: FleetService;
  readonly #terminals: AgentTerminals;
  readonly #keys = new ContextKeys();
  readonly #store = new DisposableStore();
  readonly #item: StatusBarItem;

  constructor(service: FleetService, terminals: AgentTerminals) {
    this.#service = service;
    this.#terminals = terminals;
    this.#item = this.#store.add(
      window.createStatusBarItem('codexMaster.terminal', StatusBarAlignment.Left, 39),
    );
    this.#item.name = l10n.t('Codex Master: who types in the terminal');
    // VS Code shows one that it showed before under its id, as it was then: of the fleet that was here before.
    this.#item.hide();
    this.#store.add(terminals.onDidChange(() => this.#update()));
  }

  dispose(): void {
    this.#store.dispose();
  }

  #update(): void {
    const active = this.#terminals.active;
    const snapshot = active === undefined ? undefined : this.#service.snapshot(active.agentId);
    this.#keys.set('codexMaster.terminalHeld', snapshot?.terminal.state === 'held');
    if (active === undefined || snapshot === undefined) this.#item.hide();
    else this.#show(agentTitle(snapshot.spec), snapshot.terminal, active.isWatched);
  }

  #show(title: string, hold: HoldView, isWatched: boolean): void {
    const words = holdWords(hold) ?? (isWatched ? l10n.t('nobody types') : l10n.t('not watched'));
    const isHeld = hold.state === 'held';
    this.#item.text = `$(${iconOf(hold)}) ${title}: ${words}`;
    this.#item.tooltip = tooltip(hold, isWatched);
    this.#item.accessibilityInformation = { label: `${title}: ${words}`, ...(isHeld && { role: 'button' }) };
    this.#item.command = isHeld ? COMMANDS.handOver : undefined;
    this.#item.show();
  }
}

function iconOf(hold: HoldView): string {
  if (hold.state === 'free') return 'unlock';
  return hold.isTyping ? 'lock' : 'edit';
}

function tooltip(hold: HoldView, isWatched: boolean): string {
  if (hold.state === 'held') {
    return hold.isTyping
      ? l10n.t(
          'Messages and assignments from elsewhere wait until this terminal is let go of. Click to hand it over now.',
        )
      : l10n.t('Nothing is typed to the unsent text in this terminal. Click to hand it over now.');
  }
  return isWatched
    ? l10n.t('With your first key in this terminal, messages and assignments from elsewhere wait.')
    : l10n.t('This terminal runs tmux directly: messages from elsewhere do not wait while you type.');
}
