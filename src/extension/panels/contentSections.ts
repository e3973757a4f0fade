import { env, l10n } from 'vscode';
import { changesOf } from '../../core/content/changes.ts';
import type { ChangedInTurn } from '../../core/content/changes.ts';
import type {
  Action,
  AgentContent,
  Message,
  Plan,
  PlanStep,
  TurnContent,
} from '../../core/content/content.ts';
import type { PendingItem } from '../../core/agent/pending.ts';
import { visibleText } from '../../core/text/visibleText.ts';
import type {
  ActionsContent,
  FilesContent,
  MessagesContent,
  PageFile,
  PageMessage,
  PagePlanStep,
  PageStep,
  PlanContent,
} from '../../shared/pageContent.ts';
import { momentText } from '../time.ts';
import { shownPatch } from './shownPatch.ts';
import { withoutShell } from '../views/inbox/withoutShell.ts';

/** How much of what is kept a page shows. */
const MOST_MESSAGES = 10;
const MOST_ACTIONS = 8;
const MOST_FILES = 60;
const SPOKEN_CHARS = 160;
/** Longer texts that were sent to her are folded: she is what the page is about. */
const FOLD_FROM = { chars: 240, lines: 4 };

/** Whose page it is, and when. */
export interface ContentView {
  readonly name: string;
  readonly nowMs: number;
  /** What her messages and files are relative to; null when nothing says so. */
  readonly folder: string | null;
}

/** Why there is nothing of a turn to show: nobody tells, or nobody listened. */
export function unknownText(isTerminal: boolean): string {
  return isTerminal
    ? l10n.t('Not known: she is led through her terminal, and only a Codex app-server tells this.')
    : l10n.t('No turn of hers has been heard of yet (source: Codex app-server).');
}

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

export function filesEmptyText(turn: TurnContent): string {
  return changesOf(turn).source === 'unknown'
    ? l10n.t('Not known yet: this window came in the middle of the turn. Codex tells it with her next step.')
    : [l10n.t('She has changed no file with a patch.'), ...commandsNote(turn)].join(' ');
}

export function filesContent(turn: TurnContent, view: ContentView): FilesContent | null {
  const { source, files, leftOut, added, removed } = changesOf(turn);
  if (files.length === 0) return null;
  const patches = shownPatch();
  const shown = files.slice(0, MOST_FILES).map((file) => pageFile(file, view, patches(file.patch)));
  const count = files.length + leftOut;
  const notShown = count - shown.length;
  const note = [
    ...(notShown === 0 ? [] : [l10n.t('{0} more files are not shown.', notShown)]),
    ...(source === 'edits' ? [l10n.t('Added up from her single edits (source: her conversation).')] : []),
    ...commandsNote(turn),
  ];
  return {
    kind: 'files',
    summary:
      count === 1
        ? l10n.t('1 file, +{0} −{1}', added, removed)
        : l10n.t('{0} files, +{1} −{2}', count, added, removed),
    files: shown,
    note: note.join(' '),
  };
}

/** Codex counts what patches change, and nothing else. */
function commandsNote({ actions }: TurnContent): string[] {
  return actions.items.some(({ kind }) => kind === 'command')
    ? [l10n.t('What her commands changed is not in it: Source Control has that.')]
    : [];
}

/** How the page names a changed file to the host. */
export function fileId({ path }: Pick<ChangedInTurn, 'path'>): string {
  return path;
}

function pageFile(
  file: ChangedInTurn,
  view: ContentView,
  patch: Pick<PageFile, 'patch' | 'patchNote'>,
): PageFile {
  const { kind, added, removed } = file;
  const path = visibleText(relativeTo(view.folder, file));
  const kindText = kindWord(file);
  return {
    id: fileId(file),
    path,
    kind,
    kindText,
    added,
    removed,
    spoken: l10n.t(
      'Open {0} in the diff editor: {1}, lines added: {2}, removed: {3}',
      path,
      kindText,
      added,
      removed,
    ),
    patchTitle: l10n.t('Lines of {0}', path),
    ...patch,
  };
}

function relativeTo(folder: string | null, { path, absolutePath }: ChangedInTurn): string {
  const isInside = folder !== null && absolutePath?.startsWith(`${folder}/`) === true;
  return isInside ? absolutePath.slice(folder.length + 1) : path;
}

function kindWord({ kind, from }: ChangedInTurn): string {
  switch (kind) {
    case 'added':
      return l10n.t('new');
    case 'changed':
      return l10n.t('changed');
    case 'deleted':
      return l10n.t('deleted');
    case 'moved':
      return l10n.t('moved from {0}', visibleText(from ?? ''));
  }
}

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

/** What a turn took, as far as it was seen; null when nobody told. */
export function tokensText({ tokens, seen }: TurnContent): string | null {
  if (tokens === null) return null;
  const format = new Intl.NumberFormat(env.language);
  const part = (key: 'total' | 'input' | 'output'): string =>
    format.format(Math.max(0, tokens.now[key] - tokens.before[key]));
  const text = l10n.t('{0} ({1} in, {2} out)', part('total'), part('input'), part('output'));
  return seen === 'whole' ? text : l10n.t('at least {0}: this window did not see all of the turn', text);
}
