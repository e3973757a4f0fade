import { l10n, window } from 'vscode';
import type { PendingItem } from '../../core/agent/pending.ts';
import { FleetError } from '../../core/errors.ts';
import { visibleText } from '../../core/text/visibleText.ts';
import { waitPatiently } from '../messages/progress.ts';
import { itemTitle, itemWish } from '../views/inbox/inboxItem.ts';
import { agentTitle } from '../text/words.ts';
import { tellFailures } from './batchAgents.ts';
import type { Failure } from './batchAgents.ts';
import type { Chosen, LeftOut } from './ask/chooseItems.ts';
import type { CommandDeps } from './deps.ts';
import type { OpenItem } from './ask/pickItem.ts';
import { showInfo, showWarning } from '../messages/say.ts';

export type Verb = 'accept' | 'acceptForSession' | 'decline';

/** What can be read to its end in the dialog; what is longer is approved on its own. */
const MOST_SHOWN_CHARS = 400;
const MOST_SHOWN = 20;

/** Asks once for several, naming each. Resolves with those that the person decided on. */
export async function confirmBatch(chosen: Chosen, verb: Verb): Promise<readonly OpenItem[]> {
  const readable = chosen.items.filter(({ item }) => verb === 'decline' || isReadable(item));
  const items = readable.slice(0, MOST_SHOWN);
  if (items.length === 0) {
    void showInfo(l10n.t('None of the selected rows can be decided together.'));
    return [];
  }
  const button =
    verb === 'decline' ? l10n.t('Decline {0}', items.length) : l10n.t('Approve {0}', items.length);
  const tooLong = chosen.items.length - readable.length;
  const tooMany = readable.length - items.length;
  const detail = [...items.map(line), ...leftLines({ ...chosen.left, tooLong, tooMany })].join('\n');
  const chosenButton = await showWarning(questionFor(items.length, verb), { modal: true, detail }, button);
  return chosenButton === button ? items : [];
}

/**
 * Answers each Agentin's one after the other, and all Agentinnen at the same time: one that cannot be reached holds nobody
 * up. What was answered meanwhile is counted; what failed otherwise is told, of one kind once.
 */
export async function answerAll(deps: CommandDeps, items: readonly OpenItem[], verb: Verb): Promise<void> {
  const failed: Failure[] = [];
  const fleet = await deps.service.ready();
  const answerHers = async (hers: readonly OpenItem[]): Promise<void> => {
    for (const { agent, item } of hers) {
      const answering = fleet.answer(agent.spec.id, item.key, { kind: verb });
      await answering.catch((error: unknown) => failed.push({ agent, error }));
    }
  };
  const work = Promise.all([...Map.groupBy(items, ({ agent }) => agent.spec.id).values()].map(answerHers));
  await waitPatiently(l10n.t('Answering {0} requests…', items.length), work, deps.log);
  const lost = failed.filter(({ error }) => !FleetError.is(error, 'nothing_pending'));
  const counts = {
    done: items.length - failed.length,
    gone: failed.length - lost.length,
    lost: lost.length,
  };
  window.setStatusBarMessage(resultText(counts, verb), 5000);
  await tellFailures(deps, lost);
}

/** `Mila (a) wants to run: npm install`, with where and how many where that matters. */
function line({ agent, item }: OpenItem): string {
  const head = `• ${agentTitle(agent.spec)} ${itemWish(item)}: `;
  if (item.kind === 'command') return `${head}${flat(itemTitle(item))} (${flat(item.cwd)})`;
  if (item.kind === 'file') return `${head}${flat(item.changes.map((change) => change.path).join(', '))}`;
  return `${head}${flat(itemTitle(item))}`;
}

function isReadable(item: PendingItem): boolean {
  const text = item.kind === 'file' ? item.changes.map((change) => change.path).join(', ') : itemTitle(item);
  return text.length <= MOST_SHOWN_CHARS && visibleText(text).length <= MOST_SHOWN_CHARS;
}

/** One request is one line, whatever the model wrote: none can pretend to be another. */
function flat(text: string): string {
  const head = text.slice(0, MOST_SHOWN_CHARS + 1);
  const line = visibleText(head.replaceAll(/\r?\n/gu, ' ⏎ '));
  return head.length === text.length && line.length <= MOST_SHOWN_CHARS
    ? line
    : `${line.slice(0, MOST_SHOWN_CHARS)}…`;
}

function questionFor(count: number, verb: Verb): string {
  const isOne = count === 1;
  switch (verb) {
    case 'accept':
      return isOne ? l10n.t('Approve this request?') : l10n.t('Approve these {0} requests?', count);
    case 'acceptForSession':
      return isOne
        ? l10n.t('Approve this request, and the like of it for the session?')
        : l10n.t('Approve these {0} requests, and the like of them for the session?', count);
    case 'decline':
      return isOne ? l10n.t('Decline this request?') : l10n.t('Decline these {0} requests?', count);
  }
}

interface Left extends LeftOut {
  readonly tooLong: number;
  readonly tooMany: number;
}

/** What is selected and not decided on, by why; nothing when all is. */
function leftLines({ questions, undecidable, gone, tooLong, tooMany }: Left): string[] {
  const lines = [
    [questions, l10n.t('questions, which want an answer of their own: {0}', questions)],
    [undecidable, l10n.t('limits, findings and the like, where nothing is to be decided: {0}', undecidable)],
    [gone, l10n.t('answered in the meantime: {0}', gone)],
    [tooLong, l10n.t('too long to be read here: {0}', tooLong)],
    [tooMany, l10n.t('more than are decided on at once: {0}', tooMany)],
  ] as const;
  const told = lines.filter(([count]) => count > 0).map(([, text]) => `• ${text}`);
  return told.length === 0 ? [] : ['', l10n.t('Selected, but left as they are:'), ...told];
}

function resultText(counts: { done: number; gone: number; lost: number }, verb: Verb): string {
  const { done, gone, lost } = counts;
  const parts = [
    verb === 'decline' ? l10n.t('{0} declined', done) : l10n.t('{0} approved', done),
    gone === 0 ? null : l10n.t('{0} already answered', gone),
    lost === 0 ? null : l10n.t('{0} failed', lost),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}
