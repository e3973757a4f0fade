import { commands, l10n, StatusBarAlignment, ThemeColor, window } from 'vscode';
import { DisposableStore } from '../../core/lifecycle.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import { COMMANDS } from '../commands.ts';
import { setContext } from '../contextKeys.ts';
import type { FleetPlace } from '../fleet/fleetPlace.ts';
import { NO_TARGET } from '../views/rows/rowNode.ts';
import type { RowNode } from '../views/rows/rowNode.ts';
import type { Row } from '../views/rows/row.ts';

/** "Demo fleet" in the status bar, as long as the window shows it; a click offers the way out. */
export function markDemo({ kind }: FleetPlace): Disposable {
  const store = new DisposableStore();
  setContext('codexMaster.demo', kind === 'demo');
  if (kind === 'own') return store;
  const item = store.add(window.createStatusBarItem('codexMaster.demo', StatusBarAlignment.Left, 41));
  item.name = l10n.t('Demo fleet');
  item.text = `$(beaker) ${l10n.t('Demo fleet')}`;
  item.tooltip = l10n.t('A scripted model on this machine: no account, no tokens. Click to leave the demo.');
  item.accessibilityInformation = { label: `${item.name}. ${item.tooltip}`, role: 'button' };
  item.command = COMMANDS.leaveDemo;
  item.backgroundColor = new ThemeColor('statusBarItem.prominentBackground');
  item.show();
  return store;
}

/** The first row of the tree: nobody shall take the demo for her own fleet. */
export function demoRow(): RowNode {
  const label = l10n.t('Demo fleet');
  const description = l10n.t('a scripted model on this machine; your own fleet is untouched');
  const row: Row = {
    label,
    description,
    icon: { id: 'beaker', color: 'charts.purple' },
    contextValue: 'notice demo',
    spoken: `${label}: ${description}`,
    command: null,
  };
  return { id: 'notice/demo', target: NO_TARGET, row, children: [], isOpen: false, facts: () => [] };
}

export async function showAgents(): Promise<void> {
  await commands.executeCommand('codexMaster.agents.focus');
}
