/** The timeline of the fleet: every text in the window's language, moments as milliseconds since 1970. */
export interface TimelinePage {
  readonly title: string;
  readonly texts: TimelineTexts;
  readonly language: string;
  readonly lanes: readonly Lane[];
}

export interface TimelineTexts {
  readonly zoom: string;
  readonly hour: string;
  readonly day: string;
  readonly earlier: string;
  readonly later: string;
  readonly now: string;
  readonly untilNow: string;
  readonly keys: string;
  readonly list: string;
  readonly empty: string;
  /** `{0} earlier entries are left out.` */
  readonly leftOut: string;
}

/** One Agentin; its entries oldest first, bounded. */
export interface Lane {
  readonly agentId: string;
  readonly title: string;
  readonly stateText: string;
  readonly entries: readonly LaneEntry[];
}

export type EntryKind = 'turn' | 'waiting' | 'limit' | 'assignment';

export interface LaneEntry {
  readonly id: string;
  readonly kind: EntryKind;
  readonly outcome: 'completed' | 'interrupted' | 'failed' | null;
  readonly fromMs: number;
  /** Null while it lasts. */
  readonly toMs: number | null;
  /** What it is, in words. */
  readonly text: string;
}

/** The place that a person wants to see: the Agentin's page, her request in the Inbox, her assignment. */
export interface OpenWish {
  readonly agentId: string;
  readonly kind: EntryKind | 'agent';
}

/** What of the time is seen. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

export type Zoom = 'hour' | 'day';

/** How the person looks at it: `back` is how far before now the right edge is, 0 to follow the time. */
export interface Look {
  readonly zoom: Zoom;
  readonly backMs: number;
}

export type LookChange = 'zoomIn' | 'zoomOut' | 'earlier' | 'later' | 'now';

const HOUR_MS = 3_600_000;
const SPANS: Readonly<Record<Zoom, number>> = { hour: HOUR_MS, day: 24 * HOUR_MS };

/** The look after a change. Never beyond now, nor before the last day, of which alone anything is known. */
export function nextLook(look: Look, change: LookChange): Look {
  switch (change) {
    case 'zoomIn':
      return { ...look, zoom: 'hour' };
    case 'zoomOut':
      return { zoom: 'day', backMs: 0 };
    case 'earlier':
      return { ...look, backMs: Math.min(SPANS.day - SPANS[look.zoom], look.backMs + SPANS[look.zoom] / 2) };
    case 'later':
      return { ...look, backMs: Math.max(0, look.backMs - SPANS[look.zoom] / 2) };
    case 'now':
      return { ...look, backMs: 0 };
  }
}

export function windowOf({ zoom, backMs }: Look, nowMs: number): TimeWindow {
  const toMs = nowMs - backMs;
  return { fromMs: toMs - SPANS[zoom], toMs };
}

/** The moments of the scale: every ten minutes, or every four hours, at round times of the clock. */
export function ticksOf({ fromMs, toMs }: TimeWindow, offsetMs: number): number[] {
  const stepMs = toMs - fromMs > 2 * HOUR_MS ? 4 * HOUR_MS : HOUR_MS / 6;
  const first = Math.ceil((fromMs + offsetMs) / stepMs) * stepMs - offsetMs;
  const ticks: number[] = [];
  for (let atMs = first; atMs <= toMs; atMs += stepMs) ticks.push(atMs);
  return ticks;
}
