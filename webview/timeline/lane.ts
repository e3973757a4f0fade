import { spanIn } from '../../src/shared/chart.ts';
import type { Lane, LaneEntry, OpenWish, TimelineTexts, TimeWindow } from '../../src/shared/timeline.ts';
import { element, setText } from '../ui/element.ts';
import { KeyedChildren } from '../ui/keyed.ts';
import type { Drawn } from '../ui/keyed.ts';

/** What everything on the timeline is drawn against. */
export interface LaneLook {
  readonly window: TimeWindow;
  readonly texts: TimelineTexts;
  readonly timeText: (atMs: number) => string;
  readonly onOpen: (wish: OpenWish) => void;
}

/** What an entry says to a screen reader, as a tooltip, and in the list. */
export function entryText(entry: LaneEntry, look: Pick<LaneLook, 'texts' | 'timeText'>): string {
  const from = look.timeText(entry.fromMs);
  if (isMoment(entry)) return `${entry.text}, ${from}`;
  const to = entry.toMs === null ? look.texts.untilNow : look.timeText(entry.toMs);
  return `${entry.text}, ${from} – ${to}`;
}

function isMoment({ kind }: LaneEntry): boolean {
  return kind === 'assignment' || kind === 'merged' || kind === 'worktree';
}

/** One Agentin's lane: her name as a button, and what happened as marks that can be reached by keys. */
export class LaneView implements Drawn<Lane> {
  readonly node: HTMLElement;
  readonly #look: () => LaneLook;
  readonly #name: HTMLElement;
  readonly #state = element('span', { class: 'label' });
  /** Each mark says whose it is: who goes from lane to lane hears it, and hears it once. */
  readonly #track = element('div', { class: 'track' });
  readonly #marks: KeyedChildren<LaneEntry>;
  #lane: Lane;

  constructor(lane: Lane, look: () => LaneLook) {
    this.#lane = lane;
    this.#look = look;
    this.#name = element('button', { class: 'name', type: 'button' });
    this.#name.addEventListener('click', () => look().onOpen({ agentId: lane.agentId, entryId: null }));
    this.#marks = new KeyedChildren<LaneEntry>(
      this.#track,
      ({ id }) => id,
      () => new Mark(this),
    );
    const who = element('div', { class: 'who' }, this.#name, this.#state);
    this.node = element('div', { class: 'lane' }, who, this.#track);
  }

  get lane(): Lane {
    return this.#lane;
  }

  get look(): LaneLook {
    return this.#look();
  }

  update(lane: Lane): void {
    this.#lane = lane;
    setText(this.#name, lane.title);
    setText(this.#state, lane.stateText);
    this.#setMarks();
  }

  /** Another time is seen. */
  move(): void {
    this.#setMarks();
    this.#marks.redraw();
  }

  markOf(entryId: string): HTMLElement | undefined {
    const node = this.#marks.get(entryId)?.node;
    return node instanceof HTMLElement ? node : undefined;
  }

  #setMarks(): void {
    const { window } = this.look;
    this.#marks.set(this.#lane.entries.filter((entry) => spanIn(entry, window, window.toMs) !== null));
  }
}

/** One thing that happened. Its place is set as a style by script, which the content security policy allows. */
class Mark implements Drawn<LaneEntry> {
  readonly node = element('div', { role: 'button', tabindex: '-1' });
  readonly #lane: LaneView;
  #entryId = '';

  constructor(lane: LaneView) {
    this.#lane = lane;
    this.node.addEventListener('click', () =>
      lane.look.onOpen({ agentId: lane.lane.agentId, entryId: this.#entryId }),
    );
  }

  update(entry: LaneEntry): void {
    const { look, lane } = this.#lane;
    const text = entryText(entry, look);
    this.#entryId = entry.id;
    this.node.dataset['entry'] = entry.id;
    const state = entry.outcome ?? (entry.toMs === null ? 'lasting' : '');
    setIfOther(this.node, 'class', `entry ${entry.kind} ${state}`.trim());
    setIfOther(this.node, 'aria-label', `${lane.title}: ${text}`);
    setIfOther(this.node, 'title', text);
    this.#place(entry, look.window);
  }

  #place(entry: LaneEntry, window: TimeWindow): void {
    // What lasts ends at the right edge, which is now, or lies beyond it.
    const span = spanIn(entry, window, window.toMs);
    if (span === null) return;
    const { style } = this.node;
    const start = `${span.startPercent.toFixed(3)}%`;
    // At the edges it keeps its least width, too.
    if (isMoment(entry)) style.left = `clamp(5px, ${start}, 100% - 5px)`;
    else {
      style.left = `min(${start}, 100% - 5px)`;
      style.width = `${span.widthPercent.toFixed(3)}%`;
    }
  }
}

function setIfOther(node: Element, name: string, value: string): void {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}
