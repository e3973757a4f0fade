import { commands, l10n } from 'vscode';
import type { Answer, PendingItem } from '../../core/agent/pending.ts';
import { COMMANDS } from '../commands.ts';
import type { CommandHandlers } from '../commands.ts';
import { showWarning } from '../messages/say.ts';
import { readSetting } from '../settings.ts';
import { targetOf } from '../fleet/target.ts';
import { unreadChars } from '../views/inbox/inboxFacts.ts';
import type { RowHandle } from '../views/rows/rowTree.ts';
import { agentTitle } from '../text/words.ts';
import { answerAll, confirmBatch } from './batch.ts';
import type { Verb } from './batch.ts';
import { chooseDecisions, countLeft } from './ask/chooseItems.ts';
import { declineWithNote } from './ask/declineWithNote.ts';
import type { CommandDeps } from './deps.ts';
import { attempt } from './lifecycle.ts';
import { pickItem } from './ask/pickItem.ts';
import type { OpenItem } from './ask/pickItem.ts';
import { askQuestions } from './ask/questions.ts';
import { whilePending } from './whilePending.ts';

type InboxCommands = Pick<
  CommandHandlers,
  | 'approve'
  | 'approveForSession'
  | 'decline'
  | 'declineWithNote'
  | 'answerQuestion'
  | 'showChanges'
  | 'nextNeedsMe'
  | 'hideRow'
>;

/** What the inbox needs beside the fleet: showing diffs, walking through its own rows, and forgetting some. */
export interface InboxDeps extends CommandDeps {
  readonly changes: { show(open: OpenItem, path: string | null): Promise<void> };
  readonly inbox: {
    /** Goes to the next row; `focus` false leaves the focus where it is. */
    revealNext(wish: { readonly focus: boolean }): Promise<RowHandle | undefined>;
    hide(rowIds: readonly string[]): void;
  };
}

/** Answering what Agentinnen ask. */
export function inboxCommands(deps: InboxDeps): InboxCommands {
  return {
    approve: async (argument, selection) => {
      // The one key for "yes" opens a question, which has no yes.
      if (isQuestion(deps, argument, selection)) await answerQuestion(deps, argument);
      else await decide(deps, argument, selection, l10n.t('Approve what?'), 'accept');
    },
    approveForSession: async (argument, selection) =>
      decide(deps, argument, selection, l10n.t('Approve what for the session?'), 'acceptForSession'),
    decline: async (argument, selection) =>
      decide(deps, argument, selection, l10n.t('Decline what?'), 'decline'),
    declineWithNote: async (argument, selection) => declineWithNote(deps, argument, selection),
    answerQuestion: async (argument) => answerQuestion(deps, argument),
    showChanges: async (argument) => {
      const isFile = (item: PendingItem): boolean => item.kind === 'file';
      const open = await pickItem(deps.service, argument, l10n.t('Show which changes?'), isFile);
      if (open !== undefined) await deps.changes.show(open, targetOf(argument)?.path ?? null);
    },
    nextNeedsMe: async () => goToNext(deps),
    hideRow: async (argument, selection) => {
      deps.inbox.hide(rowIds(argument, selection));
      return Promise.resolve();
    },
  };
}

async function goToNext(deps: InboxDeps): Promise<void> {
  await deps.service.ready();
  const opensTerminal = readSetting('next') === 'terminal';
  const row = await deps.inbox.revealNext({ focus: !opensTerminal });
  const agentId = row?.target.agentId ?? null;
  if (opensTerminal && agentId !== null) await commands.executeCommand(COMMANDS.attach, agentId);
}

async function decide(
  deps: InboxDeps,
  argument: unknown,
  selection: unknown,
  title: string,
  verb: Verb,
): Promise<void> {
  const chosen = await chooseDecisions(deps.service, argument, selection, title);
  const [only] = chosen?.items ?? [];
  if (chosen === undefined) return;
  if (only !== undefined && chosen.items.length + countLeft(chosen.left) === 1) {
    if (verb === 'decline' || (await mayApproveUnread(only))) await sendAnswer(deps, only, { kind: verb });
    return;
  }
  const items = await confirmBatch(chosen, verb);
  if (items.length > 0) await answerAll(deps, items, verb);
}

/** Nobody should approve by mistake what they could not read to its end. */
async function mayApproveUnread({ agent, item }: OpenItem): Promise<boolean> {
  const unread = unreadChars(item);
  if (unread === 0) return true;
  const [approve, attach] = [l10n.t('Approve Unread'), l10n.t('Attach')];
  const question = l10n.t('{0} asks for more than can be shown here.', agentTitle(agent.spec));
  const detail = l10n.t('The last {0} characters can be read in her terminal alone, if at all.', unread);
  const chosen = await showWarning(question, { modal: true, detail }, attach, approve);
  if (chosen === attach) await commands.executeCommand(COMMANDS.attach, agent.spec.id);
  return chosen === approve;
}

function isQuestion(deps: InboxDeps, argument: unknown, selection: unknown): boolean {
  const target = targetOf(argument);
  if (target === null || target.itemKey === null || target.agentId === null) return false;
  if (Array.isArray(selection) && selection.length > 1) return false;
  const pending = deps.service.snapshot(target.agentId)?.model.pending ?? [];
  return pending.some((item) => item.key === target.itemKey && item.kind === 'question');
}

async function answerQuestion(deps: InboxDeps, argument: unknown): Promise<void> {
  const isQuestion = (item: PendingItem): boolean => item.kind === 'question';
  const open = await pickItem(deps.service, argument, l10n.t('Answer which question?'), isQuestion);
  if (open?.item.kind !== 'question') return;
  const { questions } = open.item;
  const name = agentTitle(open.agent.spec);
  const answers = await whilePending(deps.service, [open], async (token) =>
    askQuestions(name, questions, token),
  );
  if (answers !== undefined) await sendAnswer(deps, open, { kind: 'answers', answers });
}

async function sendAnswer(deps: InboxDeps, { agent, item }: OpenItem, answer: Answer): Promise<void> {
  const title = l10n.t('Answering {0}…', agentTitle(agent.spec));
  await attempt(deps, agent, title, async (fleet) => fleet.answer(agent.spec.id, item.key, answer));
}

function rowIds(argument: unknown, selection: unknown): string[] {
  const rows: unknown[] = Array.isArray(selection) && selection.length > 0 ? selection : [argument];
  return rows.flatMap((row) =>
    typeof row === 'object' && row !== null && 'id' in row && typeof row.id === 'string' ? [row.id] : [],
  );
}
