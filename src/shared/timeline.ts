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
  readonly hours: string;
  readonly day: string;
  readonly earlier: string;
  readonly later: string;
  readonly now: string;
  readonly untilNow: string;
  readonly keys: string;
  readonly list: string;
  readonly empty: string;
  /** When no lane has anything. */
  readonly nothing: string;
  /** `{0} earlier entries are left out.` */
  readonly leftOut: string;
  readonly legend: string;
  /** `{0} entries`, of the time that is shown. */
  readonly entriesSeen: string;
  /** What each kind of mark means, in the order of `LEGEND`. */
  readonly kinds: Readonly<Record<LegendKey, string>>;
}

export const LEGEND = [
  'turn',
  'completed',
  'interrupted',
  'failed',
  'waiting',
  'limit',
  'assignment',
  'merged',
  'worktree',
] as const;

export type LegendKey = (typeof LEGEND)[number];

/** One Agentin; its entries oldest first, bounded. */
export interface Lane {
  readonly agentId: string;
  readonly title: string;
  readonly stateText: string;
  readonly entries: readonly LaneEntry[];
}

/** A lane as it is different from what was told before. */
export interface LanePatch {
  readonly agentId: string;
  readonly stateText: string;
  /** New ones and changed ones. */
  readonly entries: readonly LaneEntry[];
  /** Ids of those that are too old by now. */
  readonly gone: readonly string[];
}

/** `merged`: her work came into the main branch; `worktree`: something else was done with her worktree. */
export type EntryKind = 'turn' | 'waiting' | 'limit' | 'assignment' | 'merged' | 'worktree';

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

/** The lane after a patch. */
export function patchedLane(lane: Lane, patch: LanePatch): Lane {
  const left = new Set([...patch.gone, ...patch.entries.map(({ id }) => id)]);
  const kept = lane.entries.filter(({ id }) => !left.has(id));
  // Nearly always what is new is the newest: the sort then finds everything in its place.
  const entries = [...kept, ...patch.entries].sort(inTime);
  return { ...lane, stateText: patch.stateText, entries };
}

/** Orders entries as they began; what began at once stays in a fixed order. */
export function inTime(a: LaneEntry, b: LaneEntry): number {
  return a.fromMs - b.fromMs || (a.id < b.id ? -1 : 1);
}

/** The place that a person wants to see: where an entry of her lane is to be found, or (null) her page. */
export interface OpenWish {
  readonly agentId: string;
  readonly entryId: string | null;
}

/** What of the time is seen. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

export const ZOOMS = ['hour', 'hours', 'day'] as const;
export type Zoom = (typeof ZOOMS)[number];

/** How the person looks at it: `back` is how far before now the right edge is, 0 to follow the time. */
export interface Look {
  readonly zoom: Zoom;
  readonly backMs: number;
}

export type LookChange = 'zoomIn' | 'zoomOut' | 'earlier' | 'later' | 'now' | Zoom;

const HOUR_MS = 3_600_000;
const SPANS: Readonly<Record<Zoom, number>> = { hour: HOUR_MS, hours: 6 * HOUR_MS, day: 24 * HOUR_MS };

/** The right edge goes on in steps of this share of what is seen: less nobody can see, and each step moves everything. */
const EDGE_STEPS = 1000;

/** The look after a change. Never beyond now, nor before the last day, of which alone anything is known. */
export function nextLook(look: Look, change: LookChange): Look {
  switch (change) {
    case 'zoomIn':
      return zoomed(look, ZOOMS[ZOOMS.indexOf(look.zoom) - 1]);
    case 'zoomOut':
      return zoomed(look, ZOOMS[ZOOMS.indexOf(look.zoom) + 1]);
    case 'earlier':
      return { ...look, backMs: Math.min(furthest(look.zoom), look.backMs + SPANS[look.zoom] / 2) };
    case 'later':
      return { ...look, backMs: Math.max(0, look.backMs - SPANS[look.zoom] / 2) };
    case 'now':
      return { ...look, backMs: 0 };
    default:
      return zoomed(look, change);
  }
}

function zoomed(look: Look, zoom: Zoom | undefined): Look {
  return zoom === undefined ? look : { zoom, backMs: Math.min(furthest(zoom), look.backMs) };
}

function furthest(zoom: Zoom): number {
  return SPANS.day - SPANS[zoom];
}

/** The look that a webview kept, of whatever version it was; the last hour when it is none. */
export function knownLook(kept: Look | undefined): Look {
  const zoom = ZOOMS.find((one) => one === kept?.zoom);
  const backMs = Number(kept?.backMs);
  return zoom === undefined || !Number.isFinite(backMs)
    ? { zoom: 'hour', backMs: 0 }
    : zoomed({ zoom, backMs: Math.max(0, backMs) }, zoom);
}

/** What is seen at a moment. Stands still for a while: see `EDGE_STEPS`. */
export function windowOf({ zoom, backMs }: Look, nowMs: number): TimeWindow {
  const span = SPANS[zoom];
  const stepMs = span / EDGE_STEPS;
  const toMs = Math.ceil(nowMs / stepMs) * stepMs - backMs;
  return { fromMs: toMs - span, toMs };
}

/** How far to go back so that a moment is seen; the look itself when it is seen already. */
export function lookAt(look: Look, atMs: number, nowMs: number): Look {
  const { fromMs, toMs } = windowOf(look, nowMs);
  if (atMs >= fromMs && atMs <= toMs) return look;
  const backMs = nowMs - atMs - SPANS[look.zoom] / 2;
  return { ...look, backMs: Math.min(furthest(look.zoom), Math.max(0, backMs)) };
}

/** The moments of the scale: every ten minutes, every hour or every four, at round times of the clock. */
export function ticksOf({ fromMs, toMs }: TimeWindow, offsetMs: number): number[] {
  const spanMs = toMs - fromMs;
  const stepMs = spanMs > SPANS.hours ? 4 * HOUR_MS : spanMs > SPANS.hour ? HOUR_MS : HOUR_MS / 6;
  const first = Math.ceil((fromMs + offsetMs) / stepMs) * stepMs - offsetMs;
  const ticks: number[] = [];
  for (let atMs = first; atMs <= toMs; atMs += stepMs) ticks.push(atMs);
  return ticks;
}
