import { l10n, window } from 'vscode';
import type { PendingItem } from '../../core/agent/pending.ts';
import { FleetError } from '../../core/errors.ts';
import { visibleText } from '../../core/text/visibleText.ts';
import { waitPatiently } from '../progress.ts';
import { itemTitle, itemWish } from '../views/inboxItem.ts';
import { agentTitle } from '../words.ts';
import type { Chosen } from './chooseItems.ts';
import type { CommandDeps } from './deps.ts';
import type { OpenItem } from './pickItem.ts';

export type Verb = 'accept' | 'acceptForSession' | 'decline';

/** What can be read to its end in the dialog; what is longer is approved on its own. */
const MOST_SHOWN_CHARS = 400;
const MOST_SHOWN = 20;

/** Asks once for several, naming each. Resolves with those that the person decided on. */
export async function confirmBatch(chosen: Chosen, verb: Verb): Promise<readonly OpenItem[]> {
  const readable = chosen.items.filter(({ item }) => verb === 'decline' || isReadable(item));
  const items = readable.slice(0, MOST_SHOWN);
  const left = chosen.leftOut + chosen.items.length - items.length;
  if (items.length === 0) {
    void window.showInformationMessage(l10n.t('None of the selected rows can be decided together.'));
    return [];
  }
  const button =
    verb === 'decline' ? l10n.t('Decline {0}', items.length) : l10n.t('Approve {0}', items.length);
  const detail = [...items.map(line), ...(left > 0 ? ['', leftText(left)] : [])].join('\n');
  const chosenButton = await window.showWarningMessage(
    questionFor(items.length, verb),
    { modal: true, detail },
    button,
  );
  return chosenButton === button ? items : [];
}

/** Answers one after the other. What was answered meanwhile is counted; what failed otherwise is shown, the rest goes on. */
export async function answerAll(deps: CommandDeps, items: readonly OpenItem[], verb: Verb): Promise<void> {
  const done: OpenItem[] = [];
  const failed: { readonly agentId: string; readonly error: unknown }[] = [];
  const work = async (): Promise<void> => {
    const fleet = await deps.service.ready();
    for (const open of items) {
      const agentId = open.agent.spec.id;
      await fleet.answer(agentId, open.item.key, { kind: verb }).then(
        () => done.push(open),
        (error: unknown) => failed.push({ agentId, error }),
      );
    }
  };
  await waitPatiently(l10n.t('Answering {0} requests…', items.length), work(), deps.log);
  const gone = failed.filter(({ error }) => FleetError.is(error, 'nothing_pending'));
  window.setStatusBarMessage(resultText(done.length, gone.length, verb), 5000);
  for (const { agentId, error } of failed) {
    if (!FleetError.is(error, 'nothing_pending')) await deps.errors.show(error, { agentId });
  }
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
  return visibleText(text).length <= MOST_SHOWN_CHARS;
}

/** One request is one line, whatever the model wrote: none can pretend to be another. */
function flat(text: string): string {
  const line = visibleText(text.replaceAll(/\r?\n/gu, ' ⏎ '));
  return line.length <= MOST_SHOWN_CHARS ? line : `${line.slice(0, MOST_SHOWN_CHARS)}…`;
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

function leftText(count: number): string {
  return l10n.t('Selected, but left as they are: {0} (questions, or too long to be read here)', count);
}

function resultText(done: number, gone: number, verb: Verb): string {
  const said = verb === 'decline' ? l10n.t('{0} declined', done) : l10n.t('{0} approved', done);
  return gone === 0 ? said : `${said} · ${l10n.t('{0} were already answered', gone)}`;
}
