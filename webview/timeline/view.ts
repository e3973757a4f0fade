import { spanIn } from '../../src/shared/chart.ts';
import { lookAt, nextLook, patchedLane, ticksOf, windowOf } from '../../src/shared/timeline.ts';
import type {
  Lane,
  LaneEntry,
  LanePatch,
  Look,
  LookChange,
  OpenWish,
  TimelinePage,
  TimeWindow,
} from '../../src/shared/timeline.ts';
import { Announcer } from '../ui/announcer.ts';
import { element } from '../ui/element.ts';
import { KeyedChildren } from '../ui/keyed.ts';
import { svg } from '../ui/svg.ts';
import { keyLook, latest, placeAfterKey } from './keys.ts';
import type { Place } from './keys.ts';
import { LaneView } from './lane.ts';
import type { LaneLook } from './lane.ts';
import { LaneList } from './list.ts';
import { legendNode, TimelineToolbar } from './toolbar.ts';

export interface TimelineOptions {
  /** How the person looked at it last. */
  readonly look: Look;
  readonly onLook: (look: Look) => void;
  readonly onOpen: (wish: OpenWish) => void;
  readonly now: () => number;
}

/** The timeline: what changed is drawn at most once for each frame, and everything only when another time is seen. */
export class TimelineView {
  readonly #options: TimelineOptions;
  readonly #title = element('h1');
  readonly #toolbar = new TimelineToolbar((change) => this.#change(change));
  readonly #announcer = new Announcer();
  readonly #keys = element('p', { class: 'label', id: 'keys' });
  readonly #legend = element('div');
  readonly #nothing = element('p', { class: 'nothing' });
  readonly #scale = svg('svg', { class: 'scale', height: '20', 'aria-hidden': 'true' });
  /** Lines down from the scale's moments, behind all lanes. */
  readonly #grid = svg('svg', { class: 'grid', 'aria-hidden': 'true' });
  readonly #lanes = element('div', { class: 'lanes', role: 'group', 'aria-describedby': 'keys' });
  readonly #laneViews: KeyedChildren<Lane>;
  readonly #list = element('details', {}, element('summary'));
  readonly #listed: KeyedChildren<Lane>;
  #look: Look;
  #page: TimelinePage | undefined;
  #drawn: LaneLook | undefined;
  /** The entry that the keyboard is at. */
  #current: { readonly agentId: string; readonly entryId: string } | null = null;

