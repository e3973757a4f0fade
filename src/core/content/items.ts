import type { FileChange } from '../agent/pending.ts';
import type { Action, ContentItem, Edit, EditedFile, Kept, Message, TurnContent } from './content.ts';
import { CONTENT_LIMITS } from './content.ts';
import { countLines, cutPatch } from './unifiedDiff.ts';

type Item<Kind extends ContentItem['kind']> = Extract<ContentItem, { readonly kind: Kind }>;

/** The turn with an item that began or got further. What is over does not begin again: news may come late. */
export function withItem(turn: TurnContent, item: ContentItem): TurnContent {
  switch (item.kind) {
    case 'message':
      return withMessage(turn, item);
    case 'action': {
      const before = turn.actions.items.find(({ id }) => id === item.id);
      if (before !== undefined && before.state !== 'running') return turn;
      return { ...turn, actions: put(turn.actions, actionOf(item, before), CONTENT_LIMITS.actions) };
    }
    case 'edit': {
      const before = turn.edits.items.find(({ id }) => id === item.id);
      if (before !== undefined && before.state !== 'running') return turn;
      return { ...turn, edits: boundedEdits(put(turn.edits, editOf(item), CONTENT_LIMITS.edits)) };
    }
  }
}

/** The turn with more of a message; one that was heard to its end, or that nobody began, takes none. */
export function withMore(turn: TurnContent, itemId: string, more: string): TurnContent {
  const before = turn.messages.items.find(({ id }) => id === itemId);
  if (!turn.isRunning || more === '' || before?.isBeingWritten === false) return turn;
  const message: Message = before ?? {
    id: itemId,
    by: 'agent',
    text: '',
    leftOutChars: 0,
    // Nothing was said of its beginning.
    hasBeginning: false,
    isBeingWritten: true,
    atMs: null,
  };
  const room = CONTENT_LIMITS.messageChars - message.text.length;
  const next = {
    ...message,
    text: message.text + more.slice(0, Math.max(0, room)),
    leftOutChars: message.leftOutChars + Math.max(0, more.length - room),
  };
  return { ...turn, messages: boundedMessages(put(turn.messages, next, CONTENT_LIMITS.messages)) };
}

function withMessage(turn: TurnContent, item: Item<'message'>): TurnContent {
  const before = turn.messages.items.find(({ id }) => id === item.id);
  if (before?.isBeingWritten === false) return turn;
  // Where it is written one hears it grow; its beginning says nothing of what came meanwhile.
  const isNewer = item.isOver || before === undefined || item.text.length > before.text.length;
  const text = isNewer ? item.text : before.text;
  const message: Message = {
    id: item.id,
    by: item.by,
    text: text.slice(0, CONTENT_LIMITS.messageChars),
    leftOutChars: isNewer ? Math.max(0, text.length - CONTENT_LIMITS.messageChars) : before.leftOutChars,
    // Only the beginning of an item is told while it is not over: words that came before that are its first.
    hasBeginning: true,
    isBeingWritten: !item.isOver,
    atMs: item.atMs ?? before?.atMs ?? null,
  };
  return { ...turn, messages: boundedMessages(put(turn.messages, message, CONTENT_LIMITS.messages)) };
}

function actionOf(item: Item<'action'>, before: Action | undefined): Action {
  const { id, what: kind, text, state, endedAtMs } = item;
  const startedAtMs = item.startedAtMs ?? before?.startedAtMs ?? null;
  return { id, kind, text: text.slice(0, CONTENT_LIMITS.actionChars), state, startedAtMs, endedAtMs };
}

function editOf({ id, state, changes }: Item<'edit'>): Edit {
  const { filesOfEdit } = CONTENT_LIMITS;
  return {
    id,
    state,
    changes: changes.slice(0, filesOfEdit).map(editedFile),
    leftOutChanges: Math.max(0, changes.length - filesOfEdit),
  };
}

/** Of a new or a deleted file Codex gives the text, of a changed one the hunks. */
function editedFile({ path, kind, diff }: FileChange): EditedFile {
  const patch = kind === 'update' ? diff : asHunk(diff, kind === 'add' ? '+' : '-');
  return {
    path: path.slice(0, CONTENT_LIMITS.pathChars),
    kind,
    ...countLines(patch),
    patch: cutPatch(patch, CONTENT_LIMITS.filePatchChars),
  };
}

function asHunk(text: string, sign: '+' | '-'): string {
  if (text === '') return '';
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  const head = sign === '+' ? `@@ -0,0 +1,${lines.length} @@` : `@@ -1,${lines.length} +0,0 @@`;
  return [head, ...lines.map((line) => sign + line)].join('\n');
}

/** The item in its place, or at the end; the oldest go when there are too many. */
function put<T extends { readonly id: string }>({ items, leftOut }: Kept<T>, item: T, most: number): Kept<T> {
  const at = items.findIndex(({ id }) => id === item.id);
  const next = at < 0 ? [...items, item] : items.with(at, item);
  const tooMany = Math.max(0, next.length - most);
  return { items: next.slice(tooMany), leftOut: leftOut + tooMany };
}

function boundedMessages(kept: Kept<Message>): Kept<Message> {
  return withinChars(kept, CONTENT_LIMITS.turnMessageChars, ({ text }) => text.length);
}

function boundedEdits(kept: Kept<Edit>): Kept<Edit> {
  return withinChars(kept, CONTENT_LIMITS.patchChars, ({ changes }) =>
    changes.reduce((sum, { patch }) => sum + patch.text.length, 0),
  );
}

/** The newest that together have not too many characters; the very newest always stays. */
function withinChars<T>({ items, leftOut }: Kept<T>, most: number, charsOf: (item: T) => number): Kept<T> {
  let sum = 0;
  const from =
    1 +
    items.findLastIndex((item, index) => {
      sum += charsOf(item);
      return sum > most && index < items.length - 1;
    });
  return from === 0 ? { items, leftOut } : { items: items.slice(from), leftOut: leftOut + from };
}
