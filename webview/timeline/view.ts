import { spanIn } from '../../src/shared/chart.ts';
import { nextLook, ticksOf, windowOf } from '../../src/shared/timeline.ts';
import type {
  Lane,
  Look,
  LookChange,
  OpenWish,
  TimelinePage,
  TimeWindow,
  Zoom,
} from '../../src/shared/timeline.ts';
import { element } from '../ui/element.ts';
import { svg } from '../ui/svg.ts';
import { button } from '../ui/toolkit.ts';
import { keyLook, markAfterKey } from './keys.ts';
import { laneNode } from './lane.ts';
import type { LaneLook } from './lane.ts';
import { listNodes } from './list.ts';

export interface TimelineOptions {
  /** How the person looked at it last. */
  readonly look: Look | undefined;
  readonly onLook: (look: Look) => void;
  readonly onOpen: (wish: OpenWish) => void;
  readonly now: () => number;
}

/** The timeline: drawn as a whole, at most once for each frame, for what is seen of it is bounded. */
export class TimelineView {
  readonly #options: TimelineOptions;
  readonly #title = element('h1');
  readonly #bar = element('div', { class: 'actions', role: 'toolbar' });
  readonly #keys = element('p', { class: 'label', id: 'keys' });
  readonly #scale = svg('svg', { class: 'scale', height: '20', 'aria-hidden': 'true' });
  readonly #lanes = element('div', { class: 'lanes', role: 'group', 'aria-describedby': 'keys' });
  readonly #list = element('details', {}, element('summary'));
  readonly #zooms = new Map<Zoom, HTMLElement>();
  #look: Look;
  #page: TimelinePage | undefined;
  /** The entry that the keyboard is at. */
  #current = '';

  constructor(root: HTMLElement, options: TimelineOptions) {
    this.#options = options;
    this.#look = options.look ?? { zoom: 'hour', backMs: 0 };
    root.replaceChildren(this.#title, this.#bar, this.#keys, this.#scale, this.#lanes, this.#list);
    root.removeAttribute('aria-busy');
    this.#lanes.addEventListener('keydown', (event) => this.#onKey(event));
    this.#list.addEventListener('toggle', () => this.draw());
  }

  set(page: TimelinePage): void {
    this.#page = page;
    this.#title.textContent = page.title;
    this.#keys.textContent = page.texts.keys;
    this.#lanes.setAttribute('aria-label', page.title);
    const { texts } = page;
    this.#bar.setAttribute('aria-label', texts.zoom);
    this.#bar.replaceChildren(
      this.#zoomButton(texts.hour, 'zoomIn', 'hour'),
      this.#zoomButton(texts.day, 'zoomOut', 'day'),
      button(texts.earlier, false, () => this.#change('earlier')),
      button(texts.later, false, () => this.#change('later')),
      button(texts.now, false, () => this.#change('now')),
    );
    this.#showZoom();
  }

  setLane(lane: Lane): void {
    if (this.#page === undefined) return;
    const lanes = this.#page.lanes.map((other) => (other.agentId === lane.agentId ? lane : other));
    this.#page = { ...this.#page, lanes };
  }

  draw(): void {
    const page = this.#page;
    if (page === undefined) return;
    const nowMs = this.#options.now();
    const window = windowOf(this.#look, nowMs);
    const look: LaneLook = {
      window,
      nowMs,
      texts: page.texts,
      timeText: timeIn(page.language),
      onOpen: this.#options.onOpen,
    };
    const hadFocus = this.#lanes.contains(document.activeElement?.closest('.entry') ?? null);
    this.#scale.replaceChildren(...scaleNodes(window, look.timeText));
    this.#lanes.replaceChildren(...page.lanes.map((lane) => laneNode(lane, look)));
    this.#enter(this.#mark(this.#current) ?? this.#marks().at(-1), hadFocus);
    this.#drawList(page, look);
  }

  #drawList({ lanes, texts }: TimelinePage, look: LaneLook): void {
    const summary = this.#list.querySelector('summary');
    if (summary !== null && summary.textContent !== texts.list) summary.textContent = texts.list;
    const old = [...this.#list.children].filter((child) => child !== summary);
    for (const child of old) child.remove();
    if (this.#list.open) this.#list.append(...listNodes(lanes, look));
  }

  #zoomButton(title: string, change: LookChange, zoom: Zoom): HTMLElement {
    const made = button(title, zoom === this.#look.zoom, () => this.#change(change));
    this.#zooms.set(zoom, made);
    return made;
  }

  #showZoom(): void {
    for (const [zoom, made] of this.#zooms) {
      made.setAttribute('appearance', zoom === this.#look.zoom ? 'primary' : 'secondary');
      made.setAttribute('aria-pressed', String(zoom === this.#look.zoom));
    }
  }

  #change(change: LookChange): void {
    this.#look = nextLook(this.#look, change);
    this.#options.onLook(this.#look);
    this.#showZoom();
    this.draw();
  }

  #onKey(event: KeyboardEvent): void {
    const change = keyLook(event.key);
    const mark = event.target instanceof SVGElement ? event.target : null;
    if (change !== null) this.#change(change);
    else if (mark !== null && (event.key === 'Enter' || event.key === ' '))
      mark.dispatchEvent(new MouseEvent('click'));
    else if (mark !== null) {
      const next = markAfterKey(this.#lanes, mark, event.key);
      if (next === null) return;
      this.#enter(next, true);
    } else return;
    event.preventDefault();
  }

  /** One entry is in the order of Tab; the arrow keys go on from there. */
  #enter(mark: SVGElement | undefined, takesFocus: boolean): void {
    if (mark === undefined) return;
    this.#mark(this.#current)?.setAttribute('tabindex', '-1');
    mark.setAttribute('tabindex', '0');
    this.#current = mark.dataset['entry'] ?? '';
    if (takesFocus) mark.focus();
  }

  #marks(): SVGElement[] {
    return [...this.#lanes.querySelectorAll<SVGElement>('.entry')];
  }

  #mark(id: string): SVGElement | undefined {
    return this.#marks().find((mark) => mark.dataset['entry'] === id);
  }
}

function scaleNodes(window: TimeWindow, timeText: (atMs: number) => string): Node[] {
  const offsetMs = -new Date(window.toMs).getTimezoneOffset() * 60_000;
  return ticksOf(window, offsetMs).map((atMs) => {
    const place = spanIn({ fromMs: atMs, toMs: atMs }, window, atMs)?.startPercent ?? 0;
    const anchor = place < 8 ? 'start' : place > 92 ? 'end' : 'middle';
    return svg('text', { x: `${place}%`, y: '14', 'text-anchor': anchor }, timeText(atMs));
  });
}

function timeIn(language: string): (atMs: number) => string {
  const format = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
  return (atMs) => format.format(atMs);
}
