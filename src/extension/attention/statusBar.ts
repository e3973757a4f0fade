import { l10n, MarkdownString, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { StatusBarItem } from 'vscode';
import type { ActivityState } from '../../core/agent/agent.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import { COMMANDS } from '../commands.ts';
import { isRunning, needsMe, sortAgents, stateText } from '../views/agents/agentRows.ts';
import { isUnlooked } from '../views/agents/checking.ts';
import { AGENTS_VIEW } from '../views/agents/agentsTree.ts';
import { countNeedsMe } from '../views/inbox/inboxRows.ts';
import { appendPlain } from '../views/rows/plainText.ts';
import { agentTitle } from '../text/words.ts';

const MOST_NAMED = 8;

/** `$(organization) 3 working · 1 needs you · 1 at a limit`; a click goes to what needs the person, else to the Agentinnen. */
export class FleetStatusBar implements Disposable {
  readonly #item: StatusBarItem;
  readonly #now: () => number;
  #shown = '';

  constructor(now: () => number) {
    this.#now = now;
    this.#item = window.createStatusBarItem('codexMaster.status', StatusBarAlignment.Left, 40);
    this.#item.name = 'Codex Master';
    this.update([]);
  }

  update(snapshots: readonly AgentSnapshot[], needs = countNeedsMe(snapshots)): void {
    const count = (state: ActivityState): number =>
      snapshots.filter((snapshot) => snapshot.activity.state === state).length;
    const isKnown = needs > 0 || count('working') > 0 || !snapshots.some(isUnlooked);
    const words = isKnown ? statusWords(count('working'), needs, count('limited')) : l10n.t('checking…');
    const lines = tooltipLines(snapshots, needs, this.#now());
    const hasFleet = snapshots.length > 0;
    const face = [hasFleet, words, ...lines].join('\n');
    if (face === this.#shown) return;
    this.#shown = face;
    // Who has no fleet is told nothing of it.
    if (hasFleet) this.#item.show();
    else this.#item.hide();
    this.#item.text = `$(organization) ${words}`;
    this.#item.tooltip = tooltipOf(words, lines);
    this.#item.accessibilityInformation = { label: `Codex Master: ${words}`, role: 'button' };
    this.#item.command = needs > 0 ? COMMANDS.nextNeedsMe : `${AGENTS_VIEW}.focus`;
    this.#item.backgroundColor = needs > 0 ? new ThemeColor('statusBarItem.warningBackground') : undefined;
  }

  dispose(): void {
    this.#item.dispose();
  }
}

/** Who needs the person or runs, each with her state; and what a click does. */
function tooltipLines(snapshots: readonly AgentSnapshot[], needs: number, nowMs: number): string[] {
  const shown = sortAgents(snapshots).filter((snapshot) => isRunning(snapshot) || needsMe(snapshot));
  const lines = shown
    .slice(0, MOST_NAMED)
    .map((snapshot) => `${agentTitle(snapshot.spec)}: ${stateText(snapshot, nowMs)}`);
  const left = shown.length - lines.length;
  const more = left > 0 ? [l10n.t('… and {0} more', left)] : [];
  const click =
    needs > 0
      ? l10n.t('Click or press Ctrl/Cmd+Alt+N: go to what needs you')
      : l10n.t('Click: show the Agentinnen');
  return [...lines, ...more, click];
}

function tooltipOf(words: string, lines: readonly string[]): MarkdownString {
  const text = new MarkdownString();
  text.appendMarkdown('**');
  appendPlain(text, `Codex Master: ${words}`);
  text.appendMarkdown('**');
  for (const line of lines) appendPlain(text.appendMarkdown('\n\n'), line);
  return text;
}

function statusWords(working: number, needs: number, limited: number): string {
  const parts: string[] = [];
  // What needs the person is not drowned by a nought.
  if (working > 0 || needs === 0) {
    parts.push(working === 1 ? l10n.t('1 working') : l10n.t('{0} working', working));
  }
  if (needs === 1) parts.push(l10n.t('1 needs you'));
  if (needs > 1) parts.push(l10n.t('{0} need you', needs));
  if (limited > 0) parts.push(l10n.t('{0} at a limit', limited));
  return parts.join(' · ');
}
