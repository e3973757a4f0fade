import type { Lane, LaneEntry, LookChange } from '../../src/shared/timeline.ts';

const LOOKS: Readonly<Record<string, LookChange>> = {
  '+': 'zoomIn',
  '=': 'zoomIn',
  '-': 'zoomOut',
  PageUp: 'earlier',
  PageDown: 'later',
  Home: 'now',
};

/** What a key changes of the look; null for another key. */
export function keyLook(key: string): LookChange | null {
  return LOOKS[key] ?? null;
}

/** An entry with whose it is. */
export interface Place {
  readonly lane: Lane;
  readonly entry: LaneEntry;
}

/**
 * The entry that an arrow key leads to: the one before or after in her lane, seen or not, or the nearest in time of the
 * next lane above or below that has one.
 */
export function placeAfterKey(lanes: readonly Lane[], { lane, entry }: Place, key: string): Place | null {
  const index = lane.entries.findIndex(({ id }) => id === entry.id);
  switch (key) {
    case 'ArrowLeft':
      return placeOf(lane, lane.entries[index - 1]);
    case 'ArrowRight':
      return placeOf(lane, lane.entries[index + 1]);
    case 'ArrowUp':
      return inLane(lanes.slice(0, lanes.indexOf(lane)).toReversed(), entry.fromMs);
    case 'ArrowDown':
      return inLane(lanes.slice(lanes.indexOf(lane) + 1), entry.fromMs);
    default:
      return null;
  }
}

function inLane(lanes: readonly Lane[], atMs: number): Place | null {
  const lane = lanes.find(({ entries }) => entries.length > 0);
  if (lane === undefined) return null;
  const distance = ({ fromMs }: LaneEntry): number => Math.abs(fromMs - atMs);
  const nearest = lane.entries.reduce((best, one) => (distance(one) < distance(best) ? one : best));
  return { lane, entry: nearest };
}

function placeOf(lane: Lane, entry: LaneEntry | undefined): Place | null {
  return entry === undefined ? null : { lane, entry };
}

/** What lasts, else what ended last, among those that fit; of several the one that began last. */
export function latest(lanes: readonly Lane[], fits: (place: Place) => boolean): Place | null {
  const places = lanes.flatMap((lane) => lane.entries.map((entry) => ({ lane, entry }))).filter(fits);
  const end = ({ entry }: Place): number => entry.toMs ?? Number.MAX_SAFE_INTEGER;
  const isLater = (one: Place, other: Place): boolean =>
    end(one) === end(other) ? one.entry.fromMs >= other.entry.fromMs : end(one) > end(other);
  return places.reduce<Place | null>((best, one) => (best === null || isLater(one, best) ? one : best), null);
}
