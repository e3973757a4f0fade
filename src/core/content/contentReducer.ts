import type { AgentContent, ContentEvent, ContentItem, Kept, Plan, TurnContent } from './content.ts';
import { CONTENT_LIMITS, NO_CONTENT } from './content.ts';
import { withItem, withMore } from './items.ts';
import { fingerprintOf, readTurnDiff } from './unifiedDiff.ts';

type Of<Type extends ContentEvent['type']> = Extract<ContentEvent, { readonly type: Type }>;

/** What is known after `event`. Pure; the same object when nothing is new, so that callers can compare by identity. */
export function reduceContent(content: AgentContent, event: ContentEvent): AgentContent {
  switch (event.type) {
    case 'conversation':
      return content.turns.length === 0 ? content : NO_CONTENT;
    case 'begun':
      return onBegun(content, event.turnId);
    case 'found':
      return onFound(content, event);
    case 'over':
      return change(content, event.turnId, (turn) => (turn.isRunning ? ended(turn) : turn));
    case 'gap':
      return onGap(content);
    case 'plan':
      return inTurn(content, event.turnId, (turn) => ({ ...turn, plan: planOf(event) }));
    case 'pastPlan':
      return change(content, event.turnId, (turn) => withPastPlan(turn, event));
    case 'diff':
      return inTurn(content, event.turnId, (turn) => withDiff(turn, event.diff));
    case 'item':
      return inTurn(content, event.turnId, (turn) => withItem(turn, event.item));
    case 'written':
      return inTurn(content, event.turnId, (turn) => withMore(turn, event.itemId, event.more));
    case 'tokens':
      return inTurn(content, event.turnId, (turn) => withTokens(turn, event));
  }
}

function onBegun(content: AgentContent, turnId: string): AgentContent {
  const known = content.turns.some((turn) => turn.turnId === turnId);
  return known ? content : withTurn(content, freshTurn(turnId, 'whole'));
}

function onFound(
  content: AgentContent,
  { turnId, isRunning, isWhole, items, times }: Of<'found'>,
): AgentContent {
  const known = content.turns.find((turn) => turn.turnId === turnId);
  const fresh = known ?? freshTurn(turnId, isWhole ? 'whole' : 'joined');
  const before = times === undefined ? fresh : { ...fresh, times };
  const filled = filledWith(before, items);
  const turn = isRunning ? filled : ended(filled);
  if (known !== undefined) return change(content, turnId, () => turn);
  // What was found is older than what runs now, unless it is that.
  const runsAnother = content.turns.some((other) => other.isRunning) && !isRunning;
  return runsAnother ? bounded([turn, ...content.turns]) : withTurn(content, turn);
}

/** Items as they were found come first: what was heard meanwhile is newer. */
function filledWith(turn: TurnContent, items: readonly ContentItem[]): TurnContent {
  if (items.length === 0) return turn;
  const isEmpty = turn.messages.items.length + turn.actions.items.length + turn.edits.items.length === 0;
  if (isEmpty) return items.reduce(withItem, turn);
  const ids = new Set(items.map(({ id }) => id));
  const heard = <T extends { readonly id: string }>({ items: kept, leftOut }: Kept<T>): Kept<T> => ({
    items: kept.filter(({ id }) => ids.has(id)),
    leftOut,
  });
  const later = <T extends { readonly id: string }>(now: Kept<T>, { items: kept }: Kept<T>): Kept<T> => ({
    items: [...now.items, ...kept.filter(({ id }) => !ids.has(id))],
    leftOut: now.leftOut,
  });
  const own = {
    ...turn,
    messages: heard(turn.messages),
    actions: heard(turn.actions),
    edits: heard(turn.edits),
  };
  const merged = items.reduce(withItem, own);
  return {
    ...merged,
    messages: later(merged.messages, turn.messages),
    actions: later(merged.actions, turn.actions),
    edits: later(merged.edits, turn.edits),
  };
}

