import { l10n } from 'vscode';
import type { Answer, PendingItem } from '../../core/pending.ts';
import type { CommandHandlers } from '../commands.ts';
import { targetOf } from '../target.ts';
import { agentTitle } from '../words.ts';
import type { CommandDeps } from './deps.ts';
import { attempt } from './lifecycle.ts';
import { pickItem } from './pickItem.ts';
import type { OpenItem } from './pickItem.ts';
import { askQuestions } from './questions.ts';

type InboxCommands = Pick<
  CommandHandlers,
  'approve' | 'approveForSession' | 'decline' | 'answerQuestion' | 'showChanges' | 'nextNeedsMe'
>;

/** What the inbox needs beside the fleet: showing diffs, and walking through its own rows. */
export interface InboxDeps extends CommandDeps {
  readonly changes: { show(open: OpenItem, path: string | null): Promise<void> };
  readonly inbox: { revealNext(): Promise<boolean> };
}

/** Answering what Agentinnen ask. */
export function inboxCommands(deps: InboxDeps): InboxCommands {
  return {
    approve: async (argument) => decide(deps, argument, l10n.t('Approve what?'), { kind: 'accept' }),
    approveForSession: async (argument) =>
      decide(deps, argument, l10n.t('Approve what for the session?'), { kind: 'acceptForSession' }),
    decline: async (argument) => decide(deps, argument, l10n.t('Decline what?'), { kind: 'decline' }),
    answerQuestion: async (argument) => answerQuestion(deps, argument),
    showChanges: async (argument) => {
      const isFile = (item: PendingItem): boolean => item.kind === 'file';
      const open = await pickItem(deps.service, argument, l10n.t('Show which changes?'), isFile);
      if (open !== undefined) await deps.changes.show(open, targetOf(argument)?.path ?? null);
    },
    nextNeedsMe: async () => {
      await deps.service.ready();
      await deps.inbox.revealNext();
    },
  };
}

async function decide(deps: InboxDeps, argument: unknown, title: string, answer: Answer): Promise<void> {
  const open = await pickItem(deps.service, argument, title, (item) => item.kind !== 'question');
  if (open !== undefined) await sendAnswer(deps, open, answer);
}

async function answerQuestion(deps: InboxDeps, argument: unknown): Promise<void> {
  const isQuestion = (item: PendingItem): boolean => item.kind === 'question';
  const open = await pickItem(deps.service, argument, l10n.t('Answer which question?'), isQuestion);
  if (open?.item.kind !== 'question') return;
  const answers = await askQuestions(agentTitle(open.agent.spec), open.item.questions);
  if (answers !== undefined) await sendAnswer(deps, open, { kind: 'answers', answers });
}

async function sendAnswer(deps: InboxDeps, { agent, item }: OpenItem, answer: Answer): Promise<void> {
  const title = l10n.t('Answering {0}…', agentTitle(agent.spec));
  await attempt(deps, agent, title, async (fleet) => fleet.answer(agent.spec.id, item.key, answer));
}
