import { env, l10n } from 'vscode';
import type { AgentContent, Message, TurnContent } from '../../../core/content/content.ts';
import { visibleText } from '../../../core/text/visibleText.ts';
import type { MessagesContent, PageMessage } from '../../../shared/pageContent.ts';
import { momentText } from '../../text/time.ts';
import type { ContentView } from './view.ts';

const MOST_MESSAGES = 10;
const SPOKEN_CHARS = 160;
/** Longer texts that were sent to her are folded: she is what the page is about. */
const FOLD_FROM = { chars: 240, lines: 4 };

/** The end of the conversation, turns of before included. */
export function lastMessages({ turns }: AgentContent, view: ContentView): MessagesContent | null {
  const all = turns.flatMap(({ messages }) => messages.items);
  const leftOut = turns.reduce((sum, { messages }) => sum + messages.leftOut, 0);
  return messagesContent(all, leftOut, view);
}

/** The last thing that she said in a turn. */
export function lastMessage(turn: TurnContent, view: ContentView): MessagesContent | null {
  const said = turn.messages.items.filter(({ by, text }) => by === 'agent' && text !== '');
  return messagesContent(said.slice(-1), 0, view);
}

function messagesContent(
  all: readonly Message[],
  leftOut: number,
  view: ContentView,
): MessagesContent | null {
  if (all.length === 0) return null;
  const shown = all.slice(-MOST_MESSAGES);
  const before = all.length - shown.length + leftOut;
  const newest = shown.findLast(({ by, isBeingWritten }) => by === 'agent' && !isBeingWritten);
  return {
    kind: 'messages',
    order: shown.map(({ id }) => id),
    messages: shown.map((message) => pageMessage(message, view)),
    note: before === 0 ? '' : l10n.t('{0} earlier messages are not shown.', before),
    spoken:
      newest === undefined
        ? ''
        : l10n.t('{0} says: {1}', view.name, visibleText(newest.text.slice(0, SPOKEN_CHARS))),
  };
}

function pageMessage(message: Message, { name, nowMs }: ContentView): PageMessage {
  const { id, by, isBeingWritten, atMs } = message;
  const text = visibleText(message.text);
  const who = by === 'agent' ? name : l10n.t('To {0}', name);
  const isLong =
    text.length > FOLD_FROM.chars || text.split('\n', FOLD_FROM.lines + 1).length > FOLD_FROM.lines;
  return {
    id,
    by,
    heading: atMs === null ? who : `${who}, ${momentText(atMs, nowMs)}`,
    text,
    note: messageNote(message),
    isBeingWritten,
    foldTitle:
      by === 'person' && isLong
        ? l10n.t('{0} characters', new Intl.NumberFormat(env.language).format(text.length))
        : '',
  };
}

function messageNote({ hasBeginning, leftOutChars, isBeingWritten }: Message): string {
  return [
    ...(hasBeginning ? [] : [l10n.t('The beginning comes when she has finished.')]),
    ...(leftOutChars === 0 ? [] : [l10n.t('{0} more characters are not shown.', leftOutChars)]),
    ...(isBeingWritten ? [l10n.t('She is writing…')] : []),
  ].join(' ');
}
