import { spanIn } from '../../src/shared/chart.ts';
import type { Lane, LaneEntry, OpenWish, TimelineTexts, TimeWindow } from '../../src/shared/timeline.ts';
import { element } from '../ui/element.ts';
import { svg } from '../ui/svg.ts';

const HEIGHT = 34;
/** Where each kind stands in its lane, so that what happens at once is seen side by side. */
const ROWS = {
  turn: { y: 4, height: 14 },
  waiting: { y: 20, height: 7 },
  limit: { y: 29, height: 4 },
  assignment: { y: 2, height: 18 },
} as const;
const NARROWEST_PERCENT = 0.6;

export interface LaneLook {
  readonly window: TimeWindow;
  readonly nowMs: number;
  readonly texts: TimelineTexts;
  readonly timeText: (atMs: number) => string;
  readonly onOpen: (wish: OpenWish) => void;
}

/** What an entry says to a screen reader, as a tooltip, and in the list. */
export function entryText(entry: LaneEntry, look: Pick<LaneLook, 'texts' | 'timeText'>): string {
  const from = look.timeText(entry.fromMs);
  if (entry.kind === 'assignment') return `${entry.text}, ${from}`;
  const to = entry.toMs === null ? look.texts.untilNow : look.timeText(entry.toMs);
  return `${entry.text}, ${from} – ${to}`;
}

/** One Agentin's lane: its name as a button, and what happened as a picture whose parts can be reached by keys. */
export function laneNode(lane: Lane, look: LaneLook): HTMLElement {
  const name = element('button', { class: 'name', type: 'button' }, lane.title);
  name.addEventListener('click', () => look.onOpen({ agentId: lane.agentId, kind: 'agent' }));
  const marks = lane.entries.map((entry) => entryNode(lane, entry, look)).filter((mark) => mark !== null);
  const picture = svg(
    'svg',
    { class: 'track', height: String(HEIGHT), role: 'group', 'aria-label': lane.title },
    ...marks,
  );
  return element(
    'div',
    { class: 'lane' },
    element('div', { class: 'who' }, name, element('span', { class: 'label' }, lane.stateText)),
    picture,
  );
}

function entryNode(lane: Lane, entry: LaneEntry, look: LaneLook): SVGElement | null {
  const span = spanIn(entry, look.window, look.nowMs);
  if (span === null) return null;
  const width = Math.max(NARROWEST_PERCENT, span.widthPercent);
  const { y, height } = ROWS[entry.kind];
  const mark = svg(
    'rect',
    {
      class: `entry ${entry.kind} ${entry.outcome ?? (entry.toMs === null ? 'lasting' : '')}`,
      x: `${Math.min(span.startPercent, 100 - width)}%`,
      width: `${width}%`,
      y: String(y),
      height: String(height),
      rx: '2',
      role: 'button',
      tabindex: '-1',
      'aria-label': `${lane.title}: ${entryText(entry, look)}`,
      'data-entry': `${lane.agentId} ${entry.id}`,
    },
    svg('title', {}, entryText(entry, look)),
  );
  mark.addEventListener('click', () => look.onOpen({ agentId: lane.agentId, kind: entry.kind }));
  return mark;
}
