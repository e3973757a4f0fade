import type { Lane } from '../../src/shared/timeline.ts';
import { element } from '../ui/element.ts';
import { entryText } from './lane.ts';
import type { LaneLook } from './lane.ts';

const MOST_LISTED = 50;

/** The same as text: each Agentin with what happened, newest first. */
export function listNodes(lanes: readonly Lane[], look: LaneLook): Node[] {
  return lanes.flatMap((lane) => [element('h2', {}, lane.title), ...laneNodes(lane, look)]);
}

function laneNodes(lane: Lane, look: LaneLook): Node[] {
  const { texts } = look;
  if (lane.entries.length === 0) return [element('p', { class: 'label' }, texts.empty)];
  const shown = lane.entries.slice(-MOST_LISTED).toReversed();
  const items = shown.map((entry) => {
    const open = element('button', { type: 'button', class: 'name' }, entryText(entry, look));
    open.addEventListener('click', () => look.onOpen({ agentId: lane.agentId, kind: entry.kind }));
    return element('li', {}, open);
  });
  const leftOut = lane.entries.length - shown.length;
  const rest = texts.leftOut.replace('{0}', String(leftOut));
  return [element('ul', {}, ...items), ...(leftOut > 0 ? [element('p', { class: 'label' }, rest)] : [])];
}
