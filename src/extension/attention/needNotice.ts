import { l10n } from 'vscode';
import { visibleText } from '../../core/text/visibleText.ts';
import { COMMANDS } from '../commands.ts';
import type { ErrorReporter } from '../messages/errorReporter.ts';
import { offer, showInfo, wayTo } from '../messages/say.ts';
import type { Way } from '../messages/say.ts';
import { itemTitle, itemWish } from '../views/inbox/inboxItem.ts';
import { INBOX_VIEW } from '../views/inbox/inboxTree.ts';
import { oneLine } from '../views/rows/row.ts';
import { agentTitle, phrase, stateWord } from '../text/words.ts';
import type { Need } from './needs.ts';

const SHOWN_CHARS = 160;

/** Tells a person in the window what needs them: one thing with its answer as buttons, several as one message. */
export function tellNeeds(errors: ErrorReporter, needs: readonly Need[]): void {
  const [only] = needs;
  if (only !== undefined && needs.length === 1) offer(errors, showInfo, sentenceFor(only), waysFor(only));
  else
    offer(errors, showInfo, manyText(needs), [
      openInbox(),
      wayTo(l10n.t('Go to the First'), COMMANDS.nextNeedsMe),
    ]);
}

/** Who and what kind, never the model's words: a desktop shows it to everyone who passes by. */
export function alertText(needs: readonly Need[]): string {
  const [only] = needs;
  if (only === undefined || needs.length > 1) return manyText(needs);
  const { agent, item } = only;
  const name = agentTitle(agent.spec);
  return item === null ? `${name}: ${stateWord(agent.activity.state)}` : `${name} ${itemWish(item)}`;
}

function manyText(needs: readonly Need[]): string {
  const names = [...new Set(needs.map((need) => agentTitle(need.agent.spec)))].join(', ');
  return l10n.t('{0} things need you: {1}', needs.length, names);
}

function sentenceFor({ agent, item }: Need): string {
  const name = agentTitle(agent.spec);
  return item === null
    ? `${name}: ${stateWord(agent.activity.state)}. ${phrase(agent.activity.why)}`
    : `${name} ${itemWish(item)}: ${oneLine(itemTitle(item), SHOWN_CHARS)}`;
}

function waysFor({ id, agent, item }: Need): readonly Way[] {
  const target = { agentId: agent.spec.id, itemKey: item?.key ?? null, path: null };
  const way = (label: string, command: string): Way => wayTo(label, command, { id, target });
  const decline = way(l10n.t('Decline'), COMMANDS.decline);
  const approve = way(l10n.t('Approve'), COMMANDS.approve);
  if (item === null) {
    return agent.activity.state === 'lost'
      ? [way(l10n.t('Start'), COMMANDS.start), openInbox()]
      : [way(l10n.t('Attach'), COMMANDS.attach), openInbox()];
  }
  if (item.kind === 'question') return [way(l10n.t('Answer…'), COMMANDS.answerQuestion), openInbox()];
  if (item.kind === 'file') {
    return [way(l10n.t('Show Changes'), COMMANDS.showChanges), approve, decline];
  }
  // Nobody should approve what they could not read to its end.
  const title = itemTitle(item);
  const isShown = title.length <= SHOWN_CHARS && visibleText(title).length <= SHOWN_CHARS;
  return isShown ? [approve, decline, openInbox()] : [openInbox(), decline];
}

function openInbox(): Way {
  return wayTo(l10n.t('Open Inbox'), `${INBOX_VIEW}.focus`);
}
