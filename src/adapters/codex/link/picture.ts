import type { AgentEvent, ThreadSettings } from '../../../core/agent/agent.ts';
import type { ContentEvent } from '../../../core/content/content.ts';
import type { Clock, TurnWork } from '../../../core/ports.ts';
import type { RequestId } from '../rpc/envelope.ts';
import type { PastFigures } from '../terminal/pastFigures.ts';
import type { PastPlan } from '../terminal/pastPlan.ts';
import {
  freshMemory,
  withOpenTurn,
  withTurn,
  type ThreadMemory,
  type Translated,
} from '../translate/memory.ts';
import { contentOf, foundContent } from '../translate/content.ts';
import { resumedSettings, threadStatus } from '../translate/figures.ts';
import {
  translateNotification,
  turnEnded,
  withPastRateLimits,
  withRateLimits,
} from '../translate/notification.ts';
import { translateRequest } from '../translate/request.ts';
import type { Notification, WireRateLimits } from '../wire/notifications.ts';
import type { ApprovalRequest } from '../wire/requests.ts';
import type { WireResumedSettings, WireThreadStatus, WireTurn } from '../wire/threads.ts';
import { PendingBook } from './pendingBook.ts';

/** What one link knows of its Agentin's conversation; outlives the connections. All that changes is said aloud. */
export class ThreadPicture {
  readonly book = new PendingBook();
  readonly #clock: Clock;
  readonly #emit: (event: AgentEvent) => void;
  readonly #tell: (event: ContentEvent) => void;
  #memory: ThreadMemory | null = null;
  #settings: ThreadSettings | null = null;
  /** How old the figures are that were told: of this thread, and of the account. */
  readonly #figuresAtMs = { tokens: Number.NEGATIVE_INFINITY, rateLimits: Number.NEGATIVE_INFINITY };

  /** `tell` hears what she plans, changes and says, which no event of hers carries. */
  constructor(
    clock: Clock,
    emit: (event: AgentEvent) => void,
    tell: (event: ContentEvent) => void = () => {},
  ) {
    this.#clock = clock;
    this.#emit = emit;
    this.#tell = tell;
  }

  get threadId(): string | null {
    return this.#memory?.threadId ?? null;
  }

  get settings(): ThreadSettings | null {
    return this.#settings;
  }

  /** The turn that runs, as far as we have heard. */
  get runningTurn(): string | null {
    return this.#memory?.turn?.turnId ?? null;
  }

  /** What the running turn does, as far as we have heard. */
  get work(): TurnWork | null {
    const turn = this.#memory?.turn ?? null;
    return turn === null ? null : { turnId: turn.turnId, ...turn.work };
  }

  /** Turns whose end has not been reported, each with its thread. */
  get openTurns(): ReadonlyMap<string, string> {
    return this.#memory?.openTurns ?? new Map<string, string>();
  }

  bind(threadId: string): void {
    if (threadId === this.threadId) return;
    this.#memory = freshMemory(threadId, this.#memory);
    this.#figuresAtMs.tokens = Number.NEGATIVE_INFINITY;
    this.#tell({ type: 'conversation' });
    this.#emit({ type: 'threadBound', threadId });
  }

  status(status: WireThreadStatus): void {
    this.#emit({ type: 'threadStatus', status: threadStatus(status) });
  }

  notification(notification: Notification): void {
    if (this.#memory === null) return;
    const content = contentOf(this.#memory.threadId, notification, this.#clock.nowMs());
    if (content !== null) this.#tell(content);
    this.#say(translateNotification(this.#memory, notification, this.#clock.nowMs()));
    if (notification.method === 'turn/completed')
      this.#resolved(this.book.endTurn(notification.params.turn.id));
  }

  request(requestId: RequestId, request: ApprovalRequest): void {
    const item = translateRequest(this.#memory, request, this.#clock.nowMs());
    const key = this.#freeKey(item.key, requestId);
    if (this.book.open({ item: { ...item, key }, request, requestId })) {
      this.#emit({ type: 'pendingOpened', item: { ...item, key } });
    }
  }

  requestResolved(requestId: RequestId): void {
    this.#resolved(this.book.resolve(requestId));
  }

  /** Items that were open before the connection broke and that the server does not ask again. */
  dropUnreplayed(): void {
    this.#resolved(this.book.dropUnreplayed());
  }

  settingsResumed(wire: WireResumedSettings): void {
    this.#emitAndNote({ type: 'settings', settings: resumedSettings(wire) });
  }

  /** Figures that went to nobody, or before our time, unless newer ones were heard. */
  pastFigures({ tokens, rateLimits }: PastFigures): void {
    const heard = this.#figuresAtMs;
    if (tokens !== null && tokens.atMs > heard.tokens) {
      this.#emit({ type: 'tokens', tokens: tokens.value });
      heard.tokens = tokens.atMs;
    }
    if (this.#memory === null || rateLimits === null || rateLimits.atMs <= heard.rateLimits) return;
    this.#say(withPastRateLimits(this.#memory, rateLimits.value, this.#clock.nowMs()));
    heard.rateLimits = rateLimits.atMs;
  }

  rateLimits(wire: WireRateLimits): void {
    if (this.#memory !== null) this.#say(withRateLimits(this.#memory, wire));
  }

  /** A turn that has begun for certain: its end is reported even if everything in between is missed. */
  turnAccepted(turnId: string): void {
    if (this.#memory !== null) this.#memory = withOpenTurn(this.#memory, turnId);
  }

  /** A turn that was found running. */
  turnFound(turn: WireTurn): void {
    if (this.#memory === null) return;
    const startedAtMs = turn.startedAt === null ? this.#clock.nowMs() : turn.startedAt * 1000;
    this.#say(withTurn(this.#memory, turn.id, startedAtMs, turn.items));
  }

  /** The newest turn with all its items: what it held before anybody listened. */
  contentFound(turn: WireTurn, isRunning: boolean): void {
    this.#tell(foundContent(turn, isRunning, this.#clock.nowMs()));
  }

  /** A plan of before anybody listened. */
  pastPlan(plan: PastPlan): void {
    this.#tell({ type: 'pastPlan', ...plan });
  }

  /** A turn that was found to be over; one that Codex calls running still was cut off. */
  turnOver(turn: WireTurn): void {
    if (this.#memory === null) return;
    this.#tell({ type: 'over', turnId: turn.id });
    const endedAtMs = turn.completedAt === null ? this.#clock.nowMs() : turn.completedAt * 1000;
    this.#say(turnEnded(this.#memory, turn, this.#memory.threadId, endedAtMs));
    this.#resolved(this.book.endTurn(turn.id));
  }

  /** Two requests of one connection never share a key, even where Codex gives them one name. */
  #freeKey(key: string, requestId: RequestId): string {
    const open = this.book.get(key);
    const isTaken = open !== undefined && open.requestId !== null && open.requestId !== requestId;
    return isTaken ? this.#freeKey(`${key}+`, requestId) : key;
  }

  #resolved(keys: readonly string[]): void {
    for (const key of keys) this.#emit({ type: 'pendingResolved', key });
  }

  #say({ memory, events }: Translated): void {
    this.#memory = memory;
    for (const event of events) this.#emitAndNote(event);
  }

  #emitAndNote(event: AgentEvent): void {
    if (event.type === 'settings') this.#settings = event.settings;
    if (event.type === 'tokens' || event.type === 'rateLimits')
      this.#figuresAtMs[event.type] = this.#clock.nowMs();
    this.#emit(event);
  }
}
