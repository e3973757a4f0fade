import { l10n, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { StatusBarItem } from 'vscode';
import type { AgentSnapshot } from '../core/fleetApi.ts';
import type { Disposable } from '../core/lifecycle.ts';
import { COMMANDS } from './commands.ts';
import { AGENTS_VIEW } from './views/agentsTree.ts';
import { countNeedsMe } from './views/inboxRows.ts';

/** `$(organization) 3 working · 1 needs you`; a click goes to what needs the person, else to the Agentinnen. */
export class FleetStatusBar implements Disposable {
  readonly #item: StatusBarItem;

  constructor() {
    this.#item = window.createStatusBarItem('codexMaster.status', StatusBarAlignment.Left, 40);
    this.#item.name = 'Codex Master';
    this.update([]);
    this.#item.show();
  }

  update(snapshots: readonly AgentSnapshot[]): void {
    const working = snapshots.filter((snapshot) => snapshot.activity.state === 'working').length;
    const needs = countNeedsMe(snapshots);
    const words = statusWords(working, needs);
    this.#item.text = `$(organization) ${words}`;
    this.#item.tooltip = needs > 0 ? l10n.t('Go to what needs you') : l10n.t('Show the Agentinnen');
    this.#item.accessibilityInformation = { label: `Codex Master: ${words}`, role: 'button' };
    this.#item.command = needs > 0 ? COMMANDS.nextNeedsMe : `${AGENTS_VIEW}.focus`;
    this.#item.backgroundColor = needs > 0 ? new ThemeColor('statusBarItem.warningBackground') : undefined;
  }

  dispose(): void {
    this.#item.dispose();
  }
}

function statusWords(working: number, needs: number): string {
  const parts: string[] = [];
  // What needs the person is not drowned by a nought.
  if (working > 0 || needs === 0) {
    parts.push(working === 1 ? l10n.t('1 working') : l10n.t('{0} working', working));
  }
  if (needs === 1) parts.push(l10n.t('1 needs you'));
  if (needs > 1) parts.push(l10n.t('{0} need you', needs));
  return parts.join(' · ');
}
