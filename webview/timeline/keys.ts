import type { LookChange } from '../../src/shared/timeline.ts';

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

/** The entry that an arrow key leads to: in time within a lane, or the last of the lane above or below. */
export function markAfterKey(lanes: Element, from: SVGElement, key: string): SVGElement | null {
  const tracks = [...lanes.querySelectorAll('.track')].map((track) =>
    Array.from(track.querySelectorAll<SVGElement>('.entry')),
  );
  const filled = tracks.filter((marks) => marks.length > 0);
  const lane = filled.findIndex((marks) => marks.includes(from));
  const index = filled[lane]?.indexOf(from) ?? -1;
  switch (key) {
    case 'ArrowLeft':
      return filled[lane]?.[index - 1] ?? null;
    case 'ArrowRight':
      return filled[lane]?.[index + 1] ?? null;
    case 'ArrowUp':
      return filled[lane - 1]?.at(-1) ?? null;
    case 'ArrowDown':
      return filled[lane + 1]?.at(-1) ?? null;
    default:
      return null;
  }
}
