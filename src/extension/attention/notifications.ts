import { commands, l10n, window } from 'vscode';
import { needsPerson } from '../../core/agent/activity.ts';
import type { AgentSnapshot } from '../../core/fleetApi.ts';
import type { Disposable } from '../../core/lifecycle.ts';
import type { PendingItem } from '../../core/agent/pending.ts';
import { visibleText } from '../../core/text/visibleText.ts';
import { COMMANDS } from '../commands.ts';
import type { CommandId } from '../commands.ts';
import { readSetting } from '../settings.ts';
import { INBOX_VIEW } from '../views/inboxTree.ts';
import { itemTitle, itemWish } from '../views/inboxItem.ts';
import { oneLine } from '../views/row.ts';
import { agentTitle, phrase, stateWord } from '../words.ts';
import { showInfo } from '../say.ts';

/** Something new that needs a person: an item to answer, or an Agentin that waits without one. */
interface Need {
  readonly id: string;
  readonly agent: AgentSnapshot;
  readonly item: PendingItem | null;
}

interface Button {
  readonly title: string;
  readonly command: CommandId | `${typeof INBOX_VIEW}.focus`;
}

const GATHER_MS = 300;
/** After one notification the next waits for so long: what comes meanwhile becomes one. VS Code takes none back. */
const CALM_MS = 2000;
/** That she waits is known a moment before what for; only where that never comes the waiting itself is told. */
const AWAIT_ITEM_MS = 3000;
const SHOWN_CHARS = 160;

/** Tells a person, once for each, what needs them; several at a time become one. Silent where the setting says so. */
export class Notifications implements Disposable {
  readonly #told = new Set<string>();
  /** Since when somebody waits without that it is known what for. */
  readonly #vague = new Map<string, number>();
  readonly #snapshots: () => readonly AgentSnapshot[];
  readonly #alert: (title: string, text: string) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lateTimer: ReturnType<typeof setTimeout> | undefined;
  #lateAtMs = Number.POSITIVE_INFINITY;
  #calmUntilMs = 0;

  /** `alert` tells outside of the window. */
  constructor(
    snapshots: () => readonly AgentSnapshot[],
    alert: (title: string, text: string) => void = () => {},
  ) {
    this.#snapshots = snapshots;
    this.#alert = alert;
  }

  /** To be called after every change; looks a moment later, so that what comes together is told together. */
  consider(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#tell();
    }, GATHER_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#lateTimer);
  }

  #tell(): void {
    const all = this.#snapshots().flatMap(needsOf);
    const needs = all.filter((need) => !this.#isYetToBeKnown(need));
    this.#forgetVague(all);
    const fresh = needs.filter((need) => !this.#told.has(need.id));
    const calmMs = this.#calmUntilMs - Date.now();
    // What is over is forgotten, so that the same Agentin can be lost twice.
    const told = calmMs > 0 ? needs.filter((need) => this.#told.has(need.id)) : needs;
    this.#told.clear();
    for (const need of told) this.#told.add(need.id);
    if (fresh.length === 0) return;
    if (calmMs > 0) {
      this.#lookAgainIn(calmMs);
      return;
    }
    this.#calmUntilMs = Date.now() + CALM_MS;
    if (isAlertWanted()) this.#alert('Codex Master', alertText(fresh));
    if (!isWanted()) return;
    const [only] = fresh;
    if (only !== undefined && fresh.length === 1) void showOne(only);
    else void showMany(fresh);
  }

  #isYetToBeKnown(need: Need): boolean {
    if (!isVague(need)) return false;
    const sinceMs = this.#vague.get(need.id) ?? Date.now();
    this.#vague.set(need.id, sinceMs);
    const leftMs = sinceMs + AWAIT_ITEM_MS - Date.now();
    if (leftMs <= 0) return false;
    this.#lookAgainIn(leftMs);
    return true;
  }

  #lookAgainIn(delayMs: number): void {
    const atMs = Date.now() + delayMs;
    if (atMs >= this.#lateAtMs) return;
    clearTimeout(this.#lateTimer);
    this.#lateAtMs = atMs;
    this.#lateTimer = setTimeout(() => {
      this.#lateAtMs = Number.POSITIVE_INFINITY;
      this.#tell();
    }, delayMs);
  }

  #forgetVague(needs: readonly Need[]): void {
    const ids = new Set(needs.map(({ id }) => id));
    for (const id of this.#vague.keys()) if (!ids.has(id)) this.#vague.delete(id);
  }
}

