import { l10n } from 'vscode';
import type { ActivityState } from '../../../core/agent/agent.ts';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import { readSetting } from '../../settings.ts';
import type { Row, RowIcon } from '../rows/row.ts';
import { NO_TARGET } from '../rows/rowNode.ts';
import type { RowNode } from '../rows/rowNode.ts';
import { STATE_ICONS } from './agentRows.ts';

/** Those who need no eye right now may be folded away, as the setting says; the rest stays as it is sorted. */
export function foldAgents(
  sorted: readonly AgentSnapshot[],
  nodeOf: (snapshot: AgentSnapshot) => RowNode,
  stateOf: (snapshot: AgentSnapshot) => ActivityState,
): RowNode[] {
  const setting = readSetting('foldAgents');
  const foldsIdle = setting === 'idleAndStopped';
  const foldsStopped = setting !== 'none';
  const isIn = (state: 'idle' | 'stopped') => (snapshot: AgentSnapshot) => stateOf(snapshot) === state;
  const idle = foldsIdle ? sorted.filter(isIn('idle')) : [];
  const stopped = foldsStopped ? sorted.filter(isIn('stopped')) : [];
  const open = sorted.filter((snapshot) => !idle.includes(snapshot) && !stopped.includes(snapshot));
  return [
    ...open.map(nodeOf),
    ...group('idle', l10n.t('Idle'), idle.map(nodeOf), STATE_ICONS.idle),
    ...group('stopped', l10n.t('Stopped'), stopped.map(nodeOf), STATE_ICONS.stopped),
  ];
}

function group(key: string, label: string, children: readonly RowNode[], icon: RowIcon): RowNode[] {
  if (children.length === 0) return [];
  const description = children.length === 1 ? l10n.t('1 Agentin') : l10n.t('{0} Agentinnen', children.length);
  const row: Row = {
    label,
    description,
    icon,
    contextValue: `group ${key}`,
    spoken: `${label}, ${description}`,
    command: null,
  };
  return [{ id: `group/${key}`, target: NO_TARGET, row, children, isOpen: false, facts: () => [] }];
}
