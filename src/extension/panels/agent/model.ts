import { l10n } from 'vscode';
import type { PendingItem } from '../../../core/agent/pending.ts';
import type { AgentContent, TurnContent } from '../../../core/content/content.ts';
import type { AgentSnapshot } from '../../../core/fleetApi.ts';
import type { AgentPage, PageActionId, SectionId } from '../../../shared/agentPage.ts';
import type { PageAction, PageBar, PageFact, PageSection } from '../../../shared/page.ts';
import { durationText, momentText } from '../../text/time.ts';
import { assignmentFacts, codexFacts, whyFacts } from '../../views/agents/agentFacts.ts';
import { isRunning, stateText } from '../../views/agents/agentRows.ts';
import type { RowContext } from '../../views/agents/agentRows.ts';
import {
  contextPercent,
  contextText,
  folderOf,
  leaseText,
  limitText,
  limitTitle,
} from '../../views/agents/agentTexts.ts';
import type { AgentHistory } from '../timeline/agentHistory.ts';
import { itemFacts } from '../../views/inbox/inboxFacts.ts';
import { itemWish } from '../../views/inbox/inboxItem.ts';
import { spokenText } from '../../views/rows/row.ts';
import type { Fact } from '../../views/rows/row.ts';
import { agentTitle, capital, phrase } from '../../text/words.ts';
import { deliveryFacts, logFacts, turnLines, usageCharts } from './history.ts';
import { actionsContent } from '../content/actions.ts';
import { filesContent, filesEmptyText } from '../content/files.ts';
import { lastMessages } from '../content/messages.ts';
import { planContent, planEmptyText } from '../content/plan.ts';
import { unknownText } from '../content/view.ts';
import type { ContentView } from '../content/view.ts';

/** What the page of an Agentin is made of. */
export interface AgentPageSource {
  readonly snapshot: AgentSnapshot;
  readonly history: AgentHistory;
  readonly content: AgentContent;
  readonly context: RowContext;
}

/** The page of an Agentin as its webview draws it. Pure. */
export function agentPage({ snapshot, history, content, context }: AgentPageSource): AgentPage {
  const [now, plan, changes, messages] = contentSections(snapshot, content, context.nowMs);
  const why = section('why', l10n.t('State'), whyFacts(snapshot, context.nowMs).map(inWords));
  const asked = [...pendingFacts(snapshot), ...answerKeys(snapshot.model.pending)];
  const pending = section('pending', l10n.t('Waits for you'), asked);
  return {
    subject: snapshot.spec.id,
    title: agentTitle(snapshot.spec),
    state: snapshot.activity.state,
    stateText: stateText(snapshot, context.nowMs),
    why: whyBeside(snapshot),
    actions: actionsFor(snapshot),
    actionsTitle: l10n.t('What you can do'),
    sections: [
      // What a person came for stands first: what she waits for, does, says and changed; how that is known comes after it.
      pending,
      now,
      messages,
      changes,
      plan,
      section(
        'assignment',
        l10n.t('Assignment'),
        assignmentFacts(snapshot, context.nowMs),
        l10n.t('No task has been assigned.'),
      ),
      {
        ...usageSection(snapshot, context.nowMs),
        charts: usageCharts(
          history.samples,
          snapshot.model.tokens?.contextWindowTokens ?? null,
          context.nowMs,
        ),
      },
      why,
      {
        ...section('turns', l10n.t('Turns'), [], l10n.t('None since this window was opened.')),
        facts: turnLines(history.stretches, context.nowMs),
      },
      section('codex', l10n.t('Codex'), [
        ...codexFacts(snapshot, context),
        { label: l10n.t('Lease'), value: leaseText(snapshot, context.nowMs) },
      ]),
      section(
        'deliveries',
        l10n.t('Deliveries'),
        deliveryFacts(history.log, context.nowMs),
        l10n.t('Nothing was delivered since this window was opened.'),
      ),
      section(
        'log',
        l10n.t('What was done to her'),
        logFacts(history.log, snapshot.deeds, context.nowMs),
        l10n.t('Nothing since this window was opened.'),
      ),
    ],
  };
}

type Section = PageSection<SectionId>;

/** The sections that change with what she plans, changes, does and says: the current turn, and what came of it. */
export function contentSections(
  snapshot: AgentSnapshot,
  content: AgentContent,
  nowMs: number,
): [now: Section, plan: Section, changes: Section, messages: Section] {
  const turn = content.turns.at(-1) ?? null;
  const view: ContentView = { name: snapshot.spec.name, nowMs, folder: folderOf(snapshot) };
  const isCurrent = turn !== null && turn.turnId === snapshot.model.turn?.turnId;
  const unknown = unknownText(snapshot.model.control === 'terminal');
  const empty = (text: (turn: TurnContent) => string): string => (turn === null ? unknown : text(turn));
  const turnHeading = (running: string, last: string): string =>
    isCurrent || turn === null ? running : last;
  return [
    {
      ...section('now', l10n.t('Current turn'), turnFacts(snapshot, nowMs)),
      content: isCurrent ? actionsContent(turn, snapshot.model.pending) : null,
    },
    {
      ...section(
        'plan',
        turnHeading(l10n.t('Plan'), l10n.t('Plan of the last turn')),
        [],
        empty(planEmptyText),
      ),
      content: turn === null ? null : planContent(turn, view),
    },
    {
      ...section(
        'changes',
        turnHeading(l10n.t('Files changed'), l10n.t('Files changed in the last turn')),
        [],
        empty(filesEmptyText),
      ),
      content: turn === null ? null : filesContent(turn, view),
    },
    {
      ...section(
        'messages',
        l10n.t('Last messages'),
        [],
        empty(() => l10n.t('Nothing was said yet.')),
      ),
      content: lastMessages(content, view),
    },
  ];
}