/** Waiting for an answer by Codex' own word, without the request that is to be answered. */
function isVague({ agent, item }: Need): boolean {
  const { state } = agent.activity;
  const isWaiting = state === 'needs_approval' || state === 'needs_input';
  return item === null && isWaiting && agent.model.thread.kind === 'active';
}

/** Does the person want to be told at the moment? */
export function isWanted(): boolean {
  const setting = readSetting('notifications');
  return setting === 'all' || (setting === 'whenUnfocused' && !window.state.focused);
}

function isAlertWanted(): boolean {
  return readSetting('desktopNotifications') === 'whenUnfocused' && !window.state.focused;
}

/** Who and what kind, never the model's words: a desktop shows it to everyone who passes by. */
function alertText(needs: readonly Need[]): string {
  const [only] = needs;
  if (only === undefined || needs.length > 1) return manyText(needs);
  const { agent, item } = only;
  const name = agentTitle(agent.spec);
  return item === null ? `${name}: ${stateWord(agent.activity.state)}` : `${name} ${itemWish(item)}`;
}

function needsOf(agent: AgentSnapshot): Need[] {
  const { pending } = agent.model;
  const agentId = agent.spec.id;
  if (pending.length > 0) return pending.map((item) => ({ id: `${agentId}/${item.key}`, agent, item }));
  const { state, sinceMs } = agent.activity;
  return needsPerson(state) ? [{ id: `${agentId}/${state}/${sinceMs}`, agent, item: null }] : [];
}

async function showOne(need: Need): Promise<void> {
  const buttons = buttonsFor(need);
  const chosen = await showInfo(sentenceFor(need), ...buttons.map((button) => button.title));
  const button = buttons.find((candidate) => candidate.title === chosen);
  if (button === undefined) return;
  const target = { agentId: need.agent.spec.id, itemKey: need.item?.key ?? null, path: null };
  await commands.executeCommand(button.command, { id: need.id, target });
}

async function showMany(needs: readonly Need[]): Promise<void> {
  const buttons: readonly Button[] = [
    { title: l10n.t('Open Inbox'), command: `${INBOX_VIEW}.focus` },
    { title: l10n.t('Go to the First'), command: COMMANDS.nextNeedsMe },
  ];
  const chosen = await showInfo(manyText(needs), ...buttons.map((button) => button.title));
  const button = buttons.find((candidate) => candidate.title === chosen);
  if (button !== undefined) await commands.executeCommand(button.command);
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

function buttonsFor({ agent, item }: Need): Button[] {
  const inbox: Button = { title: l10n.t('Open Inbox'), command: `${INBOX_VIEW}.focus` };
  const decline: Button = { title: l10n.t('Decline'), command: COMMANDS.decline };
  const approve: Button = { title: l10n.t('Approve'), command: COMMANDS.approve };
  if (item === null) {
    return agent.activity.state === 'lost'
      ? [{ title: l10n.t('Start'), command: COMMANDS.start }, inbox]
      : [{ title: l10n.t('Attach'), command: COMMANDS.attach }, inbox];
  }
  if (item.kind === 'question')
    return [{ title: l10n.t('Answer…'), command: COMMANDS.answerQuestion }, inbox];
  if (item.kind === 'file') {
    return [{ title: l10n.t('Show Changes'), command: COMMANDS.showChanges }, approve, decline];
  }
  // Nobody should approve what they could not read to its end.
  const title = itemTitle(item);
  const isShown = title.length <= SHOWN_CHARS && visibleText(title).length <= SHOWN_CHARS;
  return isShown ? [approve, decline, inbox] : [inbox, decline];
}