function onGap(content: AgentContent): AgentContent {
  const running = content.turns.find((turn) => turn.isRunning);
  if (running === undefined || running.seen !== 'whole') return content;
  return change(content, running.turnId, (turn) => ({ ...turn, seen: 'gap' }));
}

/** A turn that is told of and not known was joined while it ran. */
function inTurn(
  content: AgentContent,
  turnId: string,
  next: (turn: TurnContent) => TurnContent,
): AgentContent {
  const isKnown = content.turns.some((turn) => turn.turnId === turnId);
  return isKnown ? change(content, turnId, next) : withTurn(content, next(freshTurn(turnId, 'joined')));
}

function change(
  content: AgentContent,
  turnId: string,
  next: (turn: TurnContent) => TurnContent,
): AgentContent {
  let isChanged = false;
  const turns = content.turns.map((turn) => {
    const after = turn.turnId === turnId ? next(turn) : turn;
    isChanged ||= after !== turn;
    return after;
  });
  return isChanged ? { turns } : content;
}

/** The turn that runs from now on: one before it whose end was not heard is over. */
function withTurn(content: AgentContent, turn: TurnContent): AgentContent {
  const before = content.turns.map((other) => (other.isRunning ? ended(other) : other));
  return bounded([...before, turn]);
}

function bounded(turns: readonly TurnContent[]): AgentContent {
  return { turns: turns.slice(-CONTENT_LIMITS.turns) };
}

function freshTurn(turnId: string, seen: TurnContent['seen']): TurnContent {
  const none = { items: [], leftOut: 0 };
  return {
    turnId,
    isRunning: true,
    seen,
    plan: null,
    actions: none,
    messages: none,
    edits: none,
    diff: null,
    tokens: null,
  };
}

/** Nothing of a turn that is over goes on. */
function ended(turn: TurnContent): TurnContent {
  const { messages, actions, edits } = turn;
  return {
    ...turn,
    isRunning: false,
    messages: each(messages, (one) => (one.isBeingWritten ? { ...one, isBeingWritten: false } : one)),
    actions: each(actions, (one) => (one.state === 'running' ? { ...one, state: 'failed' } : one)),
    edits: each(edits, (one) => (one.state === 'running' ? { ...one, state: 'failed' } : one)),
  };
}

function each<T>(kept: Kept<T>, next: (item: T) => T): Kept<T> {
  return { ...kept, items: kept.items.map(next) };
}

/** What was heard is newer than what a file has of the same moment. */
function withPastPlan(turn: TurnContent, event: Of<'pastPlan'>): TurnContent {
  return turn.plan !== null && turn.plan.atMs >= event.atMs ? turn : { ...turn, plan: planOf(event) };
}

function planOf({ type, steps, explanation, atMs }: Of<'plan' | 'pastPlan'>): Plan {
  const { planSteps, stepChars, explanationChars } = CONTENT_LIMITS;
  return {
    explanation: explanation === null ? null : explanation.slice(0, explanationChars),
    steps: steps.slice(0, planSteps).map(({ text, state }) => ({ text: text.slice(0, stepChars), state })),
    leftOutSteps: Math.max(0, steps.length - planSteps),
    atMs,
    isFromFile: type === 'pastPlan',
  };
}

/** Codex tells the same diff again after each request to the model. */
function withDiff(turn: TurnContent, diff: string): TurnContent {
  if (turn.diff === null && diff === '') return turn;
  return turn.diff?.fingerprint === fingerprintOf(diff) ? turn : { ...turn, diff: readTurnDiff(diff) };
}

/** The first figures of a turn are those of its first request: what was before it follows from them. */
function withTokens(turn: TurnContent, { total, last }: Of<'tokens'>): TurnContent {
  const before = turn.tokens?.before ?? {
    total: total.total - last.total,
    input: total.input - last.input,
    output: total.output - last.output,
  };
  return { ...turn, tokens: { before, now: total } };
}
