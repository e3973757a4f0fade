import { l10n } from 'vscode';
import type { Action, TurnContent } from '../../../core/content/content.ts';
import type { PendingItem } from '../../../core/agent/pending.ts';
import { visibleText } from '../../../core/text/visibleText.ts';
import type { ActionsContent, PageStep } from '../../../shared/pageContent.ts';
import { withoutShell } from '../../views/inbox/withoutShell.ts';

const MOST_ACTIONS = 8;

/** What she did last in the turn, beside writing. */
export function actionsContent(
  { actions }: TurnContent,
  pending: readonly PendingItem[],
): ActionsContent | null {
  if (actions.items.length === 0) return null;
  const shown = actions.items.slice(-MOST_ACTIONS);
  const before = actions.items.length - shown.length + actions.leftOut;
  return {
    kind: 'actions',
    actions: shown.map((action) => pageStep(action, pending)),
    note: before === 0 ? '' : l10n.t('{0} earlier steps are not shown.', before),
  };
}

/** Codex calls an action begun as soon as it asks whether it may be. */
function pageStep(action: Action, pending: readonly PendingItem[]): PageStep {
  const { id, state } = action;
  const isAsked = state === 'running' && pending.some(({ turnId, key }) => key === `${turnId}/${id}`);
  const stateText = isAsked ? l10n.t('waits for approval') : actionWord(state);
  return { id, text: actionText(action), state, stateText };
}

function actionText({ kind, text }: Action): string {
  const shown = visibleText(text);
  switch (kind) {
    case 'command':
      return withoutShell(shown);
    case 'tool':
      return l10n.t('Tool {0}', shown);
    case 'search':
      return l10n.t('Web search: {0}', shown);
  }
}

function actionWord(state: Action['state']): string {
  switch (state) {
    case 'running':
      return l10n.t('runs');
    case 'done':
      return l10n.t('done');
    case 'failed':
      return l10n.t('failed or stopped');
  }
}
