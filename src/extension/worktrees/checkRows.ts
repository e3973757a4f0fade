import { l10n } from 'vscode';
import { COMMANDS } from '../commands.ts';
import type { CheckResult } from '../checks/results.ts';
import { checkStateText, overallState } from '../checks/words.ts';
import type { OverallState } from '../checks/words.ts';
import { COLORS } from '../views/rows/colors.ts';
import { inert } from '../views/rows/inert.ts';
import type { Fact, Row, RowIcon } from '../views/rows/row.ts';
import type { RowNode, RowTarget } from '../views/rows/rowNode.ts';

const ICONS: Readonly<Record<OverallState, RowIcon>> = {
  running: { id: 'loading~spin', color: null },
  passed: { id: 'pass', color: 'charts.green' },
  failed: { id: 'error', color: 'charts.red' },
  errored: { id: 'warning', color: 'charts.red' },
  stopped: { id: 'circle-slash', color: COLORS.quiet },
  outdated: { id: 'history', color: COLORS.quiet },
};

/** The row of a worktree's checks, with one below for each; none before the first run. */
export function checkNodes(
  parent: string,
  target: RowTarget,
  checks: readonly CheckResult[],
  nowMs: number,
): RowNode[] {
  const state = overallState(checks);
  if (state === null) return [];
  const failed = checks.filter((check) => check.state === 'failed' || check.state === 'errored');
  const label = overallText(state);
  const description = failed.map(({ name }) => inert(name)).join(', ');
  const row: Row = {
    label,
    description,
    icon: ICONS[state],
    contextValue: failed.length > 0 ? 'checks failed' : 'checks',
    spoken: `${label} ${description}`,
    command: null,
  };
  const children = checks.map((check) => checkNode(`${parent}/check`, target, check, nowMs));
  return [{ id: `${parent}/check`, target, row, children, isOpen: false, facts: () => [] }];
}

/** The checks of a worktree in two words. */
export function overallText(state: OverallState): string {
  switch (state) {
    case 'running':
      return l10n.t('checks run');
    case 'passed':
      return l10n.t('checks passed');
    case 'failed':
      return l10n.t('checks failed');
    case 'errored':
      return l10n.t('checks did not run');
    case 'stopped':
      return l10n.t('checks stopped');
    case 'outdated':
      return l10n.t('checks outdated');
  }
}

function checkNode(parent: string, target: RowTarget, check: CheckResult, nowMs: number): RowNode {
  const label = inert(check.name);
  const description = checkStateText(check, nowMs);
  return {
    id: `${parent}/${check.key}`,
    target,
    row: {
      label,
      description,
      icon: ICONS[check.isOutdated ? 'outdated' : check.state],
      contextValue: 'check',
      spoken: `${label}, ${description}`,
      command: { id: COMMANDS.showCheckOutput, title: l10n.t('Show Output of Checks'), args: [{ target }] },
    },
    children: [],
    isOpen: false,
    facts: () => factsOf(check),
  };
}

function factsOf({ output }: CheckResult): Fact[] {
  return output === '' ? [] : [{ label: l10n.t('Output'), value: output.slice(-1000), kind: 'code' }];
}