function section(id: SectionId, heading: string, facts: readonly Fact[], empty = ''): PageSection<SectionId> {
  return { id, heading, facts: facts.map(toPageFact), bars: [], charts: [], content: null, empty };
}

/** There is room for words here. */
function inWords(fact: Fact): Fact {
  return { ...fact, value: spokenText(fact.value) };
}

function toPageFact(fact: Fact): PageFact {
  return { label: fact.label, value: fact.value, isCode: fact.kind === 'code' };
}

function turnFacts(snapshot: AgentSnapshot, nowMs: number): Fact[] {
  const { turn } = snapshot.model;
  if (turn === null) return [];
  const doing = turn.doing === null ? [] : [{ label: l10n.t('Right now'), value: phrase(turn.doing) }];
  const since = `${momentText(turn.startedAtMs, nowMs)} (${durationText(nowMs - turn.startedAtMs)})`;
  return [...doing, inWords({ label: l10n.t('Since'), value: since })];
}

/** The sentence beside the state, where it says more than the state and what stands below. */
function whyBeside({ activity, model }: AgentSnapshot): string {
  const isSaid = activity.state === 'needs_input' && model.pending.length > 0;
  return isSaid || ['working', 'idle', 'stopped'].includes(activity.state) ? '' : phrase(activity.why);
}

function pendingFacts(snapshot: AgentSnapshot): Fact[] {
  return snapshot.model.pending.flatMap((item) => {
    const [first, ...rest] = itemFacts(item);
    if (item.kind === 'question') return itemFacts(item);
    // `Wants to run` and the command itself.
    if (first?.kind === 'code') return [{ ...first, label: capital(itemWish(item)) }, ...rest];
    return [{ label: l10n.t('Request'), value: itemWish(item) }, ...itemFacts(item)];
  });
}

/** How much is used up, each as a bar with its figures in words. */
function usageSection(snapshot: AgentSnapshot, nowMs: number): PageSection<SectionId> {
  const percent = contextPercent(snapshot);
  const said = contextText(snapshot);
  const text = said === null ? null : spokenText(said);
  const limits = (['primary', 'secondary'] as const).map((key): PageBar | null => {
    const window = snapshot.model.rateLimits?.[key] ?? null;
    if (window === null) return null;
    return {
      label: limitTitle(key, window),
      percent: clamp(window.usedPercent),
      text: spokenText(limitText(window, nowMs)),
    };
  });
  const context = percent === null || text === null ? null : { label: l10n.t('Context'), percent, text };
  return {
    ...section('usage', l10n.t('Tokens and limits'), [], l10n.t('Codex has said nothing about them yet.')),
    bars: [context, ...limits].filter((bar) => bar !== null),
    facts:
      percent === null && text !== null ? [{ label: l10n.t('Context'), value: text, isCode: false }] : [],
  };
}

function clamp(percent: number): number {
  return Math.min(100, Math.max(0, percent));
}

function actionsFor(snapshot: AgentSnapshot): PageAction<PageActionId>[] {
  if (!isRunning(snapshot)) return [{ id: 'start', title: l10n.t('Start'), isPrimary: true }];
  const isBusy = snapshot.model.turn !== null;
  const needsAnswer = snapshot.model.pending.length > 0;
  return [
    ...answersTo(snapshot.model.pending),
    action('attach', l10n.t('Attach'), !needsAnswer),
    ...(isBusy ? [action('interrupt', l10n.t('Interrupt'))] : [action('assign', l10n.t('Assign…'))]),
    action('send', l10n.t('Send Message…')),
    action('stop', l10n.t('Stop')),
  ];
}

/** The one thing she waits for can be answered here. Which of several was meant nobody can tell: they stand in the Inbox. */
function answersTo([item, ...others]: readonly PendingItem[]): PageAction<PageActionId>[] {
  if (item === undefined) return [];
  if (others.length > 0) return [action('inbox', l10n.t('Open Inbox'), true)];
  if (item.kind === 'question') return [action('answer', l10n.t('Answer…'), true)];
  const changes = item.kind === 'file' ? [action('changes', l10n.t('Show Changes'))] : [];
  return [action('approve', l10n.t('Approve'), true), action('decline', l10n.t('Decline')), ...changes];
}

/** The keys of package.json that answer on the page. */
function answerKeys([item, ...others]: readonly PendingItem[]): Fact[] {
  if (item === undefined || others.length > 0) return [];
  const value =
    item.kind === 'question'
      ? l10n.t('Ctrl/Cmd+Enter answers')
      : l10n.t('Ctrl/Cmd+Enter approves, Ctrl/Cmd+Backspace declines, with Shift with a note');
  return [{ label: l10n.t('Keys'), value }];
}

function action(id: PageActionId, title: string, isPrimary = false): PageAction<PageActionId> {
  return { id, title, isPrimary };
}