  constructor(root: HTMLElement, options: TimelineOptions) {
    this.#options = options;
    this.#look = options.look;
    const look = (): LaneLook => this.#laneLook();
    this.#laneViews = new KeyedChildren<Lane>(this.#lanes, agentOf, (lane) => new LaneView(lane, look));
    const list = element('div');
    this.#list.append(list);
    this.#listed = new KeyedChildren<Lane>(list, agentOf, (lane) => new LaneList(lane, look));
    const picture = element('div', { class: 'picture' }, this.#grid, this.#lanes);
    const around = [this.#toolbar.node, this.#legend, this.#nothing, this.#scale, picture];
    const parts = [...around, this.#keys, this.#list];
    root.replaceChildren(this.#title, ...parts, this.#announcer.root);
    root.removeAttribute('aria-busy');
    this.#lanes.addEventListener('keydown', (event) => this.#onKey(event));
    this.#lanes.addEventListener('focusin', ({ target }) => this.#onFocus(target));
    this.#list.addEventListener('toggle', () => this.draw());
  }

  set(page: TimelinePage): void {
    const { texts, title } = page;
    this.#page = page;
    this.#drawn = undefined;
    this.#title.textContent = title;
    this.#keys.textContent = texts.keys;
    this.#nothing.textContent = texts.nothing;
    this.#lanes.setAttribute('aria-label', title);
    this.#toolbar.set(texts, this.#look.zoom);
    this.#legend.replaceChildren(legendNode(texts));
    const summary = this.#list.querySelector('summary');
    if (summary !== null) summary.textContent = texts.list;
  }

  patch(patches: readonly LanePatch[]): void {
    const page = this.#page;
    if (page === undefined) return;
    const byAgent = new Map(patches.map((patch) => [patch.agentId, patch]));
    const lanes = page.lanes.map((lane) => {
      const patch = byAgent.get(lane.agentId);
      return patch === undefined ? lane : patchedLane(lane, patch);
    });
    this.#page = { ...page, lanes };
  }

  draw(): void {
    const page = this.#page;
    if (page === undefined) return;
    const window = windowOf(this.#look, this.#options.now());
    const before = this.#drawn?.window;
    const isOtherTime = before?.toMs !== window.toMs || before.fromMs !== window.fromMs;
    if (isOtherTime) this.#seeTime(page, window);
    this.#nothing.hidden = page.lanes.some(({ entries }) => entries.length > 0);
    this.#laneViews.set(page.lanes);
    if (isOtherTime) for (const { agentId } of page.lanes) this.#laneView(agentId)?.move();
    if (this.#list.open) this.#listed.set(page.lanes);
    this.#holdTabStop(page);
  }

  #seeTime({ texts, language }: TimelinePage, window: TimeWindow): void {
    const timeText = this.#drawn?.timeText ?? timeIn(language, this.#options.now);
    this.#drawn = { window, texts, timeText, onOpen: this.#options.onOpen };
    const ticks = placedTicks(window);
    this.#scale.replaceChildren(...ticks.map((tick) => scaleText(tick, timeText)));
    this.#grid.replaceChildren(...ticks.map(({ place }) => svg('line', lineAt(place))));
  }

  #laneLook(): LaneLook {
    if (this.#drawn === undefined) throw new Error('Nothing is drawn before there is something to draw.');
    return this.#drawn;
  }

  #laneView(agentId: string): LaneView | undefined {
    const drawn = this.#laneViews.get(agentId);
    return drawn instanceof LaneView ? drawn : undefined;
  }

  #change(change: LookChange): void {
    this.#lookAt(nextLook(this.#look, change));
    this.#sayTime();
  }

  #lookAt(look: Look): void {
    this.#look = look;
    this.#options.onLook(look);
    this.#toolbar.show(look.zoom);
    this.draw();
  }

  /** A picture that moved is seen; who hears it is told which time it shows now, and of how much. */
  #sayTime(): void {
    const [drawn, page] = [this.#drawn, this.#page];
    if (drawn === undefined || page === undefined) return;
    const { window, timeText, texts } = drawn;
    const seen = page.lanes.flatMap(({ entries }) =>
      entries.filter((one) => spanIn(one, window, window.toMs)),
    );
    const count = texts.entriesSeen.replace('{0}', String(seen.length));
    this.#announcer.say(`${timeText(window.fromMs)} – ${timeText(window.toMs)}`, count);
  }

  #onKey(event: KeyboardEvent): void {
    const change = keyLook(event.key);
    const place = this.#place();
    const mark = event.target instanceof HTMLElement && event.target.matches('.entry') ? event.target : null;
    if (change !== null) this.#change(change);
    else if (mark !== null && (event.key === 'Enter' || event.key === ' ')) mark.click();
    else if (mark !== null && place !== null) {
      const next = placeAfterKey(this.#page?.lanes ?? [], place, event.key);
      if (next === null) return;
      this.#goTo(next);
    } else return;
    event.preventDefault();
  }

  /** The keyboard goes to an entry; when it is not seen, so does the time. */
  #goTo({ lane, entry }: Place): void {
    const look = lookAt(this.#look, entry.fromMs, this.#options.now());
    if (look !== this.#look) this.#lookAt(look);
    const mark = this.#markOf(lane, entry);
    mark?.focus();
    mark?.scrollIntoView({ block: 'nearest' });
  }

  #onFocus(target: EventTarget | null): void {
    const page = this.#page;
    if (!(target instanceof HTMLElement) || page === undefined) return;
    const entryId = target.dataset['entry'];
    const lane = page.lanes.find(({ agentId }) => this.#laneView(agentId)?.node.contains(target) === true);
    if (entryId === undefined || lane === undefined) return;
    this.#currentMark()?.setAttribute('tabindex', '-1');
    this.#current = { agentId: lane.agentId, entryId };
    target.setAttribute('tabindex', '0');
  }

  /** One entry is in the order of Tab, at first what was last at work; the arrow keys go on from there. */
  #holdTabStop({ lanes }: TimelinePage): void {
    if (this.#currentMark() !== undefined) return;
    const place = latest(lanes, ({ lane, entry }) => this.#markOf(lane, entry) !== undefined);
    if (place === null) return;
    this.#current = { agentId: place.lane.agentId, entryId: place.entry.id };
    this.#currentMark()?.setAttribute('tabindex', '0');
  }

  #markOf({ agentId }: Lane, { id }: LaneEntry): HTMLElement | undefined {
    return this.#laneView(agentId)?.markOf(id);
  }

  #currentMark(): HTMLElement | undefined {
    if (this.#current === null) return undefined;
    return this.#laneView(this.#current.agentId)?.markOf(this.#current.entryId);
  }

  #place(): Place | null {
    const lane = this.#page?.lanes.find(({ agentId }) => agentId === this.#current?.agentId);
    const entry = lane?.entries.find(({ id }) => id === this.#current?.entryId);
    return lane === undefined || entry === undefined ? null : { lane, entry };
  }
}

function agentOf({ agentId }: Lane): string {
  return agentId;
}

interface Tick {
  readonly atMs: number;
  /** In percent from the left. */
  readonly place: number;
}

function placedTicks(window: TimeWindow): Tick[] {
  const offsetMs = -new Date(window.toMs).getTimezoneOffset() * 60_000;
  return ticksOf(window, offsetMs).map((atMs) => {
    const place = spanIn({ fromMs: atMs, toMs: atMs }, window, atMs)?.startPercent ?? 0;
    return { atMs, place };
  });
}

function scaleText({ atMs, place }: Tick, timeText: (atMs: number) => string): Node {
  const anchor = place < 8 ? 'start' : place > 92 ? 'end' : 'middle';
  return svg('text', { x: `${place}%`, y: '14', 'text-anchor': anchor }, timeText(atMs));
}

function lineAt(place: number): Readonly<Record<string, string>> {
  return { x1: `${place}%`, x2: `${place}%`, y1: '0', y2: '100%' };
}

/** The time of day, with the weekday when that is another one than today. */
function timeIn(language: string, now: () => number): (atMs: number) => string {
  const time = { hour: 'numeric', minute: '2-digit' } as const;
  const today = new Intl.DateTimeFormat(language, time);
  const otherDay = new Intl.DateTimeFormat(language, { ...time, weekday: 'short' });
  return (atMs) => {
    const isToday = new Date(atMs).toDateString() === new Date(now()).toDateString();
    return (isToday ? today : otherDay).format(atMs);
  };
}
