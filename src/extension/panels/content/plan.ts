import { l10n } from 'vscode';
import type { Plan, PlanStep, TurnContent } from '../../../core/content/content.ts';
import { visibleText } from '../../../core/text/visibleText.ts';
import type { PagePlanStep, PlanContent } from '../../../shared/pageContent.ts';
import { momentText } from '../../text/time.ts';
import type { ContentView } from './view.ts';

export function planEmptyText(turn: TurnContent): string {
  return turn.seen === 'whole'
    ? l10n.t(
        'She has told no plan. Codex offers its plan tool where the home’s config.toml has "enabled = true" below [tools.update_plan].',
      )
    : l10n.t('Not known: Codex tells a plan once, and this window was not listening then.');
}

export function planContent({ plan, seen, isRunning }: TurnContent, view: ContentView): PlanContent | null {
  if (plan === null) return null;
  const done = plan.steps.filter(({ state }) => state === 'completed').length;
  return {
    kind: 'plan',
    summary: l10n.t('{0} of {1} steps done', done, plan.steps.length + plan.leftOutSteps),
    explanation: visibleText(plan.explanation ?? ''),
    steps: plan.steps.map(planStep),
    note: planNote(plan, seen === 'gap' && isRunning, view.nowMs),
  };
}

function planNote(plan: Plan, mayBeOld: boolean, nowMs: number): string {
  const leftOut = plan.leftOutSteps === 0 ? [] : [l10n.t('{0} more steps are not shown.', plan.leftOutSteps)];
  const old = mayBeOld
    ? [
        l10n.t(
          'Told at {0}. The connection was interrupted since, so there may be a newer one.',
          momentText(plan.atMs, nowMs),
        ),
      ]
    : [];
  const source = plan.isFromFile ? [l10n.t('Source: her session file.')] : [];
  return [...leftOut, ...old, ...source].join(' ');
}

function planStep({ text, state }: PlanStep): PagePlanStep {
  return { text: visibleText(text), state, stateText: stepWord(state) };
}

function stepWord(state: PlanStep['state']): string {
  switch (state) {
    case 'completed':
      return l10n.t('done');
    case 'in_progress':
      return l10n.t('in progress');
    case 'pending':
      return l10n.t('to do');
  }
}
